"""Pastes as people write them: what a paste says, and what the reader has to find in it, by kind.

Each is `(text, class, message, place)`; the place is `file:line source` of the user's failing frame, as far as known.
"""

NO_GRAD = "element 0 of tensors does not require grad and does not have a grad_fn"
FREED = "Trying to backward through the graph a second time"
LIBRARY = """  File "/opt/venv/lib/python3.10/site-packages/torch/_tensor.py", line 581, in backward
    torch.autograd.backward("""

PASTES = {
    "told first, then its traceback": [
        (f"RuntimeError: {NO_GRAD}\n\nHi, my net stops.\n\nTraceback (most recent call last):\n"
         f'  File "a/run.py", line 9, in step\n    loss.backward()\n{LIBRARY}\nRuntimeError: {NO_GRAD}',
         "RuntimeError", NO_GRAD, "a/run.py:9 loss.backward()"),
        (f"[Bug] RuntimeError: element 0 of tensors does not require grad ...\n\nTraceback (most recent call last):\n"
         f'  File "run.py", line 9, in step\n    loss.backward()\nRuntimeError: {NO_GRAD}',
         "RuntimeError", NO_GRAD, "run.py:9 loss.backward()"),
        (f"I see `RuntimeError: {NO_GRAD}` as soon as I freeze the encoder:\n```\n"
         f'  File "run.py", line 9, in step\n    loss.backward()\n```\nNo idea what to do.',
         "RuntimeError", NO_GRAD, "run.py:9 loss.backward()"),
        (f"训练时报错：RuntimeError: {NO_GRAD}\n完整信息如下\nTraceback (most recent call last):\n"
         f'  File "run.py", line 9, in step\n    loss.backward()\nRuntimeError: {NO_GRAD}',
         "RuntimeError", NO_GRAD, "run.py:9 loss.backward()"),
        ("Training fails: KeyError: 'loss'\n\nLog\n---\nTraceback (most recent call last):\n"
         "  File \"run.py\", line 9, in step\n    out['loss'].backward()\nKeyError: 'loss'",
         "KeyError", "'loss'", "run.py:9 out['loss'].backward()"),
    ],
    "heads that are links": [
        (f"RuntimeError                              Traceback (most recent call last)\n"
         f"[<ipython-input-5-0a1b2c>](https://localhost:8080/#) in <module>\n      1 y = net(x)\n----> 2 y.backward()\n\n"
         f"3 frames\n[/usr/local/lib/python3.10/dist-packages/torch/_tensor.py](https://localhost:8080/#) in backward(self)\n"
         f"    486             )\n--> 487         torch.autograd.backward(\n\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "<ipython-input-5-0a1b2c>:2 y.backward()"),
        (f"Cell [In[4], line 3](vscode-notebook-cell:?execution_count=4&line=3)\n"
         f"      [1](vscode-notebook-cell:?execution_count=4&line=1) y = net(x)\n"
         f"----> [3](vscode-notebook-cell:?execution_count=4&line=3) y.backward()\n\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "Cell In[4]:3 y.backward()"),
        (f"File [~/work/net.py:31](file:///home/ann/work/net.py#line=30), in fit(self, x)\n     29 out = self(x)\n"
         f"---> 31 out.backward()\n\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "~/work/net.py:31 out.backward()"),
    ],
    "source directly above the error line": [
        (f"it stops in\n\nloss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "None loss.backward()"),
        (f"line 57: loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"Line 57, loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"57    loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"57: loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"train.py:57: loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"```python\n>>> loss.backward()\nRuntimeError: {NO_GRAD}\n```", "RuntimeError", NO_GRAD, "None loss.backward()"),
        (f"--> 57 loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        (f"第 57 行: loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "57 loss.backward()"),
        ("    w.grad.zero_()\nAttributeError: 'NoneType' object has no attribute 'zero_'",
         "AttributeError", "'NoneType' object has no attribute 'zero_'", "None w.grad.zero_()"),
        (f"    self.scaler.scale(loss).backward()\n    ^^^^^^^^^^^^^^^^^^\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "None self.scaler.scale(loss).backward()"),
        (f"Code: loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "None loss.backward()"),
    ],
    "source directly below the error line": [
        ("It stops:\n\nAttributeError: 'NoneType' object has no attribute 'norm'\ntotal = w.grad.norm()\n\nWhy is it None?",
         "AttributeError", "'NoneType' object has no attribute 'norm'", "None total = w.grad.norm()"),
        (f"RuntimeError: {NO_GRAD}\nself.scaler.scale(loss).backward()", "RuntimeError", NO_GRAD,
         "None self.scaler.scale(loss).backward()"),
    ],
    "no source below": [
        (f"RuntimeError: {NO_GRAD}\nimport torch\nx = torch.ones(2)", "RuntimeError", NO_GRAD, None),
        (f'  File "run.py", line 9, in step\n    loss.backward()\nRuntimeError: {NO_GRAD}\nsys.exit(1)',
         "RuntimeError", NO_GRAD, "run.py:9 loss.backward()"),
    ],
    "words right behind the message, without a capital": [
        (f"RuntimeError: {NO_GRAD}\nwhen i run the script", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD} when i run the script", "RuntimeError", NO_GRAD, None),
    ],
    "Chinese right behind the message": [
        (f"RuntimeError: {NO_GRAD},用 int4 模型就会这样", "RuntimeError", NO_GRAD, None),
        (f"报错 RuntimeError: {NO_GRAD}.这是为什么", "RuntimeError", NO_GRAD, None),
    ],
    "a message in Chinese that begins with a name": [
        ("RuntimeError: grad 只能为标量输出隐式创建", "RuntimeError", "grad 只能为标量输出隐式创建", None),
        ("报错 RuntimeError: Tensor 的第 0 个元素不需要梯度", "RuntimeError", "Tensor 的第 0 个元素不需要梯度", None),
        ("KeyError: loss 请问怎么解决", "KeyError", "loss", None),
    ],
    "no source above": [
        (f"import torch\nx = torch.ones(2)\ny = x * 2\nz = y.sum()\nz.backward()\nprint(x.grad)\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, None),
        (f"The loss (see below) is a number\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"    torch.autograd.backward(\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f'    raise RuntimeError("x")\nRuntimeError: {NO_GRAD}', "RuntimeError", NO_GRAD, None),
    ],
    "numbered lines with an arrow and no head": [
        (f"RuntimeError: {NO_GRAD}\n\n     40     loss = crit(out, y)\n---> 41     loss.backward()\n     42     opt.step()",
         "RuntimeError", NO_GRAD, "41 loss.backward()"),
        (f"     40     loss = crit(out, y)\n---> 41     loss.backward()\n     42     opt.step()\n\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "41 loss.backward()"),
        (f"Here:\n```\n     40     loss = crit(out, y)\n---> 41     loss.backward()\n```\nI get `RuntimeError: {NO_GRAD}`.",
         "RuntimeError", NO_GRAD, "41 loss.backward()"),
    ],
    "a line and a function without a file": [
        (f"line 85, in fit loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "85 loss.backward()"),
        (f"  line 85, in fit\n    loss.backward()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "85 loss.backward()"),
        (f"line 120, in <module>\n    main()\nline 85, in fit\n    loss.backward()\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "85 loss.backward()"),
        (f"line 85, in fit\n    loss.backward()\nline 487, in backward\n    torch.autograd.backward(\nRuntimeError: {NO_GRAD}",
         "RuntimeError", NO_GRAD, "85 loss.backward()"),
        (f'File "run.py", line 85, in fit loss.backward() RuntimeError: {NO_GRAD}', "RuntimeError", NO_GRAD, "run.py:85 loss.backward()"),
    ],
    "a user frame in another code span": [
        (f'`site-packages/torch/_tensor.py", line 487, in backward\n    torch.autograd.backward(\nRuntimeError: {NO_GRAD}`\n\n'
         f'The line is\n\n`train/loop.py", line 31, in fit\n    loss.backward()`',
         "RuntimeError", NO_GRAD, "train/loop.py:31 loss.backward()"),
        (f'```\n  File "/opt/venv/lib/python3.10/site-packages/torch/_tensor.py", line 581, in backward\n    torch.autograd.backward(\n'
         f'RuntimeError: {NO_GRAD}\n```\ncalled from\n```\n  File "run.py", line 9, in step\n    loss.backward()\n```',
         "RuntimeError", NO_GRAD, "run.py:9 loss.backward()"),
    ],
    "the deepest frame first": [
        (f'Exception has occurred: RuntimeError\n{NO_GRAD}\n  File "/w/t.py", line 7, in fit\n    loss.backward()\n'
         f'  File "/w/t.py", line 20, in main\n    fit(net)\n  File "/w/t.py", line 30, in <module>\n    main()',
         "RuntimeError", NO_GRAD, "/w/t.py:7 loss.backward()"),
    ],
    "a statement of several lines": [
        (f'Traceback (most recent call last):\n  File "a.py", line 3, in fit\n    step(\n    ~~~~^\n        x,\n    )\n    ^\n'
         f"{LIBRARY}\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "a.py:3 step( x, )"),
    ],
    "the outermost frame first": [
        (f'Traceback (most recent call last):\n  File "/w/a.py", line 3, in load\n    importlib.import_module(name)\n'
         f'  File "/w/b.py", line 7, in <module>\n    z.backward()\nRuntimeError: {NO_GRAD}',
         "RuntimeError", NO_GRAD, "/w/b.py:7 z.backward()"),
    ],
    "warnings without a path": [
        ("UserWarning: None of the inputs have requires_grad=True. Gradients will be None\n  warnings.warn(",
         "UserWarning", "None of the inputs have requires_grad=True. Gradients will be None", None),
        ("checkpoint.py:87: UserWarning: None of the inputs have requires_grad=True. Gradients will be None warnings.warn(",
         "UserWarning", "None of the inputs have requires_grad=True. Gradients will be None", "checkpoint.py:87 warnings.warn("),
        ("I always get this: UserWarning: None of the inputs have requires_grad=True. Gradients will be None",
         "UserWarning", "None of the inputs have requires_grad=True. Gradients will be None", None),
        ("(UserWarning: Detected call of lr_scheduler.step() before optimizer.step().)",
         "UserWarning", "Detected call of lr_scheduler.step() before optimizer.step().", None),
        ("/x/checkpoint.py: UserWarning: None of the inputs have requires_grad=True. Gradients will be None",
         "UserWarning", "None of the inputs have requires_grad=True. Gradients will be None", None),
    ],
    "the last line not copied": [
        ('Traceback (most recent call last):\n  File "run.py", line 9, in step\n    opt = SGD([])\n'
         '  File "/v/lib/python3.10/site-packages/torch/optim/optimizer.py", line 273, in __init__\n'
         '    raise ValueError("optimizer got an empty parameter list")',
         "ValueError", "optimizer got an empty parameter list", "run.py:9 opt = SGD([])"),
        ('  File "run.py", line 9, in step\n    check(x)\n  File "/v/lib/python3.10/site-packages/a.py", line 2, in check\n'
         '    raise RuntimeError("one is " "not another")\n\nthat is all I have',
         "RuntimeError", "one is not another", "run.py:9 check(x)"),
        ('  File "run.py", line 9, in step\n    check(x)\n  File "/v/lib/python3.10/site-packages/a.py", line 2, in check\n'
         "    raise NotImplementedError", "NotImplementedError", "", "run.py:9 check(x)"),
    ],
    "told without its class": [
        (f'{NO_GRAD}\n\n  File "run.py", line 9, in step\n    loss.backward()', None, NO_GRAD, "run.py:9 loss.backward()"),
        (f'  File "run.py", line 9, in step\n    loss.backward()\n{NO_GRAD}', None, NO_GRAD, "run.py:9 loss.backward()"),
    ],
    "library paths shortened by hand": [
        (f'  File ".../tools/train.py", line 30, in main\n    fit(cfg)\n  File ".../mmengine/runner/loop.py", line 4, in run\n'
         f"    self.step()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, ".../tools/train.py:30 fit(cfg)"),
        (f'  File "train.py", line 30, in main\n    fit(cfg)\n  File "…/transformers/trainer.py", line 4, in step\n'
         f"    self.step()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "train.py:30 fit(cfg)"),
        (f'  File "train.py", line 30, in main\n    fit(cfg)\n  File "<path>/accelerate/accelerator.py", line 4, in step\n'
         f"    self.step()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "train.py:30 fit(cfg)"),
        (f'  File "train.py", line 30, in main\n    fit(cfg)\n  File "lib/python3.9/x/loop.py", line 4, in step\n'
         f"    self.step()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, "train.py:30 fit(cfg)"),
        (f'  File "train.py", line 30, in main\n    fit(cfg)\n  File ".../mynet/model.py", line 4, in step\n'
         f"    self.step()\nRuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, ".../mynet/model.py:4 self.step()"),
    ],
    "two ranks run together": [
        (f'```\n  File "/v/lib/python3.9/site-packages/torch/nn/modules/module.py", line 9, in _call_impl\n    return forward_call(*a)'
         f'Traceback (most recent call last):\n  File "go.py", line 5, in <module>\n    main()\nRuntimeError: {NO_GRAD}\n```',
         "RuntimeError", NO_GRAD, "go.py:5 main()"),
        (f'    loss.backward()\n```\n```\nTraceback (most recent call last):\n  File "go.py", line 5, in <module>\n    main()\n'
         f"RuntimeError: {NO_GRAD}\n```", "RuntimeError", NO_GRAD, "go.py:5 main()"),
    ],
    "Markdown inside": [
        (f"`RuntimeError`: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"**RuntimeError: {NO_GRAD}**", "RuntimeError", NO_GRAD, None),
        (f"_RuntimeError: {NO_GRAD}_", "RuntimeError", NO_GRAD, None),
        (f"*RuntimeError: {NO_GRAD}*", "RuntimeError", NO_GRAD, None),
        (f"__RuntimeError__: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"I get **RuntimeError**: *{NO_GRAD}* in the first step.", "RuntimeError", NO_GRAD, None),
        (f"> **RuntimeError:** {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"The error is ``RuntimeError: {NO_GRAD}`` and nothing else", "RuntimeError", NO_GRAD, None),
        (f"- `RuntimeError: {NO_GRAD}`\n- it is new", "RuntimeError", NO_GRAD, None),
    ],
    "behind a mark": [
        (f"What does 'RuntimeError: {NO_GRAD}' mean?", "RuntimeError", NO_GRAD, None),
        (f'It says "RuntimeError: {NO_GRAD}", but only sometimes.', "RuntimeError", NO_GRAD, None),
        (f"它说“RuntimeError: {NO_GRAD}”怎么办", "RuntimeError", NO_GRAD, None),
        (f"运行报错RuntimeError: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"运行报错：RuntimeError：{NO_GRAD}。请问怎么解决？", "RuntimeError", NO_GRAD, None),
        (f"遇到了这个错误(RuntimeError: {NO_GRAD})", "RuntimeError", NO_GRAD, None),
        ("It stops (AttributeError: 'NoneType' object has no attribute 'zero_').", "AttributeError",
         "'NoneType' object has no attribute 'zero_'", None),
    ],
    "a quote mark that began before": [
        (f'  "RuntimeError: {NO_GRAD}"\n ]\n}}', "RuntimeError", NO_GRAD, None),
        ('KeyError: "loss"', "KeyError", '"loss"', None),
    ],
    "a class in two words": [
        (f"Runtime Error: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"Runtime error: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        (f"I get a Runtime Error: {NO_GRAD}", "RuntimeError", NO_GRAD, None),
        ("Attribute Error: 'NoneType' object has no attribute 'data'", "AttributeError",
         "'NoneType' object has no attribute 'data'", None),
        ("User Warning: The .grad attribute is odd", "UserWarning", "The .grad attribute is odd", None),
    ],
    "prose behind a message": [
        (f"RuntimeError: {NO_GRAD}\nI do not know what that means.", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nDoes anybody know why?", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nThis only happens on two cards.", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nThe model is a small CNN and trains fine without freezing.", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nHere is the training loop:\nfor x in data:\n    net(x)", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nfor x in data:\n    net(x)", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nPyTorch version: 2.1.0\nOS: Linux", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\n请问这是什么原因", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\n### Versions\n2.1", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD}\nAfter removing with torch.no_grad() it went away.", "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD} when I call loss.backward()", "RuntimeError", NO_GRAD, None),
    ],
    "prose behind a message on its line": [
        (f"It stopped with: RuntimeError: {NO_GRAD}. Is there anything to change? Thank you.", "RuntimeError", NO_GRAD, None),
        (f'It says "RuntimeError: {NO_GRAD}". Could you tell what is missing?', "RuntimeError", NO_GRAD, None),
        (f"RuntimeError: {NO_GRAD} How can this be?", "RuntimeError", NO_GRAD, None),
        ("ValueError: unknown key. Did you mean 'loss'?", "ValueError", "unknown key. Did you mean 'loss'?", None),
    ],
    "frames below a title, no error line": [
        (f'RuntimeError: {NO_GRAD}\n\nTraceback (most recent call last):\n  File "go.py", line 4, in main\n    loss.backward()\n'
         f"{LIBRARY}\n\nwhen running go.py, this problem is met.", "RuntimeError", NO_GRAD, "go.py:4 loss.backward()"),
    ],
    "a message that goes on": [
        ("```\nValueError: the tensor is:\n```\n```\n[4, 5] at version 1:\n```\n```\nHint: look\n```", "ValueError",
         "the tensor is: [4, 5] at version 1: Hint: look", None),
        ("RuntimeError: Trying to backward through\nthe graph a second time", "RuntimeError", FREED, None),
        ("RuntimeError: Trying to backward\n    through the graph a second time", "RuntimeError", FREED, None),
        ("ValueError: Sizes differ:\nsaved metadata: {'shape': 4}\nrecomputed metadata: {'shape': 0}", "ValueError",
         "Sizes differ: saved metadata: {'shape': 4} recomputed metadata: {'shape': 0}", None),
        ("RuntimeError: CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported.\n"
         "For debugging consider passing CUDA_LAUNCH_BLOCKING=1.", "RuntimeError",
         "CUDA error: device-side assert triggered CUDA kernel errors might be asynchronously reported. "
         "For debugging consider passing CUDA_LAUNCH_BLOCKING=1.", None),
        ("RuntimeError: No loss for rank 0:\n 3 4 5\n In addition, you can set A=B.", "RuntimeError",
         "No loss for rank 0: 3 4 5 In addition, you can set A=B.", None),
        ("```\nValueError: it is at version 2;\n```\n```\nexpected version 1 instead\n```", "ValueError",
         "it is at version 2;", None),
        ("```\nValueError: the tensor is:\n```\n```\n[4, 5] at version 1\n```", "ValueError",
         "the tensor is: [4, 5] at version 1", None),
    ],
}  # fmt: skip

VERSIONS = [
    ("I use pytorch 0.4.1 and python 3.6", "0.4.1"), ("PyTorch Version: 0.1.12_2", "0.1.12"), ("python3.6 pytorch1.3", "1.3"),
    ("My environment: PyTorch 2.1.0, CUDA 11.8", "2.1.0"), ("torch 2.3.1, python 3.11", "2.3.1"), ("PyTorch: 1.7", "1.7"),
    ("pytorch=1.8.1=py3.8_cuda11.1", "1.8.1"), ("torch (2.4.0)", "2.4.0"), ("**PyTorch**: 1.12.1+cu113", "1.12.1+cu113"),
    ("- PyTorch version: `2.2.2`", "2.2.2"), ("pytorch 版本是 1.10.0", "1.10.0"), ("pytorch版本：1.10.0", "1.10.0"),
    ("Pytorch v1.9.0", "1.9.0"), ("torch                     2.0.1", "2.0.1"), ("torch-2.0.1+cpu", "2.0.1+cpu"),
    ("PyTorch Version (e.g., 1.0): 1.5.1", "1.5.1"), ("torchvision 0.15.2", None), ("pytorch-lightning 1.9.0", None),
    ("since PyTorch 1.5 this raises", None), ("PyTorch 1.5 and later raise", None), ("requires torch>=1.13", None),
    ("torch.randn(2.5)", None), ("pytorch_lightning==2.0.1 torch==1.13.1", "1.13.1"), ("/pytorch-1.8.1/lib/x.py", None),
]  # fmt: skip

"""What people paste with the most frequent error, by its cause: the cues decide, or nobody does."""

from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_entry
from whygrad.finding.evidence import choose_case
from whygrad.reading import read_report

ENTRY = read_entry(Path(__file__).resolve().parents[2] / "knowledge" / "errors" / "no-grad-fn")
INDEX = signature_index([ENTRY])
ERROR = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
TRACEBACK = f"""Traceback (most recent call last):
  File "train.py", line 88, in <module>
    loss.backward()
  File "/usr/lib/python3.10/site-packages/torch/_tensor.py", line 492, in backward
    torch.autograd.backward(
{ERROR}
"""
TRAINING = """
for x, y in loader:
    optimizer.zero_grad()
    output = net(x)
    loss = criterion(output, y)
    loss.backward()
    optimizer.step()
    running_loss = loss.item()
net.eval()
with torch.no_grad():
    for x, y in valid_loader:
        correct += (net(x).argmax(1) == y).sum().item()
"""


def code(text):
    return f"```python\n{text}\n```\n{TRACEBACK}"


PASTES = [
    (None, TRACEBACK),
    (None, code(TRAINING)),
    ("frozen-model", code(f"for p in net.parameters():\n    p.requires_grad = False\n{TRAINING}")),
    ("frozen-model", f"冻结主干之后就报错：\n{TRACEBACK}"),
    ("adapter-under-checkpointing", code("net = get_peft_model(net, LoraConfig(r=8))\nnet.gradient_checkpointing_enable()")),
    ("adapter-under-checkpointing", f"$ python sft.py --gradient_checkpointing True --bf16 True\n{TRACEBACK}"),
    ("adapter-under-checkpointing", f"qlora 微调，开了gradient checkpointing就报错\n{TRACEBACK}"),
    (None, f"用LoRA训练翻译模型时报错\n{TRACEBACK}"),
    (None, code("net = get_peft_model(net, LoraConfig(r=8))")),
    (None, code("heat = GradCAM(model=net)(x)")),
    (
        "adapter-under-checkpointing",
        "/opt/site-packages/torch/utils/checkpoint.py:87: UserWarning: None of the inputs have requires_grad=True. "
        f"Gradients will be None\n  warnings.warn(\n{TRACEBACK}",
    ),
    ("batch-without-targets", f"It trains fine for 900 steps.\n{TRACEBACK}"),
    ("batch-without-targets", f"It stopped at epoch 87.\n{TRACEBACK}"),
    ("loss-rebuilt-by-tensor", f"The helper to_tensor makes a new tensor of the list.\n{TRACEBACK}"),
    ("no-grad-left-on", code("with torch.no_grad():\n    for x, y in loader:\n        heat = GradCAM(model=net)(x)")),
    ("no-grad-left-on", f"Even an example of the PyTorch tutorial raises it.\n{TRACEBACK}"),
    # a function is evaluated at a point, and no model is; a model that was made and called is no plain tensor
    (None, code("rain = self.rain.evaluate(t).float()\nloss = criterion(rain, y)")),
    (None, code("a = torch.randn(2, 3, 64, 64)\nflow = Matcher()(a, b)\nflow.sum().backward()")),
    ("no-grad-left-on", f"训练正常，验证的时候报错\n{TRACEBACK}"),
    (
        "no-grad-left-on",
        'Traceback (most recent call last):\n  File "/opt/site-packages/lightning/pytorch/loops/evaluation_loop.py", line 9, in run\n'
        f'    self.step(batch)\n  File "md.py", line 60, in validation_step\n    force = -autograd.grad(energy.sum(), pos)[0]\n{ERROR}',
    ),
    ("detour-through-item", code("loss = np.abs(output.detach().numpy() - y.numpy()).mean()\nloss = torch.tensor(loss)")),
    ("argmax-in-the-loss", code("guess = torch.argmax(output, dim=1).float()\nloss = criterion(guess, y)")),
    ("argmax-in-the-loss", code("guess = (output.sigmoid() > 0.5).float()\nloss = criterion(guess, y)")),
    ("second-derivative", code("slope = torch.autograd.grad(loss, w)[0]\nbend = torch.autograd.grad(slope.sum(), w)[0]")),
    ("batch-without-targets", code("if boxes.shape[0] == 0:\n    return torch.tensor(0.0)")),
    ("loss-rebuilt-by-tensor", code("losses.append(criterion(output, y))\nloss = torch.tensor(losses).mean()")),
    ("plain-tensors", f'Traceback (most recent call last):\n  File "a.py", line 4, in <module>\n    z.backward()\n{ERROR}'),
]  # fmt: skip


@pytest.mark.parametrize(("case", "paste"), PASTES, ids=[f"{number}-{case}" for number, (case, _) in enumerate(PASTES)])
def test_a_paste_is_given_its_case_or_none(case, paste):
    report = read_report(paste)
    match = INDEX.match(report)[0]
    assert choose_case({one.id: one.cues for one in ENTRY.cases}, report, match).case == case

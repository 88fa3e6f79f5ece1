"""One error in every form in which people paste it."""

import html
import json

MESSAGE = "Trying to backward through the graph a second time, said nobody's tool"
PLAIN = f"""Traceback (most recent call last):
  File "/home/ann/work/train.py", line 31, in <module>
    main()
  File "/home/ann/work/train.py", line 27, in fit
    loss.backward()
  File "/usr/lib/python3.11/site-packages/torch/_tensor.py", line 626, in backward
    torch.autograd.backward(
    ~~~~~~~~~~~~~~~~~~~~~~~^
RuntimeError: {MESSAGE}"""
IPYTHON = f"""---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[7], line 27
     25 out = model(x)
     26 loss = out.sum()
---> 27 loss.backward()
     28 print(loss)

File /usr/lib/python3.11/site-packages/torch/_tensor.py:626, in Tensor.backward(self, gradient)
    624     )
--> 626 torch.autograd.backward(
    627     self, gradient

RuntimeError: {MESSAGE}"""


def prefixed(prefix, text=PLAIN):
    return "\n".join(prefix + line for line in text.split("\n"))


def coloured(text, escape="\x1b"):
    return text.replace("loss", f"{escape}[0;31mloss{escape}[0m").replace(
        "RuntimeError", f"{escape}[91mRuntimeError{escape}[0m"
    )


FORMS = {
    "plain": PLAIN,
    "windows line ends": PLAIN.replace("\n", "\r\n"),
    "quoted": prefixed("> "),
    "rank": prefixed("[rank3]: "),
    "log": prefixed("2025-03-09 22:10:01,123 "),
    "log with level": prefixed("[ERROR] 2025-03-09 22:10:01 (trainer) "),
    "container": prefixed("2025-05-01T10:11:12.1234567Z "),
    "ray": prefixed("(TrainWorker pid=223, ip=10.0.0.1) "),
    "compose": prefixed("trainer-1  | "),
    "journal": prefixed("May  1 10:11:12 gpu01 python[22317]: "),
    "srun": prefixed("0: "),
    "earlier warning": f"/usr/lib/x.py:7: FutureWarning: `a` is deprecated.\n  a()\n{PLAIN}",
    "colours": coloured(PLAIN),
    "literal colours": coloured(PLAIN, "\\u001b"),
    "colours without escapes": coloured(PLAIN, ""),
    "entities": html.escape(PLAIN),
    "curly quotes": PLAIN.replace('"/', "“/").replace('py"', "py”"),
    "progress bar": "Epoch 1:  45%|####     | 9/20 [00:01<00:01, loss=0.3]" + PLAIN,
    "Chinese around": f"运行到第二个 epoch 报错\n{PLAIN}\n\n有没有遇到过的",
    "later log": f"{PLAIN}\n\n2024-05-01 10:11:12 INFO shutting down",
    "prompt": f"PS D:\\code> python train.py\n{PLAIN}",
    "dotted class": PLAIN.replace("RuntimeError:", "torch.utils.errors.RuntimeError:"),
    "IPython": IPYTHON,
    "IPython colours": coloured(IPYTHON),
    "notebook JSON": json.dumps({"ename": "RuntimeError", "evalue": MESSAGE, "traceback": coloured(IPYTHON).split("\n")}),
    "editor JSON": json.dumps({"name": "RuntimeError", "message": MESSAGE, "stack": IPYTHON}),
    "old IPython": IPYTHON.replace("Cell In[7], line 27", "<ipython-input-7-0a1b2c3d4e5f> in <module>()"),
    "input cell": IPYTHON.replace("Cell In[7], line 27", "Input In [7], in <cell line: 27>()"),
    "flattened": " ".join(PLAIN.split()),
    "flattened IPython": " ".join(IPYTHON.split()),
    "broken message": PLAIN.replace("second time, ", "second time,\n    "),
    "chained": f"{PLAIN}\n\nDuring handling of the above exception, another exception occurred:\n\n"
    'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nKeyError: \'x\'',
}  # fmt: skip


def boxed(lines, side="│"):
    """What rich prints: a box of the terminal's width around the frames."""
    head = f"╭{'─' * 41} Traceback (most recent call last) {'─' * 42}╮"
    return "\n".join([head, *(f"{side} {line:<118} {side}" for line in lines), f"╰{'─' * 120}╯"])


def wrapped(width, text=PLAIN):
    """What a narrow terminal leaves of long lines."""
    return "\n".join(
        line[start : start + width] for line in text.split("\n") for start in range(0, max(len(line), 1), width)
    )


def interleaved(first, second):
    return "\n".join(line for pair in zip(first.split("\n"), second.split("\n"), strict=True) for line in pair)


RICH = boxed(
    ["/home/ann/work/train.py:31 in <module>", "", "   30 if True:", "❱ 31 │   main()", "   32 ", "",
     "/home/ann/work/train.py:27 in fit", "", "   25 │   out = model(x)", "   26 │   loss = out.sum()",
     "❱ 27 │   loss.backward()", "   28 │   print(loss)", "",
     "/usr/lib/python3.11/site-packages/torch/_tensor.py:626 in backward", "", "   624 │   │   │   )",
     "❱ 626 │   │   torch.autograd.backward(", "   627 │   │   │   self, gradient"]
) + f"\nRuntimeError: {MESSAGE}"  # fmt: skip
RICH_IN_ASCII = RICH.translate(str.maketrans("│❱╭╮╰╯─", "|>++++-"))
OTHER_RANK = (
    PLAIN.replace("line 27", "line 44").replace("loss.backward()", "dist.barrier()").replace(MESSAGE, "NCCL timeout")
)
OLD_COLAB = IPYTHON.replace("Cell In[7], line 27", "<ipython-input-7-0a1b2c3d4e5f> in <cell line: 27>()").replace(
    "File /usr/lib/python3.11/site-packages/torch/_tensor.py:626, in Tensor.backward(self",
    "/usr/lib/python3.11/site-packages/torch/_tensor.py in backward(self",
)
MARKED = PLAIN.replace("    loss.backward()", "    loss.backward()\n    ~~~~~~~~~~~~~^^")
NOTEBOOK_JSON = json.dumps(
    {"ename": "RuntimeError", "evalue": MESSAGE, "output_type": "error", "traceback": coloured(IPYTHON).split("\n")},
    indent=1,
)
PYTEST = f"""=================================== FAILURES ===================================
___________________________________ test_fit ___________________________________

    def test_fit():
        loss = model(x).sum()
>       loss.backward()

test_train.py:27:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

self = tensor(1.), gradient = None

    def backward(self, gradient=None):
>       torch.autograd.backward(
            self, gradient, retain_graph, create_graph, inputs=inputs
        )
E       RuntimeError: {MESSAGE}

/usr/lib/python3.11/site-packages/torch/_tensor.py:626: RuntimeError
=========================== short test summary info ============================
FAILED test_train.py::test_fit - RuntimeError: Trying to ba..."""
PYTEST_SHORT = f"""train.py:31: in test_fit
    main()
train.py:27: in fit
    loss.backward()
/usr/lib/python3.11/site-packages/torch/_tensor.py:626: in backward
    torch.autograd.backward(
E   RuntimeError: {MESSAGE}
=========================== short test summary info ============================
FAILED test_train.py::test_fit - RuntimeError: Trying to ba..."""
DATA_LOADER = f"""Traceback (most recent call last):
  File "/home/ann/work/run.py", line 50, in <module>
    for batch in loader:
  File "/usr/lib/python3.11/site-packages/torch/utils/data/dataloader.py", line 630, in __next__
    data = self._next_data()
RuntimeError: Caught RuntimeError in DataLoader worker process 0.
Original {PLAIN}
"""
SPAWN = f"""Traceback (most recent call last):
  File "/home/ann/work/run.py", line 50, in <module>
    mp.spawn(fit, nprocs=2)
torch.multiprocessing.spawn.ProcessRaisedException:

-- Process 1 terminated with the following error:
{PLAIN}
"""
RAY = """Traceback (most recent call last):
  File "/home/ann/work/run.py", line 50, in <module>
    ray.get(ref)
ray.exceptions.RayTaskError(RuntimeError): ray::fit() (pid=1234, ip=10.0.0.2)
""" + PLAIN.partition("\n")[2]
ELASTIC = (
    prefixed("[rank0]: ")
    + """
E0501 10:11:12.345678 22317 torch/distributed/elastic/multiprocessing/api.py:833] failed (exitcode: 1) local_rank: 0
Traceback (most recent call last):
  File "/usr/bin/torchrun", line 8, in <module>
    sys.exit(main())
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
train.py FAILED
"""
)
EXCEPTION_GROUP = f"""  + Exception Group Traceback (most recent call last):
  |   File "/home/ann/work/run.py", line 5, in <module>
  |     asyncio.run(go())
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
{prefixed("    | ")}
    +------------------------------------
"""
STACKPRINTER = f"""File "/home/ann/work/train.py", line 27, in fit
    25   out = model(x)
    26   loss = out.sum()
--> 27   loss.backward()
    ..................................................
     loss = tensor(1.)
    ..................................................

RuntimeError: {MESSAGE}
"""
LOGURU = PLAIN.replace("    loss.backward()", "    loss.backward()\n    │    └ <method 'backward'>\n    └ tensor(1.)\n")
HTML = "<div class='output'><pre>" + html.escape(IPYTHON).replace(
    "RuntimeError", '<span class="ansi-red-fg">RuntimeError</span>'
) + "</pre></div>"  # fmt: skip
WITHOUT_CLASS = PLAIN.replace("RuntimeError: ", "")
ANOMALY = f"""/usr/lib/python3.11/site-packages/torch/autograd/graph.py:841: UserWarning: Error detected in MulBackward0. Traceback of forward call that caused the error:
  File "/home/ann/work/train.py", line 9, in forward
    y = x * 2
 (Triggered internally at ../torch/csrc/autograd/python_anomaly_mode.cpp:118.)
  return Variable._execution_engine.run_backward(
{PLAIN}"""
IGNORED = """Exception ignored in: <function Logger.__del__ at 0x7f>
Traceback (most recent call last):
  File "logger.py", line 2, in __del__
AttributeError: 'Logger' object has no attribute 'file'
"""

FORMS |= {
    "rich": RICH,
    "rich in ASCII": RICH_IN_ASCII,
    "pytest": PYTEST,
    "pytest, short": PYTEST_SHORT,
    "ranks interleaved": interleaved(prefixed("[rank0]: "), prefixed("[rank1]: ", OTHER_RANK)),
    "data loader worker": DATA_LOADER,
    "spawned process": SPAWN,
    "ray task": RAY,
    "elastic agent after": ELASTIC,
    "exception group": EXCEPTION_GROUP,
    "stackprinter": STACKPRINTER,
    "loguru": LOGURU,
    "string literal": repr(PLAIN),
    "string literal, Windows": repr(PLAIN.replace("/home/ann/work/", "C:\\Users\\new\\")),
    "JSON string": json.dumps(PLAIN),
    "JSON log": '{"msg": "step"}\n' + json.dumps({"level": "error", "exc_info": PLAIN}) + '\n{"msg": "bye"}',
    "notebook JSON, cut below": NOTEBOOK_JSON[:-60],
    "notebook JSON, cut above": NOTEBOOK_JSON[80:],
    "notebook file": json.dumps({"cells": [{"outputs": [json.loads(NOTEBOOK_JSON)], "source": ["a"]}]}),
    "editor JSON in prose": f"I see\n{json.dumps({'name': 'RuntimeError', 'message': MESSAGE, 'stack': IPYTHON})}\nWhat now?",
    "HTML": HTML,
    "entities twice": html.escape(html.escape(PLAIN)),
    "comment": prefixed("# "),
    "quoted twice": prefixed("> > "),
    "unknown prefix": prefixed("gpu-7 <12> trainer!fit "),
    "airflow": prefixed("[2024-05-01, 10:11:12 UTC] {logging_mixin.py:150} INFO - "),
    "mpirun": prefixed("[1,0]<stderr>:"),
    "numbered lines": "\n".join(f"{number:3d} {line}" for number, line in enumerate(PLAIN.split("\n"))),
    "indented": prefixed("    "),
    "without indentation": "\n".join(line.strip() for line in PLAIN.split("\n")),
    "double spaced": PLAIN.replace("\n", "\n\n"),
    "bold class": PLAIN.replace("RuntimeError:", "**RuntimeError**:"),
    "full-width colon": PLAIN.replace("RuntimeError: ", "RuntimeError："),
    "marks below the source": MARKED,
    "flattened, prompt at its end": " ".join(MARKED.split()) + " (base) ann@gpu:~/work$ ",
    "flattened, chained": " ".join(FORMS["chained"].split()),
    "old Colab": OLD_COLAB,
    "old Colab, flattened": " ".join(OLD_COLAB.split()),
    "progress bar redrawn": f"  0%|          | 0/782\r 12%|#2        | 96/782\r{PLAIN}",
    "anomaly mode": ANOMALY,
    "ignored exception after": f"{PLAIN}\n{IGNORED}",
    "ignored exception before": f"{IGNORED}{PLAIN}",
    "prompt after": f"{PLAIN}\n(base) ➜  work git:(main) ✗ ls",
    "Windows paths": PLAIN.replace("/home/ann/work/", "C:\\Users\\ann\\my work\\").replace(
        "/usr/lib/python3.11/site-packages/torch/", "D:\\anaconda3\\envs\\torch\\lib\\site-packages\\torch\\"
    ),
}  # fmt: skip

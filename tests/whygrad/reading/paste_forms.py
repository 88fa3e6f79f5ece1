"""One error in every form in which people paste it."""

import csv
import html
import io
import json
import quopri
import re

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


def numbered(template, text=PLAIN):
    """`text` with something that counts before each line."""
    return "\n".join(template(number, line) for number, line in enumerate(text.split("\n")))


def escaped(sign, text=PLAIN):
    """Colours of Python 3.13, their escape character shown as `sign`."""
    text = re.sub(r'"(/[^"\n]+)"', lambda path: f'{sign}[35m"{path[1]}"{sign}[0m', text)
    return text.replace("RuntimeError", f"{sign}[1;35mRuntimeError{sign}[0m")


def json_lines(key, text=PLAIN, before="", **fields):
    """One JSON object a line, as collectors of logs write them."""
    return "\n".join(before + json.dumps({key: line + "\n"} | fields) for line in text.split("\n"))


def spreadsheet(text=PLAIN):
    file = io.StringIO()
    csv.writer(file).writerows([["step", "error"], [3, text]])
    return file.getvalue()


def insert(noise, *places, text=PLAIN):
    lines = text.split("\n")
    return "\n".join(part for number, line in enumerate(lines) for part in ([noise] * (number in places) + [line]))


FRAMES = PLAIN.partition("\n")[2].rpartition("\n")[0]
ERROR = f"RuntimeError: {MESSAGE}"
SIDE = ["top - 10:11:12 up 3 days", "Tasks: 312 total", "MiB Mem", "  PID USER"]
RECORD = {"errorType": "RuntimeError", "errorMessage": MESSAGE, "requestId": "1a"}
FRAME_OBJECT = {"filename": "/home/ann/work/train.py", "lineno": 27, "name": "fit", "line": "loss.backward()"}
OUTER = """

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/home/ann/work/run.py", line 50, in <module>
    pool.map(fit, range(3))
"""
WINDOWS_PATHS = PLAIN.replace("/home/ann/work/", "C:\\Users\\ann\\Documents\\my very long project\\src\\").replace(
    "/usr/lib/python3.11/site-packages/torch/",
    "C:\\Users\\ann\\AppData\\Python\\Python311\\Lib\\site-packages\\torch\\",
)
ROOT_CAUSE = f"""torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
Root Cause (first observed failure):
[0]:
  rank      : 3 (local_rank: 3)
  traceback : {PLAIN.replace(chr(10), chr(10) + "  ")}
============================================================"""
DOCTEST = f"""File "/home/ann/work/train.py", line 12, in train.fit
Failed example:
    loss.backward()
Exception raised:
{prefixed("    ")}
**********************************************************************
1 items had failures:"""
POWERSHELL = f"""python : Traceback (most recent call last):
At line:1 char:1
+ python train.py 2>&1 | tee log.txt
+ ~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : NotSpecified: (Traceback (most recent call last)::String) [], RemoteException
    + FullyQualifiedErrorId : NativeCommandError

{FRAMES}
{ERROR}"""
GROUP_IN_GROUP = f"""  + Exception Group Traceback (most recent call last):
  |   File "/home/ann/work/run.py", line 5, in <module>
  |     asyncio.run(go())
  | ExceptionGroup: several (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
{prefixed("      | ")}
      +------------------------------------
    +---------------- 2 ----------------
    | OSError: disk
    +------------------------------------"""
NEWEST_FIRST = "\n".join(reversed(numbered(lambda number, line: f"10:11:{12 + number} {line}").split("\n")))

FORMS |= {
    # mail, forums, issue trackers
    "quoted-printable": quopri.encodestring(PLAIN.encode()).decode(),
    "Markdown escapes": re.sub(r"([_*\[\]<>])", r"\\\1", PLAIN),
    "forum tags": f"[quote=ann]hi[/quote]\n[code]{PLAIN.replace('RuntimeError', '[b]RuntimeError[/b]')}[/code]",
    "fence and details": f"<details>\n\n```pytb\n{PLAIN}\n```\n\n</details>\n\n- torch: 2.3.1",
    "double spaced by HTML": html.escape(PLAIN).replace("  ", "&nbsp; ").replace("\n", "<br>\n"),
    # pagers, editors, terminals
    "grep": numbered(lambda number, line: f"{98 + number}{':' if 'Error' in line else '-'}{line}", IPYTHON),
    "cat -n": numbered(lambda number, line: f"{number + 5:6d}\t{line}"),
    "diff": "@@ -1 +1,9 @@\n step 1\n" + prefixed("+"),
    "cells of psql": numbered(lambda number, line: f" {line:<120}+"),
    "cat -A": numbered(lambda number, line: line + "$"),
    "pane at the right": numbered(lambda number, line: f"{line:<90}│{SIDE[number % 4]:<24}"),
    "pane at the left": numbered(lambda number, line: f"{SIDE[number % 4]:<24}│{line}", IPYTHON),
    "overstruck": re.sub(r"([rst])", "\\1\x08\\1", PLAIN),
    "window title": f"\x1b]0;ann@gpu\x07{PLAIN}",
    **{f"escapes as {sign!r}": escaped(sign) for sign in ("^[", "␛", "←", "<0x1b>", "ESC", "\\x1B", "\\\\u001b")},
    "colours without escapes, other reset": escaped("").replace("[0m", "[39m"),
    "wrapped at 80 columns": wrapped(80, WINDOWS_PATHS),
    "wrapped at 50 columns": wrapped(50),
    "PowerShell": POWERSHELL,
    "newest line first": NEWEST_FIRST,
    # characters
    "marks of direction": numbered(lambda number, line: f"\u202a{line}\u202c\u200e", IPYTHON),
    "soft hyphens": PLAIN.replace("ra", "r\u00ada"),
    "thin spaces": PLAIN.replace(" ", "\u2005"),
    "dashes for arrows": IPYTHON.replace("---> ", "—-> ").replace("--> ", "—> "),
    "read from a picture": PLAIN.replace(", ", ",").replace(MESSAGE.replace(", ", ","), MESSAGE).replace('File "', 'File"'),
    # collectors of logs
    "a JSON object a line": json_lines("log", stream="stderr"),
    "a JSON object a line, prefixed": json_lines("log", IPYTHON, "2024-05-01 10:11:12 +0000 trainer: "),
    "a list of JSON objects": "[" + json_lines("data", before=",", time=4.5)[1:] + "]",
    "a JSON array a line": "\n".join(json.dumps([0.5, "o", line + "\r\n"]) for line in PLAIN.split("\n")),
    "a JSON object in a JSON object": json.dumps({"log": json.dumps({"exc_info": PLAIN})}),
    "error object with a stack": json.dumps(RECORD | {"stackTrace": re.split(r"\n(?=  File)", FRAMES)}),
    "error object with frames": json.dumps({"exc_type": "RuntimeError", "exc_value": MESSAGE, "frames": [FRAME_OBJECT]}),
    "error object with its traceback": json.dumps({"message": {"message": ERROR, "extraInfo": {"py_callstack": PLAIN}}}),
    "breaks as signs": f"May  1 gpu01 python[1]: {PLAIN}".replace("\n", "#012"),
    "breaks as other signs": PLAIN.replace("\n", "␤"),
    "breaks as escaped signs": "x: " + PLAIN.replace("'", "|'").replace("\n", "|n"),
    "list of lines": repr(PLAIN.splitlines()),
    "list of frames": repr([line + "\n" for line in PLAIN.splitlines()]),
    "bytes": repr(PLAIN.encode()),
    "spreadsheet": spreadsheet(),
    "progress bar at the error": PLAIN.replace(ERROR, "100%|####| 3/3 [00:01<00:00, 2.1it/s]" + ERROR),
    "output in between": insert("step 3 loss 0.5", 1, 3, 5),
    # the error above its frames
    "error first": f"[ERROR] {ERROR}\nTraceback (most recent call last):\n{FRAMES}\nEND RequestId: 1a",
    "error first, no head": f"{ERROR}\nTraceback:\n{FRAMES}",
    "debugger": f"Exception has occurred: RuntimeError       (note: paused)\n{MESSAGE}\n{FRAMES.replace('fit', 'fit (Current frame)')}",
    "debugger, Chinese": f"发生异常: RuntimeError\n{MESSAGE}\n{FRAMES}",
    "error object first": f"<class 'RuntimeError'>\nRuntimeError({MESSAGE!r})\n{FRAMES}",
    # errors inside errors
    "remote": f'multiprocessing.pool.RemoteTraceback: \n"""\n{PLAIN}\n"""{OUTER}{ERROR}',
    "PySpark": f"org.apache.spark.api.python.PythonException: {PLAIN}\n\n\tat org.apache.spark.rdd.RDD.iterator(RDD.scala:331)",
    "notebook run": f"x.CellExecutionError: An error occurred while executing the following cell:\n------\nf()\n------\n\n{IPYTHON}",
    "notebook run, empty message": f'x.PapermillExecutionError: \n-----\nException encountered at "In [7]":\n{IPYTHON}',
    "root cause of an agent": ROOT_CAUSE,
    "doctest": DOCTEST,
    "group in a group": GROUP_IN_GROUP,
    "thread dump before": f'Current thread 0x7f (most recent call first):\n  File "x.py", line 5 in f\n\n{PLAIN}',
    # notebooks elsewhere
    "notebook in an editor": IPYTHON.replace("Cell In[7], line 27", "/home/ann/a.ipynb Cell 7 in <cell line: 27>()").replace(
        "---> 27", "---> <a href='vscode-notebook-cell:/a.ipynb#W6?line=26'>27</a>"
    ),
    "notebook in an editor, newer": IPYTHON.replace("Cell In[7], line 27", "/home/ann/a.ipynb Cell 7 line 2"),
    "command cell": IPYTHON.replace("Cell In[7], line 27", "<command-3521871111> in <module>"),
}  # fmt: skip

# Where a form shows no source, or no frame at all, the message is still read.
MESSAGE_FORMS = {
    "prose in backticks": f"I get `{ERROR}` when I call `loss.backward()`.",
    "Chinese prose": f"报错如下：RuntimeError：{MESSAGE}",
    "table": f"| step | error |\n|---|---|\n| 3 | {ERROR} |",
    "class object": f"<class 'RuntimeError'>: {MESSAGE}",
    "repr": f"Got exception: RuntimeError({MESSAGE!r}) in step 7",
    "repr in a repr": f"Exception: {'RuntimeError(' + repr(MESSAGE) + ')'!r}",
    "exc_info": f"(<class 'RuntimeError'>, RuntimeError({MESSAGE!r}), <traceback object at 0x7f>)",
    "only the class is generic": f"Error: {MESSAGE}",
    "REST": json.dumps({"error": {"type": "RuntimeError", "message": MESSAGE, "code": 500}}),
    "one line a failure": f"/home/ann/work/train.py:27: {ERROR}",
    "last two lines": f"    torch.autograd.backward(\n{ERROR}",
}

WARNING = f"/home/ann/work/train.py:27: UserWarning: {MESSAGE}\n  y = model(x)"
WARNING_FORMS = {
    "plain": WARNING,
    "logging": f"WARNING:py.warnings:{WARNING}",
    "diff": prefixed("+", WARNING),
    "grep": numbered(lambda number, line: f"98-{line}", WARNING),
    "backticks": f"`{WARNING}",
    "double spaced": WARNING.replace("\n", "\n\n"),
    "tabs": prefixed("\t\t", WARNING),
    "a JSON object a line": json_lines("log", WARNING),
    "pytest": f"test_train.py::test_fit\n{prefixed('  ', WARNING)}\n\n-- Docs: https://docs.pytest.org",
}

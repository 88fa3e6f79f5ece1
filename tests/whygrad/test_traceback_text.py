"""Every form in which people paste a traceback gives the same report."""

import html
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whygrad.traceback_text import SourceLine, clean_text, read_report

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


@pytest.mark.parametrize("form", FORMS)
def test_the_same_error_is_read_in_every_form(form):
    report = read_report(FORMS[form])
    assert report.exception.type.rpartition(".")[2] == "RuntimeError"
    assert report.exception.message == MESSAGE
    assert report.failing_frame.line == 27
    assert "loss.backward()" in report.failing_frame.source
    assert report.failing_frame.user_code


def test_the_flattened_paste_gives_its_lines_back():
    paste = Path(__file__).resolve().parents[2] / "examples" / "jupyter-flattened.txt"
    report = read_report(paste.read_text(encoding="utf-8"))
    assert report.exception.message == "element 0 of tensors does not require grad and does not have a grad_fn"
    frame = report.failing_frame
    assert (frame.file, frame.line, frame.function, frame.source) == ("Cell In[58]", 11, "<module>", "y3.backward()")
    assert frame.context == (
        SourceLine(9, "y3 = y1 + y2"),
        SourceLine(10, "# 计算y3对x的梯度"),
        SourceLine(11, "y3.backward()"),
        SourceLine(12, "print(x.grad)"),
    )
    assert [frame.user_code for frame in report.frames] == [True, False, False]
    assert report.frames[1].line == 487


def test_a_chain_starts_with_the_cause():
    report = read_report(FORMS["chained"])
    assert [exception.type for exception in report.exceptions] == ["RuntimeError", "KeyError"]


def test_a_warning_is_read_with_its_class():
    report = read_report("/home/ann/train.py:10: UserWarning: The tensor is odd.\n  print(x.grad)")
    assert report.exception.type == "UserWarning"
    assert report.exception.message.startswith("The tensor is odd.")


def test_control_characters_never_reach_a_terminal():
    report = read_report(PLAIN.replace("loss.backward()", "\x1b]0;title\x07loss\x9b.backward()\x08"))
    assert report.failing_frame.source == "]0;titleloss.backward()"


def test_only_the_last_line_is_enough():
    report = read_report(f"RuntimeError: {MESSAGE}")
    assert (report.exception.type, report.exception.message) == ("RuntimeError", MESSAGE)
    assert report.failing_frame is None


def test_a_message_without_its_class_is_a_message():
    report = read_report(MESSAGE)
    assert (report.exception.type, report.exception.message) == (None, MESSAGE)


def test_rank_and_version_are_read_where_they_show():
    report = read_report(prefixed("[rank3]: ") + "\ntorch==2.6.0")
    assert (report.rank, report.torch_version) == (3, "2.6.0")
    assert read_report(PLAIN).rank is None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "{}", "[]", '{"traceback": 7}', "{" * 5000 + "}"])
def test_nothing_is_read_from_nothing(text):
    read_report(text)


@given(st.text())
@settings(max_examples=300)
def test_no_text_makes_it_raise(text):
    read_report(text)


@given(
    st.text(
        alphabet=st.sampled_from(list("\x1b[0;31m\\u001b>|E &amp;#x\n\r \"'{}Tracebck(:F,in_.py-In[]9")), max_size=200
    )
)
@settings(max_examples=300)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "File ", "-", "---> 1 ", "1 2 3 ", "A.", "Error: ", 'File "a.py", line 1, in f\n', "Traceback (most recent call last) ",
     "&amp;", "\x1b[0m", "> ", "[rank0]: ", "Cell In[1], line 1 ", "(", "\\u001b[0m", "a.b.c.D", "RuntimeError: x "],
)  # fmt: skip
def test_long_repetitions_take_linear_time(unit):
    short, long = (unit * (length // len(unit)) for length in (20_000, 200_000))
    started = time.perf_counter()
    read_report(short)
    middle = time.perf_counter()
    read_report(long)
    assert time.perf_counter() - middle < 40 * (middle - started) + 0.5

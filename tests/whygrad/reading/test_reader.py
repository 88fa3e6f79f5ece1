"""Every form in which people paste a traceback gives the same report."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paste_forms import FORMS, MESSAGE, MESSAGE_FORMS, PLAIN, WARNING_FORMS, WITHOUT_CLASS, prefixed, wrapped

from whygrad.reading import SourceLine, read_log, read_report
from whygrad.reading.budget import ReadingBudget
from whygrad.reading.wrappings import unwrap


def clean_text(text):
    return unwrap(text, ReadingBudget(None))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_error_is_read_in_every_form(form):
    report = read_report(FORMS[form])
    assert report.exception.type.rpartition(".")[2] == "RuntimeError"
    assert report.exception.message == MESSAGE
    assert report.failing_frame.line == 27
    assert "loss.backward()" in report.failing_frame.source
    assert report.failing_frame.user_code


@pytest.mark.parametrize("form", MESSAGE_FORMS)
def test_the_message_is_read_where_no_frame_shows(form):
    assert MESSAGE in read_report(MESSAGE_FORMS[form]).exception.message


@pytest.mark.parametrize("form", WARNING_FORMS)
def test_a_warning_is_read_in_every_form(form):
    report = read_report(WARNING_FORMS[form])
    assert (report.exception.type, report.exception.message) == ("UserWarning", MESSAGE)
    frame = report.failing_frame
    assert (frame.file, frame.line, frame.source) == ("/home/ann/work/train.py", 27, "y = model(x)")


@pytest.mark.parametrize(
    ("source", "kept"),
    [("x = a[i] + b[/s]", "x = a[i] + b[/s]"), ("x = table[m] | y  # 1 — 2", "x = table[m] | y  # 1 -- 2"),
     ("f(mode=3D, end=20)", "f(mode=3D, end=20)"), ("open('C:\\_x\\_y')", "open('C:\\_x\\_y')")],
)  # fmt: skip
def test_source_that_looks_like_a_wrapping_is_kept(source, kept):
    assert read_report(PLAIN.replace("loss.backward()", source)).failing_frame.source == kept


def test_an_error_that_is_announced_is_not_that_of_a_whole_traceback():
    errors = read_report(f"ERROR step 3: ValueError: bad batch\n{PLAIN}").exceptions
    assert [error.message for error in errors] == [MESSAGE]


def test_an_error_that_a_client_passes_on_comes_first():
    inner, outer = read_report(f"x.RestException: INTERNAL: RuntimeError: {MESSAGE}").exceptions
    assert (inner.type, inner.message, outer.type) == ("RuntimeError", MESSAGE, "x.RestException")


@pytest.mark.parametrize(
    ("text", "rank"),
    [("[Rank 3] x", 3), ("[default3]: x", 3), ("(rank: 3) x", 3), ("rank=3 | x", 3), ("  rank      : 3 (local_rank: 1)", 3),
     ("f(rank=8)", None), ("    rank=8,", None), ("local_rank: 3", None), ("a tensor of rank 2", None)],
)  # fmt: skip
def test_a_rank_is_that_of_a_process(text, rank):
    assert read_report(text).rank == rank


def test_the_flattened_paste_gives_its_lines_back():
    paste = Path(__file__).resolve().parents[3] / "examples" / "jupyter-flattened.txt"
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
    assert report.failing_frame.source == "loss.backward()"


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
        alphabet=st.sampled_from(list("\x1b[0;31m\\u001b>|│E &amp;#x\n\r \"'{}Tracebck(:F,in_.py-In[]9=D\x08%/")),
        max_size=200,
    )
)
@settings(max_examples=300)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(
    st.lists(
        st.sampled_from(
            ["Traceback (most recent call last):", '  File "a.py", line 1, in f', "    f()", "RuntimeError: m", "  y = 1", "X:", "",
             "a.py:1: UserWarning: m", '{"log": "RuntimeError: m"}', "│ x │", "a │ b", "12-x", "=3D=", "[0m", "#012", "E   x", "> x",
             "During handling of the above exception, another exception occurred:", "step: ValueError('m')", "  + 1 ----", "1: x", "----> 1 f()"]
        ),
        max_size=14,
    )
)  # fmt: skip
@settings(max_examples=300)
def test_lines_in_any_order_are_read_and_cleaned_once(lines):
    text = "\n".join(lines)
    read_report(text)
    read_log(text, 10_000)
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "1", "\n", "File ", 'File "', "-", "---> 1 ", "1 2 3 ", "A.", ": ", "Error", "Error: ", 'File "a.py", line 1, in f\n',
     "Traceback (most recent call last) ", "Traceback (most recent call last):\n", "&amp;", "\x1b[0m", "> ", "[rank0]: ", "Cell In[1], line 1 ",
     "(", "[", "[0m", "[/b]", "[b]x", "|", "│", "x│y\n", "\\u001b[0m", "\\n", "\\_", "{", "{}\n", '{"log":"Traceback (most recent call last)"}\n',
     '["a"]\n', '"', "=3D", "a" * 70 + "=\n", "#012", "a\x08", "^[[0m", "<br>\n", "100%|#|", "100%|#| 1/3 [a] ", "a.b.c.D", "RuntimeError: x ",
     "RuntimeError: x\n\ny\n", "RuntimeError('", "RuntimeError('x'", "Exception: 'RuntimeError(\"", "X:\n", "a.py:1: UserWarning: x\n", "9-",
     "rank: 3 ", "torch ", "a" * 79 + "\n", 'File "' + "a" * 74 + "\n", "step: RuntimeError\n", "call last):#File "],
)  # fmt: skip
def test_long_repetitions_take_linear_time(unit):
    short, long = (unit * (length // len(unit)) for length in (20_000, 200_000))
    started = time.thread_time()
    read_report(short, budget_seconds=None)
    middle = time.thread_time()
    read_report(long, budget_seconds=None)
    assert time.thread_time() - middle < 40 * (middle - started) + 0.5


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_clean_after_one_cleaning(form):
    cleaned = clean_text(FORMS[form])
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize("width", [60, 72, 80])
def test_a_message_broken_in_mid_word_keeps_its_letters(width):
    report = read_report(wrapped(width))
    assert "".join(report.exception.message.split()) == "".join(MESSAGE.split())
    assert report.failing_frame.line == 27


def test_a_message_below_frames_needs_no_class():
    report = read_report(WITHOUT_CLASS)
    assert (report.exception.type, report.exception.message) == (None, MESSAGE)
    assert report.failing_frame.source == "loss.backward()"


def test_a_cut_traceback_has_frames_and_no_message():
    report = read_report(PLAIN.rpartition("\n")[0])
    assert (report.exception.type, report.exception.message) == (None, "")
    assert report.failing_frame.line == 27


def test_a_cut_traceback_has_the_message_that_a_sentence_quotes():
    frames = PLAIN.rpartition("\n")[0]
    report = read_report(f'I get "{MESSAGE}" when I train.\n\n{frames}')
    assert (report.exception.type, report.exception.message) == (None, MESSAGE)
    assert report.failing_frame.line == 27


def test_the_forward_trace_of_anomaly_mode_belongs_to_the_warning():
    error, warning = read_report(FORMS["anomaly mode"]).exceptions
    assert [frame.line for frame in error.frames] == [31, 27, 626]
    assert warning.type == "UserWarning"
    assert warning.frames[0].source == "y = x * 2"


def test_the_forward_trace_is_not_the_traceback_of_an_error_that_lost_its_own():
    trace, _, traceback = FORMS["anomaly mode"].partition("Traceback (most recent call last):\n")
    error, warning = read_report(trace + traceback.splitlines()[-1]).exceptions
    assert (error.message, error.frames) == (MESSAGE, ())
    assert warning.frames[0].source == "y = x * 2"


def test_the_cause_told_inside_another_error_comes_first():
    inner, outer = read_report(FORMS["data loader worker"]).exceptions
    assert inner.message == MESSAGE
    assert outer.message.startswith("Caught RuntimeError in DataLoader worker")


def test_ranks_are_told_apart():
    first, second = read_report(FORMS["ranks interleaved"]).exceptions
    assert [frame.line for frame in first.frames] == [31, 27, 626]
    assert (second.message, second.frames[1].line) == ("NCCL timeout", 44)


def test_an_error_in_a_comment_goes_on_below():
    report = read_report("loss.backward()  # RuntimeError: modified\n# > by an inplace operation")
    assert (report.exception.type, report.exception.message) == ("RuntimeError", "modified by an inplace operation")


def test_an_error_as_python_writes_the_object():
    report = read_report("ERROR:root:step failed: RuntimeError('no grad here')")
    assert (report.exception.type, report.exception.message) == ("RuntimeError", "no grad here")


def test_integers_of_the_source_are_no_line_numbers():
    report = read_report(
        "RuntimeError Traceback (most recent call last) Cell In[1], line 4 1 x = 2 2 y = x * 3 "
        "4 z = y if x > 5 else 1 ---> 4 z.backward() 5 print( 6 z) RuntimeError: m"
    )
    frame = report.failing_frame
    assert frame.source == "z.backward()"
    assert [item.line for item in frame.context] == [1, 2, 4, 5, 6]
    assert frame.context[0].source == "x = 2"


@pytest.mark.parametrize(
    ("path", "is_user_code"),
    [("train.py", True), ("/home/ann/torch/train.py", True), ("C:\\Users\\ann\\lib\\net.py", True), ("<stdin>", True),
     ("/opt/conda/lib/python3.11/contextlib.py", False), ("D:\\anaconda3\\envs\\t\\lib\\contextlib.py", False),
     ("/x/dist-packages/lightning/call.py", False), ("<frozen runpy>", False), (".../torch/nn/modules/module.py", False)],
)  # fmt: skip
def test_user_code_is_what_is_not_a_library(path, is_user_code):
    report = read_report(f'Traceback (most recent call last):\n  File "{path}", line 1, in f\n    g()\nKeyError: 1')
    assert report.frames[0].user_code is is_user_code


@pytest.mark.parametrize(
    ("text", "version"),
    [("torch==2.6.0", "2.6.0"), ("PyTorch version: 2.1.0+cu118", "2.1.0+cu118"), ("torch.__version__ = '1.13.1'", "1.13.1"),
     ("with torch 2.5.1+cu121", "2.5.1+cu121"), ("Name: torch\nVersion: 2.3.1", "2.3.1"), ("| torch | 2.3.1 |", "2.3.1"),
     (">>> torch.__version__\n'2.3.1'", "2.3.1"), ("pytorch2.3.1", "2.3.1"), ("My torch version is 2.3.1.", "2.3.1"),
     ("In PyTorch 1.1.0 and later", None), ("as of PyTorch 2.0", None)],
)  # fmt: skip
def test_a_torch_version_is_one_that_is_installed(text, version):
    assert read_report(text).torch_version == version


def test_an_error_without_a_message_starts_at_its_traceback():
    interrupted = PLAIN.replace(f"RuntimeError: {MESSAGE}", "KeyboardInterrupt")
    first, second = read_log(f"def f(x):\n\n{PLAIN}\n\nstep 2:\n{interrupted}", 10_000)
    assert (first.first_line, second.first_line) == (3, 14)


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_an_error_whose_message_seems_to_go_on_below_starts_where_it_stands(end):
    (failure,) = read_log(f"step 1\nE   KeyError: 'x'\n  x{end}", 10_000)
    assert (failure.report.exceptions[0].message, failure.first_line) == ("'x' x", 2)


@pytest.mark.parametrize(
    "told",
    ["There is a performance drop because we have not yet implemented the batching rule for aten::histc.",
     "boundaries tensor and input value tensor must match, but we got boundaries tensor [2, 3]",
     "Internal local_tensors require grad, but we will ignore those autograd graph."],
)  # fmt: skip
def test_what_torch_says_of_itself_belongs_to_the_message(told):
    assert read_report(f"RuntimeError: {told}").exceptions[-1].message == told


@pytest.mark.parametrize(
    "clause", [" when we train twice", " but I call it once", " because my loss is a sum", ", if I retain it"]
)
def test_what_a_person_says_behind_a_message_does_not(clause):
    assert read_report(f"RuntimeError: {MESSAGE}{clause}").exceptions[-1].message == MESSAGE

"""The paste decides the case, or nobody does: each channel, and what no cue may see."""

import pytest

from whygrad.finding.evidence import Clue, Cue, choose_case
from whygrad.finding.signatures import Signature, SignatureIndex
from whygrad.reading import read_report

INDEX = SignatureIndex(
    [Signature("no-graph", ("RuntimeError",), r"element (?P<index>\d+) of tensors does not require grad")]
)
ERROR = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
CELL = f"""\
RuntimeError                              Traceback (most recent call last)
Cell In[3], line 4
      2 with torch.no_grad():
      3     loss = model(x).sum()
----> 4 loss.backward()
      5 print(np.argmax(x))

File /opt/venv/lib/python3.11/site-packages/peft/peft_model.py:88, in forward(self)
     87 with torch.no_grad():
---> 88     return self.freeze(x)

{ERROR}
"""


def choose(cues, text):
    report = read_report(text)
    return choose_case(cues, report, INDEX.match(report)[0])


def test_a_line_above_the_failing_one_decides_and_is_quoted():
    choice = choose({"mode": [Cue("code", r"no_grad\(")], "numpy": [Cue("code", r"np\.")]}, CELL)
    assert (choice.case, choice.certainty) == ("mode", "evidence")
    assert choice.because == (Clue("code", "with torch.no_grad():", 2),)


def test_a_line_below_the_failing_one_says_nothing():
    choice = choose({"numpy": [Cue("code", r"np\.")]}, CELL)
    assert (choice.case, choice.certainty, choice.because) == (None, "none", ())


def test_what_stands_below_has_a_channel_of_its_own():
    choice = choose({"later": [Cue("below", r"np\.")], "before": [Cue("below", r"no_grad|backward|peft")]}, CELL)
    assert choice.because == (Clue("below", "print(np.argmax(x))", 5),)
    assert choose({"later": [Cue("below", r".")]}, ERROR).case is None


@pytest.mark.parametrize("word", ["freeze", "requires? grad", "grad_fn", "tensors"])
def test_no_cue_sees_the_words_of_torch_or_of_a_library(word):
    channels = ("code", "libraries", "prose")
    assert choose({"case": [Cue(channel, word) for channel in channels]}, CELL).case is None


def test_paths_of_libraries_decide():
    choice = choose({"adapter": [Cue("libraries", "^peft/")], "shards": [Cue("libraries", "^deepspeed/")]}, CELL)
    assert (choice.case, choice.because) == ("adapter", (Clue("libraries", "peft/peft_model.py"),))


def test_what_the_signature_captured_decides():
    cues = {"first": [Cue("captures", "^0$", name="index")], "later": [Cue("captures", "^[1-9]", name="index")]}
    assert choose(cues, ERROR).case == "first"
    assert choose(cues, ERROR.replace("element 0", "element 2")).case == "later"


def test_a_capture_that_is_not_there_says_nothing():
    assert choose({"first": [Cue("captures", "^0$", name="shape")]}, ERROR).case is None


def test_prose_and_code_around_the_traceback_are_told_apart():
    text = f"It fails after the first epoch.\n\n{ERROR}\n\n```python\nloss = torch.tensor(losses)\n```\n"
    assert choose({"mode": [Cue("prose", "after the first epoch")]}, text).case == "mode"
    assert choose({"rebuilt": [Cue("code", r"torch\.tensor\(")]}, text).because == (
        Clue("code", "loss = torch.tensor(losses)"),
    )
    assert choose({"rebuilt": [Cue("prose", r"torch\.tensor\(")]}, text).case is None


def test_the_case_with_more_evidence_wins_and_a_tie_is_nobodys():
    mode = [Cue("code", r"no_grad\("), Cue("code", r"loss = model")]
    adapter = [Cue("libraries", "^peft/")]
    assert choose({"adapter": adapter, "mode": mode}, CELL).case == "mode"
    assert choose({"adapter": adapter, "mode": mode[:1]}, CELL).case is None


def test_a_tie_narrows_what_it_can_be_and_without_a_clue_nothing_does():
    cues = {
        "other": [Cue("code", "never")],
        "mode": [Cue("code", r"no_grad\(")],
        "adapter": [Cue("libraries", "^peft/")],
    }
    assert choose(cues, CELL).cases == ("mode", "adapter")
    assert choose({"other": cues["other"]}, CELL).cases == ()


def test_a_cue_compares_what_was_captured():
    index = SignatureIndex([Signature("sizes", ("RuntimeError",), r"saved (?P<saved>[\d, ]+) but (?P<now>[\d, ]+)")])
    cue = Cue("captures", r"saved: (\d+), \d+; now: \1, \d+;")
    for message, case in (("saved 2, 8 but 2, 16", "grown"), ("saved 2, 8 but 3, 8", None)):
        report = read_report(f"RuntimeError: {message}")
        choice = choose_case({"grown": [cue]}, report, index.match(report)[0])
        assert choice.case == case
        assert choice.because == ((Clue("captures", "saved: 2, 8; now: 2, 16"),) if case else ())


def test_an_exception_takes_a_cue_back():
    cue = Cue("code", r"no_grad\(", unless=r"loss = model")
    assert choose({"mode": [cue]}, CELL).case is None


def test_a_cue_spans_lines():
    choice = choose({"mode": [Cue("code", r"no_grad\(\):\n +loss")]}, CELL)
    assert choice.because == (Clue("code", "with torch.no_grad():", 2),)


def test_a_cue_sees_so_much_of_a_text_and_no_more():
    block = "\n".join(["```python", *["step = step + 1"] * 2_000, "loss = torch.tensor(losses)", "```", ERROR])
    assert choose({"rebuilt": [Cue("code", r"torch\.tensor\(")]}, block).case is None
    assert choose({"counter": [Cue("code", r"step \+ 1")]}, block).case == "counter"


def test_a_word_ends_where_chinese_begins():
    text = f"用LoRA微调的时候出错\n\n{ERROR}"
    assert choose({"adapter": [Cue("prose", r"\bLoRA\b")]}, text).case == "adapter"


def test_a_weak_cue_hints_and_decides_nothing():
    cues = {"mode": [Cue("code", r"no_grad\(")], "adapter": [Cue("libraries", "^peft/", weak=True)]}
    assert choose(cues, CELL).case == "mode"
    alone = choose({"adapter": cues["adapter"]}, CELL)
    assert (alone.cases, alone.certainty, alone.because, alone.hints) == ((), "none", (), {"adapter": 1})


def test_a_frame_is_seen_by_its_path_and_its_function():
    text = f'Traceback (most recent call last):\n  File "gan/train.py", line 9, in step_d\n    loss.backward()\n{ERROR}'
    assert choose({"gan": [Cue("frames", r"^gan/train\.py, step_d$")]}, text).because == (
        Clue("frames", "gan/train.py, step_d"),
    )

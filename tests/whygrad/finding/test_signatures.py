"""A message finds its entry, its captures and nothing else."""

import time

import pytest

from whygrad.finding.signatures import Signature, SignatureIndex
from whygrad.reading import read_report

SIGNATURES = [
    Signature("in-place", ("RuntimeError",), r"modified by an inplace operation: \[(?P<type>[\w.]+) \[(?P<shape>[\d, ]*)\]\]"),
    Signature("scalar", ("RuntimeError",), r"grad can be implicitly created only for scalar outputs"),
    Signature("none-grad", ("AttributeError",), r"'NoneType' object has no attribute '(?P<name>\w+)'", r"\.grad\b"),
    Signature("checkpoint", ("CheckpointError",), r"different metadata"),
    Signature("any", (), r"unusual wording"),
    Signature("quoted", ("RuntimeError",), r"Can't call numpy\(\) on Tensor. Use 'detach'"),
    Signature("place", ("NotImplementedError",), r"torch/autograd/function\.py, backward"),
]  # fmt: skip
INDEX = SignatureIndex(SIGNATURES)
NONE_GRAD = """Traceback (most recent call last):
  File "train.py", line 4, in <module>
    {source}
AttributeError: 'NoneType' object has no attribute 'zero_'"""


def entries(text):
    return [match.entry for match in INDEX.match(read_report(text))]


def test_captures_carry_the_values():
    text = "RuntimeError: x has been modified by an inplace operation: [torch.FloatTensor [3, 7]], which"
    (match,) = INDEX.match(read_report(text))
    assert match.captures == {"type": "torch.FloatTensor", "shape": "3, 7"}
    assert match.matched_text.startswith("modified by an inplace")


@pytest.mark.parametrize(
    "text",
    ["RuntimeError: grad can be implicitly created only for scalar outputs",
     "grad can be implicitly created only for scalar outputs",
     "RuntimeError: grad can be implicitly\n    created only for\n    scalar outputs"],
)  # fmt: skip
def test_white_space_and_a_missing_class_do_not_matter(text):
    assert entries(text) == ["scalar"]


def test_another_class_is_another_error():
    assert entries("ValueError: grad can be implicitly created only for scalar outputs") == []


def test_a_dotted_class_is_compared_by_its_last_component():
    assert entries("torch.utils.checkpoint.CheckpointError: different metadata") == ["checkpoint"]


def test_any_class_will_do_where_none_is_named():
    assert entries("ZeroDivisionError: unusual wording") == ["any"]


def test_the_source_line_decides_where_the_message_is_not_ours():
    assert entries(NONE_GRAD.format(source="model.weight.grad.zero_()")) == ["none-grad"]
    assert entries(NONE_GRAD.format(source="session.zero_()")) == []
    assert entries("AttributeError: 'NoneType' object has no attribute 'zero_'") == []


def test_frames_are_no_evidence():
    text = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    raise_unusual("unusual wording")\nKeyError: 1'
    assert entries(text) == []


def test_the_cause_comes_before_its_wrapper():
    text = (
        "RuntimeError: grad can be implicitly created only for scalar outputs\n\n"
        "The above exception was the direct cause of the following exception:\n\nRuntimeError: unusual wording"
    )
    assert entries(text) == ["scalar", "any"]


def test_a_signature_without_a_word_is_refused():
    with pytest.raises(ValueError, match="no literal word"):
        SignatureIndex([Signature("x", (), r"\d+")])


def test_cost_does_not_grow_with_the_number_of_signatures():
    def signatures(count):
        return [Signature(f"e{n}", (), f"marker{chr(97 + n % 26)}{word(n)} failed at step") for n in range(count)]

    def word(number):
        return "".join(chr(97 + (number // 26**place) % 26) for place in range(4))

    report = read_report("RuntimeError: " + "some words of a message that nobody signed failed at step " * 50)
    seconds = []
    for count in (100, 10_000):
        index = SignatureIndex(signatures(count))
        started = time.perf_counter()
        for _ in range(50):
            index.match(report)
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 20 * seconds[0] + 0.1


@pytest.mark.parametrize(
    "message",
    ["grad can be implic\nitly created only for scalar outputs", "grad can be implicitly created only for scalar out\nputs",
     "grad can be\n# > implicitly created\n# > only for scalar outputs"],
)  # fmt: skip
def test_a_word_broken_by_a_line_end_is_still_a_word(message):
    (match,) = INDEX.match(read_report(f"RuntimeError: {message}"))
    assert match.entry == "scalar"
    assert "".join(match.matched_text.split()) == "gradcanbeimplicitlycreatedonlyforscalaroutputs"


@pytest.mark.parametrize(
    "text",
    ["为什么 grad can be implicitly created only for scalar outputs 求助", "loss = f(x)  # grad can be implicitly created only for scalar outputs\nx.grad"],
)  # fmt: skip
def test_text_around_the_message_does_not_matter(text):
    assert entries(text) == ["scalar"]


def test_a_logger_that_says_error_contradicts_no_class():
    assert entries("Exception: grad can be implicitly created only for scalar outputs") == ["scalar"]


def test_a_warning_beside_another_error_is_no_diagnosis():
    index = SignatureIndex([Signature("w", ("UserWarning",), "odd order of calls")])
    warning = "train.py:3: UserWarning: odd order of calls\n  step()\n"
    error = 'Traceback (most recent call last):\n  File "train.py", line 4, in <module>\n    f()\nKeyError: 1\n'
    assert [match.entry for match in index.match(read_report(warning))] == ["w"]
    assert index.match(read_report(warning + error)) == []


@pytest.mark.parametrize(
    "text",
    ["RuntimeError: grad can be implicitly created only for sca", "RuntimeError:", "RuntimeError: ungrad can be implicitly created only for scalar outputs"],
)  # fmt: skip
def test_a_part_of_the_message_is_not_the_message(text):
    assert entries(text) == []


def test_the_signature_that_asks_for_more_comes_first():
    index = SignatureIndex(
        [Signature("general", (), "a second time"), Signature("special", (), "a second time", r"\.saved_"), Signature("long", (), "freed a second time")]
    )  # fmt: skip
    text = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    {}\nRuntimeError: freed a second time'
    assert [m.entry for m in index.match(read_report(text.format("n.saved_self")))] == ["special", "long", "general"]
    assert [m.entry for m in index.match(read_report(text.format("n.step()")))] == ["long", "general"]


def test_alternatives_are_found_by_the_words_of_each():
    index = SignatureIndex([Signature("either", (), r"first wording|the other one \(\d+\)")])
    assert [m.entry for m in index.match(read_report("KeyError: first wording"))] == ["either"]
    assert [m.entry for m in index.match(read_report("KeyError: the other one (3)"))] == ["either"]


def test_a_message_in_a_long_log_is_found():
    text = "step done\n" * 1_000 + "grad can be implicitly created only for scalar outputs\n" + "step done\n" * 1_000
    assert entries(text) == ["scalar"]


def test_blanks_in_a_set_are_kept():
    index = SignatureIndex([Signature("set", (), r"shape \[(?P<shape>[\d, ]*)\] is odd")])
    (match,) = index.match(read_report("ValueError: shape [3, 4] is odd"))
    assert match.captures == {"shape": "3, 4"}


def test_an_exception_is_matched_without_a_traceback_around_it():
    (match,) = INDEX.match_exception("AttributeError", "'NoneType' object has no attribute 'zero_'", "w.grad.zero_()")
    assert (match.entry, match.captures, match.source_line) == ("none-grad", {"name": "zero_"}, "w.grad.zero_()")
    assert INDEX.match_exception("AttributeError", "'NoneType' object has no attribute 'zero_'", None) == []


def test_a_message_that_looks_like_a_traceback_is_still_the_message():
    message = 'odd\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1\nunusual wording'
    assert [match.entry for match in INDEX.match_exception("ValueError", message, None)] == ["any"]


def test_an_entry_is_told_once_for_an_exception():
    index = SignatureIndex([Signature("one", (), "first words"), Signature("one", (), "other words")])
    assert len(index.match_exception(None, "first words and other words", None)) == 1


@pytest.mark.parametrize("length", [999, 1_001])
def test_a_source_line_is_read_up_to_its_limit(length):
    source = "x" * (length - 5) + ".grad"
    matched = INDEX.match_exception("AttributeError", "'NoneType' object has no attribute 'zero_'", source)
    assert bool(matched) == (length < 1_000)


@pytest.mark.parametrize(
    "text",
    ["RuntimeError: Can't call `numpy()` on Tensor. Use `detach`",
     "RuntimeError: Can't call numpy() on Tensor. Use 'detach'",
     "RuntimeError: can't call numpy() on tensor. use detach",
     "RuntimeError: Can't call **numpy() on Tensor**. Use detach",
     "RuntimeError: Can't call numpy() *### ***on Tensor. Use detach****"],
)  # fmt: skip
def test_marks_around_code_and_the_case_of_letters_do_not_matter(text):
    assert entries(text) == ["quoted"]


BARE = """Traceback (most recent call last):
  File "train.py", line 4, in <module>
    loss.backward()
  File "{path}", line 181, in {function}
    raise NotImplementedError
NotImplementedError"""
OLD_FUNCTION = "/opt/lib/python3.7/site-packages/torch/autograd/function.py"


def test_an_exception_without_a_message_is_recognised_by_where_it_was_raised():
    (match,) = INDEX.match(read_report(BARE.format(path=OLD_FUNCTION, function="backward")))
    assert (match.entry, match.is_place) == ("place", True)
    assert entries(BARE.format(path=OLD_FUNCTION, function="forward")) == []
    assert entries(BARE.format(path="/opt/lib/python3.7/site-packages/gym/core.py", function="backward")) == []

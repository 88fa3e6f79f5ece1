"""What a strict reader objects to in prose, and what is not held against it."""

import pytest

from service.authoring.lint import lint_links, lint_prose
from service.authoring.prose import parse_prose


def objections(summary="Short.", explanation="It is so.", language="en", proofs=()):
    return list(lint_prose(parse_prose(f"# Title\n\n{summary}\n\n## Why\n\n{explanation}\n"), language, proofs))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A view always shares storage."),
        ("en", "Every leaf has a gradient."),
        ("en", "No leaf has a gradient."),
        ("en", "It is recorded only in grad mode."),
        ("zh", "所有叶子都有梯度。"),
        ("zh", "只有叶子才有梯度。"),
    ],
)
def test_a_claim_about_all_needs_its_proof_or_its_exception(language, sentence):
    assert "claims something" in objections(explanation=sentence, language=language)[0]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A view always shares storage [^check_storage]."),
        ("en", "Every leaf has one, unless it was never reached."),
        ("en", "It does nothing at all, and not all do."),
        ("en", "`every()` is code."),
        ("en", "| always | never |\n"),
        ("en", "```python\nall(x)\n```"),
        ("zh", "所有叶子都有梯度，除非没有走到。"),
        ("zh", "并非所有叶子都有梯度。"),
    ],
)
def test_a_claim_with_its_proof_or_exception_passes(language, sentence):
    assert objections(explanation=sentence, language=language, proofs={"check_storage"}) == []


def test_a_mark_names_a_proof_that_is_there():
    assert objections(explanation="A view always shares [^check_none].")[0].endswith("is the name of no proof")


def test_a_wrapped_sentence_is_one_sentence():
    assert objections(explanation="A view always shares\nits storage, except after clone.") == []


@pytest.mark.parametrize(
    ("language", "opening"),
    [("en", "word " * 20 + "end. " + "word " * 14 + "end."), ("zh", "字" * 40 + "。" + "字" * 41 + "。")],
)
def test_the_first_two_sentences_are_short(language, opening):
    assert "the first two sentences" in objections(summary=opening, language=language)[0]


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "word " * 19 + "end. " + "word " * 14 + "end. And a third that is not counted."),
        ("zh", "字" * 40 + "。" + "字" * 38 + " `torch.utils.checkpoint`。"),
    ],
)
def test_what_stands_behind_them_is_not_counted_and_code_is_one_word(language, opening):
    assert objections(summary=opening, language=language) == []


TERMS = {"leaf-tensors": ("leaf", "leaf tensor"), "graphs": ("计算图",)}


@pytest.mark.parametrize(
    "text",
    [
        "A [leaf tensor](concept:leaf-tensors) is one. The leaf stays.",
        "`leaf` is code, and a [leaf](concept:leaf-tensors) is not.",
        "Cloverleafs are plants.",
        "[计算图](concept:graphs)里没有计算图。",
    ],
)
def test_a_linked_term_passes(text):
    assert list(lint_links(parse_prose(f"# T\n\nS.\n\n## Why\n\n{text}\n"), TERMS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "A leaf is one.",
        "Leaves and leafs. A [leaf](concept:leaf-tensors).",
        "[leaf](concept:graphs), a leaf.",
        "计算图。",
    ],
)
def test_a_bare_term_is_an_objection(text):
    assert "without a link" in next(lint_links(parse_prose(f"# T\n\nS.\n\n## Why\n\n{text}\n"), TERMS), "")

"""A question is answered by one whole topic; an error in it is diagnosed first."""

import json

import pytest

from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.listing_markdown import question_markdown
from whygrad.answers.questions import answer_question, asked_in
from whygrad.languages import LANGUAGES
from whygrad.reading import read_report

UNSURE = "which weight for the auxiliary loss"
FOREIGN = """Traceback (most recent call last):
  File "train.py", line 3, in <module>
    loss.backward()
RuntimeError: CUDA error: an illegal memory access was encountered"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_answer_is_whole_and_the_others_are_short(libraries, language):
    first, *others = answer_question(libraries[language], "why is weight.grad None").answers
    assert first.explanation
    assert others
    for other in others:
        shown = {name for name, value in dump(other).items() if value not in (None, [])}
        assert shown <= {"kind", "id", "title", "score", "aliases", "summary", "url"}


def test_a_concept_comes_with_its_program_and_its_figure(libraries):
    drawn = next(concept for concept in libraries["en"].concepts() if concept.figure)
    first = answer_question(libraries["en"], drawn.title).answers[0]
    assert (first.id, first.code, first.figure) == (drawn.id, drawn.code, drawn.figure)
    assert first.case is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_comes_with_the_case_that_the_words_point_to(libraries, language):
    library = libraries[language]
    right = []
    cases = [(entry, case) for entry in library.entries() for case in entry.cases]
    for entry, case in cases:
        first, *_ = answer_question(library, f"{entry.title}: {case.title}").answers or (None,)
        if first and first.id == entry.id:
            right.append(first.case.id == case.id)
            assert first.code in {fix.code for fix in first.case.fixes}
    assert len(right) > 50
    assert sum(right) >= 0.85 * len(right)


def test_the_line_of_an_error_decides_its_case(libraries):
    paste = (
        'Traceback (most recent call last):\n  File "a.py", line 9, in <module>\n    torch.autograd.grad(u, x)[0]\n'
        "RuntimeError: grad can be implicitly created only for scalar outputs"
    )
    answer = diagnose(libraries["en"], paste).answer
    first = answer_question(libraries["en"], f"what is wrong with my loss, a matrix?\n\n{paste}").answers[0]
    assert answer.case.certainty == "evidence"
    assert (first.id, first.case.id) == (answer.id, answer.case.id)


@pytest.mark.parametrize(
    "text", [FOREIGN, "RuntimeError: loss.backward() got an unexpected device", "KeyError: 'grad'"]
)
def test_an_error_that_is_none_of_ours_is_no_question(libraries, text):
    outcome = answer_question(libraries["en"], text)
    assert (outcome.status, outcome.answers) == ("unanswered", ())


@pytest.mark.parametrize(
    ("text", "asked"),
    [("what is a leaf tensor", "what is a leaf tensor"),
     ("why detach here\n\nfake = G(z)\nloss = D(fake.detach())\n", "why detach here\n\nfake = G(z)\nloss = D(fake.detach())\n"),
     (FOREIGN, ""), (f"{FOREIGN}\n\nWhat is a leaf tensor?", "What is a leaf tensor?")],
)  # fmt: skip
def test_code_is_asked_about_and_an_error_is_not(text, asked):
    assert asked_in(text, read_report(text)) == asked


def test_code_tells_what_a_question_is_about(libraries):
    asked = "What does this do?\n\n"
    code = "def prepare(self):\n    for p in self.encoder.parameters():\n        p.requires_grad = False\n"
    assert answer_question(libraries["en"], asked).status == "unanswered"
    assert answer_question(libraries["en"], asked + code).answers[0].id == "freezing-parameters"


def test_an_unsure_question_shows_what_it_may_be_about(libraries):
    outcome = answer_question(libraries["en"], UNSURE)
    assert outcome.status == "unanswered"
    assert outcome.similar[0].id == "several-losses-and-optimizers"


def test_what_is_far_from_every_topic_shows_none(libraries):
    outcome = answer_question(libraries["en"], "what is the weather like today")
    assert (outcome.status, outcome.similar) == ("unanswered", ())


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (UNSURE, "It may be about:\n\n- "),
        ("what is the weather like today", "Ask in other words"),
    ],
)
def test_where_nothing_is_sure_it_says_what_it_may_be_about_or_what_to_do(libraries, asked, shown):
    assert shown in question_markdown(answer_question(libraries["en"], asked), "en")


def test_words_beside_a_foreign_error_are_answered(libraries):
    outcome = answer_question(libraries["en"], f"{FOREIGN}\n\nWhat is a leaf tensor?")
    assert outcome.answers[0].id == "leaf-tensors"


def test_an_answer_is_short_enough_to_read(libraries):
    for question in (
        "why is weight.grad None",
        "backward里gradient和grad_tensors有什么区别",
        "what is retain_graph for",
    ):
        for library in libraries.values():
            answer = json.dumps(dump(answer_question(library, question)), ensure_ascii=False)
            assert len(answer.encode()) < 16_000

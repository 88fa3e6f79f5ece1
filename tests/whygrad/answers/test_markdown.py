"""What people read, in the order that they need it."""

import dataclasses

import pytest

from whygrad.answers.diagnoses import diagnose
from whygrad.answers.documents import CauseTest
from whygrad.answers.markdown import (
    concept_markdown,
    diagnosis_markdown,
    entry_markdown,
    fence,
    shorten_diff,
    show_frame,
)
from whygrad.answers.messages import say
from whygrad.answers.replies import CaseChoice
from whygrad.answers.terminal import render_terminal
from whygrad.languages import LANGUAGES
from whygrad.reading import Frame, SourceLine

PASTE = (
    'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    loss.backward()\n'
    "RuntimeError: grad can be implicitly created only for scalar outputs"
)


def places(text, *parts):
    found = [text.index(part) for part in parts]
    assert found == sorted(found), parts
    return found


def choose(diagnosis, certainty, because=()):
    choice = CaseChoice(id=diagnosis.answer.cases[0].id, certainty=certainty, because=because)
    return dataclasses.replace(diagnosis, answer=dataclasses.replace(diagnosis.answer, case=choice))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diagnosis_says_what_happened_then_what_to_do_then_why(libraries, language):
    diagnosis = choose(diagnose(libraries[language], PASTE), "evidence", ("line 3",))
    answer, case = diagnosis.answer, diagnosis.answer.cases[0]
    text = diagnosis_markdown(diagnosis, language)
    places(
        text, answer.title, answer.summary, "9 | loss.backward()", case.title, "line 3", case.fixes[0].title, "```diff",
        say(language, "why"), answer.explanation, case.wrong_fixes[0].title, "2.13.0", answer.href,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_of_ours_is_not_printed_where_a_diff_says_it(libraries, language):
    raised = [entry.reproduction.raises for entry in libraries[language].entries() if entry.reproduction.raises]
    diagnoses = [diagnose(libraries[language], text) for text in raised]
    answers = [diagnosis.answer for diagnosis in diagnoses if diagnosis.answer]
    assert len(answers) > 10
    for diagnosis in filter(lambda diagnosis: diagnosis.answer, diagnoses):
        text = diagnosis_markdown(diagnosis, language)
        assert "```diff" in text
        assert not any(fix.code.rstrip() in text for fix in diagnosis.answer.fixes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_evidence_no_case_is_called_yours(libraries, language):
    diagnosis = choose(diagnose(libraries[language], PASTE), "none")
    answer = diagnosis.answer
    tested = dataclasses.replace(answer.cases[0], test=CauseTest(code="print(loss.shape)", prints="torch.Size([4])\n"))
    answer = dataclasses.replace(answer, cases=(tested, *answer.cases[1:]))
    text = diagnosis_markdown(dataclasses.replace(diagnosis, answer=answer), language)
    assert say(language, "case.yours", title=tested.title) not in text
    places(
        text, f"1. {tested.title}", "print(loss.shape)", "`torch.Size([4])`", f"2. {answer.cases[1].title}", "```diff"
    )


def test_what_is_not_diagnosed_names_what_reads_alike(libraries):
    text = render_terminal(
        diagnose(libraries["en"], "RuntimeError: grad could be implicitly created for scalars only"), "en"
    )
    assert text.startswith("No diagnosis")
    assert "Your case" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_and_concept_has_a_form_for_people(libraries, language):
    library = libraries[language]
    for entry in library.entries():
        text = entry_markdown(entry, language)
        assert all(case.reproduction.code.rstrip() in text for case in entry.cases)
        assert all(fix.title in text for case in entry.cases for fix in case.fixes)
    for concept in library.concepts():
        places(concept_markdown(concept, language), concept.title, concept.code.rstrip(), concept.output.rstrip())


def test_the_failing_line_is_marked():
    context = (SourceLine(9, "a = 1"), SourceLine(10, "b.backward()"))
    text = show_frame(Frame("t.py", 10, "f", "b.backward()", True, context), "en")
    assert [line for line in text.split("\n") if ">" in line] == [">    10 | b.backward()"]


def test_a_line_without_a_number_is_marked_too():
    assert ">       | x.backward()" in show_frame(Frame("<cell>", None, "f", "x.backward()", True), "en")


def test_a_frame_from_outside_drives_no_terminal_and_ends_no_fence():
    text = show_frame(Frame("t.py", 1, "f", "x = 1  # \x1b[31m\x07", True), "en")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert fence("```\nx").startswith("````text\n")


def test_a_diff_is_shortened_to_its_changes_and_their_neighbours():
    lines = [
        "--- reproduction",
        "+++ fix",
        "@@ -1,9 +1,9 @@",
        " a",
        " b",
        "-c",
        "+C",
        " d",
        " e",
        " f",
        "-g",
        "+G",
        " h",
        " i",
    ]
    assert shorten_diff("\n".join(lines)).split("\n") == [" b", "-c", "+C", " d", "...", " f", "-g", "+G", " h"]

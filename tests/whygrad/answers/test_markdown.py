"""What people read, in the order that they need it."""

import dataclasses

import pytest

from whygrad.answers.diagnoses import diagnose
from whygrad.answers.documents import CauseTest
from whygrad.answers.markdown import (
    diagnosis_markdown,
    document_markdown,
    fence,
    lower_headings,
    place_links,
    shorten_diff,
    show_frame,
    show_test,
)
from whygrad.answers.messages import say
from whygrad.answers.replies import CaseChoice
from whygrad.answers.terminal import render_terminal
from whygrad.languages import LANGUAGES
from whygrad.reading import Frame, SourceLine, read_report

PASTE = (
    'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    loss.backward()\n'
    "RuntimeError: grad can be implicitly created only for scalar outputs"
)


def places(text, *parts):
    found = [text.index(part) for part in parts]
    assert found == sorted(found), parts
    return found


def choose(diagnosis, certainty, because=(), candidates=1):
    ids = tuple(case.id for case in diagnosis.answer.cases[:candidates])
    choice = CaseChoice(id=ids[0], certainty=certainty, because=because, candidates=ids)
    return dataclasses.replace(diagnosis, answer=dataclasses.replace(diagnosis.answer, case=choice))


def give_tests(diagnosis, *tests):
    """The diagnosis with these tests of its first cases."""
    cases = diagnosis.answer.cases
    tested = [dataclasses.replace(case, test=test) for case, test in zip(cases, tests, strict=False)]
    answer = dataclasses.replace(diagnosis.answer, cases=(*tested, *cases[len(tests) :]))
    return dataclasses.replace(diagnosis, answer=answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diagnosis_says_what_happened_then_what_to_do_then_why(libraries, language):
    diagnosis = choose(diagnose(libraries[language], PASTE), "evidence", ("line 3",))
    answer, case = diagnosis.answer, diagnosis.answer.cases[0]
    text = diagnosis_markdown(diagnosis, language)
    places(
        text, answer.title, answer.summary, "9 | loss.backward()", case.title, "line 3", case.fixes[0].title, "```diff",
        say(language, "why"), answer.explanation, case.wrong_fixes[0].title, "2.13.0", f"whygrad explain {answer.id}",
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
def test_without_evidence_the_tests_come_before_any_fix_and_no_case_is_called_yours(libraries, language):
    shape = "print(loss.shape)"
    diagnosis = give_tests(
        choose(diagnose(libraries[language], PASTE), "none", candidates=3),
        CauseTest(code=shape, prints="[2]\n"),
        CauseTest(code="print(u)", prints="0"),
        CauseTest(code=shape, prints="[8]\n"),
    )
    one, two, three, other = diagnosis.answer.cases
    text = diagnosis_markdown(diagnosis, language)
    assert say(language, "case.yours", title=one.title) not in text
    assert text.count(shape) == 1
    outcomes = [
        say(language, "test.outcome", prints=case.test.prints.strip(), title=case.title) for case in (one, three, two)
    ]
    places(text, say(language, "test.before_failure"), shape, *outcomes[:2], "print(u)", outcomes[2], "```diff")
    places(text, *(f"## {case.title}\n" for case in (one, two, three)), f"## {say(language, 'why')}")
    assert f"## {other.title}\n" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_trace_names_another_line_an_undecided_paste_is_told_of_it(libraries, language):
    told = say(language, "case.have_it_found")
    scalar = diagnose(libraries[language], PASTE)
    freed = diagnose(libraries[language], "RuntimeError: Trying to backward through the graph a second time")
    assert told in diagnosis_markdown(choose(freed, "none", candidates=3), language)
    assert told not in diagnosis_markdown(choose(freed, "evidence"), language)
    assert told not in diagnosis_markdown(choose(scalar, "none", candidates=3), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_an_error_is_told_what_to_paste_or_run(libraries, language):
    program = "Is this right?\n```python\nloss = model(x)\nloss.backward()\nlosses.append(loss)\n```"
    assert diagnosis_markdown(diagnose(libraries[language], program), language).strip() == say(language, "unread")
    unknown = diagnose(libraries[language], "RuntimeError: the disk of the moon is full")
    assert diagnosis_markdown(unknown, language).strip() == say(language, "unmatched")


def test_a_paste_that_points_to_several_causes_is_said_to(libraries):
    diagnosis = diagnose(libraries["en"], PASTE)
    every = len(diagnosis.answer.cases)
    assert say("en", "case.candidates_of_paste") in diagnosis_markdown(choose(diagnosis, "none", candidates=2), "en")
    assert say("en", "case.candidates") in diagnosis_markdown(choose(diagnosis, "none", candidates=every), "en")


@pytest.mark.parametrize(
    ("before", "raises", "name"),
    [
        (None, "RuntimeError: x", "test.before_failure"),
        (None, None, "test.at_the_end"),
        ("return out", "RuntimeError: x", "test.before_line"),
    ],
)
def test_where_a_test_is_put_is_said(libraries, before, raises, name):
    case = libraries["en"].entries()[0].cases[0]
    case = dataclasses.replace(
        case,
        test=CauseTest(code="print(x)", prints="1", before=before),
        reproduction=dataclasses.replace(case.reproduction, raises=raises),
    )
    assert next(show_test(case, "en")) == say("en", name, line=before)


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
        text = document_markdown(entry, language)
        assert all(case.reproduction.code.rstrip() in text for case in entry.cases)
        assert all(fix.title in text for case in entry.cases for fix in case.fixes)
    for concept in library.concepts():
        places(document_markdown(concept, language), concept.title, concept.code.rstrip(), concept.output.rstrip())


def test_the_failing_line_is_marked():
    context = (SourceLine(9, "a = 1"), SourceLine(10, "b.backward()"))
    text = show_frame(Frame("t.py", 10, "f", "b.backward()", True, context), "en")
    assert [line for line in text.split("\n") if ">" in line] == [">    10 | b.backward()"]


def test_a_line_without_a_number_is_marked_too():
    assert ">       | x.backward()" in show_frame(Frame("<cell>", None, "f", "x.backward()", True), "en")


def test_of_a_line_that_stands_alone_no_place_is_told():
    frame = read_report(f"loss.backward()\n{PASTE.splitlines()[-1]}").failing_frame
    assert show_frame(frame, "en") == "```text\n>       | loss.backward()\n```"


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


def test_headings_are_lowered_and_comments_of_programs_are_none():
    program = "```python\n# a comment\nx = 1\n```\n"
    assert lower_headings(f"# A\n\n{program}\n## B\n") == f"### A\n\n{program}\n#### B\n"


def test_links_lead_to_the_server_or_are_words():
    text = "A [leaf](/concepts/leaf-tensors), [elsewhere](https://whygrad.example/x)."
    assert place_links(text, "http://here") == text.replace("](/", "](http://here/")
    assert place_links(text, "") == text.replace("[leaf](/concepts/leaf-tensors)", "leaf")

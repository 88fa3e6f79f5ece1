"""A diagnosis is composed of what was read and what the entry says, and tells how sure it is of the case."""

import dataclasses

import pytest

from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose, diagnose_batch
from whygrad.languages import LANGUAGES
from whygrad.reading import read_report

MESSAGE = "RuntimeError: grad can be implicitly created only for scalar outputs"
DERIVATIVE = (
    'Traceback (most recent call last):\n  File "pinn.py", line 41, in residual\n'
    f"    u_t = torch.autograd.grad(u, t)[0]\n{MESSAGE}"
)


@pytest.mark.parametrize(("language", "place"), [("en", "line 41 of your code: "), ("zh", "你的代码第 41 行：")])
def test_what_of_the_paste_decided_the_case_is_said(libraries, language, place):
    answer = diagnose(libraries[language], DERIVATIVE).answer
    assert answer.case.certainty == "evidence"
    assert answer.case.id == answer.cases[0].id
    assert answer.case.because == (f"{place}`u_t = torch.autograd.grad(u, t)[0]`",)


def test_where_nothing_decides_the_cases_stand_in_order_of_frequency(libraries):
    answer = diagnose(libraries["en"], MESSAGE).answer
    entry = libraries["en"].entry(answer.id)
    assert (answer.case.certainty, answer.case.because) == ("none", ())
    assert answer.cases == entry.cases
    assert answer.case.id == entry.cases[0].id
    assert answer.case.candidates == tuple(case.id for case in entry.cases)


def test_cases_between_which_a_paste_does_not_decide_come_first(libraries):
    answer = diagnose(libraries["en"], f"It is a PINN, with reduction='none'.\n\n{MESSAGE}").answer
    tied = ("derivative-of-an-output", "unreduced-loss")
    assert (answer.case.certainty, answer.case.because, answer.case.candidates) == ("none", (), tied)
    assert tuple(case.id for case in answer.cases[:2]) == tied
    assert answer.cases[2].id == libraries["en"].entry(answer.id).cases[0].id


def test_weak_cues_order_what_stays_open(libraries):
    message = "RuntimeError: Trying to backward through the graph a second time."
    frame = 'Traceback (most recent call last):\n  File "cyclegan/train.py", line 9, in main\n    loss.backward()\n'
    bare, hinted = (diagnose(libraries["en"], paste).answer for paste in (message, frame + message))
    assert bare.case.id != hinted.case.id == hinted.cases[0].id == "fake-not-detached"
    assert (hinted.case.certainty, hinted.case.because) == ("none", ())
    assert hinted.case.candidates == tuple(case.id for case in hinted.cases)
    assert hinted.cases[1:] == tuple(case for case in bare.cases if case.id != hinted.case.id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paste", [MESSAGE, DERIVATIVE])
def test_the_answer_is_the_entry_as_it_is_read_but_for_the_first_case(libraries, language, paste):
    answer = diagnose(libraries[language], paste).answer
    entry = dataclasses.replace(libraries[language].entry(answer.id), cases=answer.cases)
    assert {name: value for name, value in dump(answer).items() if name not in ("in_your_case", "case")} == dump(entry)
    assert answer.fixes == answer.cases[0].fixes


def test_the_report_is_what_was_read(libraries):
    report, told = read_report(DERIVATIVE), diagnose(libraries["en"], DERIVATIVE).report
    assert (told.exception, told.message) == ("RuntimeError", report.exception.message)
    assert (told.frames, told.failing_frame) == (report.frames, report.failing_frame)
    assert (told.spans, told.fingerprint) == (report.spans, report.fingerprint)
    assert told.fingerprint


def test_a_guess_is_no_diagnosis(libraries):
    diagnosis = diagnose(libraries["en"], "RuntimeError: grad can be created only for scalar outputs")
    assert (diagnosis.status, diagnosis.matches, diagnosis.answer) == ("similar", (), None)
    assert diagnosis.similar[0].id == "backward-nonscalar-output"


def test_a_batch_has_no_answers(libraries):
    found = diagnose_batch(libraries["en"], ["nothing", MESSAGE]).diagnoses
    assert [finding.status for finding in found] == ["unmatched", "matched"]
    assert all("answer" not in dump(finding) for finding in found)

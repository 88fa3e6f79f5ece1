"""Runs on several versions of torch: told once where they ended alike."""

from types import SimpleNamespace

import pytest

from whygrad.answers.documents import ConceptEvidence, FixEvidence
from whygrad.answers.evidence import merge_runs
from whygrad.answers.markdown import show_evidence


def fix_run(torch, outcome="passed", checks=("the gradient is 3",)):
    return FixEvidence(torch=torch, outcome=outcome, checks=checks, reason=None, code_sha256="0" * 64)


@pytest.mark.parametrize(("language", "told"), [("en", "2.13.0 and 2.4.1"), ("zh", "2.13.0 和 2.4.1")])
def test_runs_that_ended_alike_are_one(language, told):
    assert [run.torch for run in merge_runs([fix_run("2.13.0"), fix_run("2.4.1")], language)] == [told]


def test_runs_that_ended_otherwise_stay_apart():
    runs = [fix_run("2.13.0"), fix_run("2.4.1", "failed", ()), fix_run("2.0.1")]
    assert [(run.torch, run.outcome) for run in merge_runs(runs, "en")] == [
        ("2.13.0 and 2.0.1", "passed"),
        ("2.4.1", "failed"),
    ]


def test_one_line_says_on_which_versions_a_fix_was_run():
    fix = SimpleNamespace(evidence=(fix_run("2.13.0"), fix_run("2.4.1")))
    assert show_evidence(fix, "en") == "The fix was run on torch 2.13.0 and 2.4.1; checks passed: 1."
    assert show_evidence(fix, "zh") == "该修改已在 torch 2.13.0 和 2.4.1 上运行，通过 1 项检查。"


def test_runs_of_concepts_are_merged_too():
    runs = [ConceptEvidence(torch=torch, outcome="passed", code_sha256="") for torch in ("2.13.0", "2.4.1")]
    assert [run.torch for run in merge_runs(runs, "en")] == ["2.13.0 and 2.4.1"]

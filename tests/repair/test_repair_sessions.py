"""A repair goes on where one part of it stumbles, and never verifies what it could not look at."""

import pytest

from service.repair import proposals
from service.verifier.contract import Job, RepairOrder
from service.verifier.inside.repairs import proving
from service.verifier.inside.repairs.job import run_repair

CODE = """import torch
torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
h = torch.exp(w)
h *= 2
h.sum().backward()
"""


def repair(code=CODE):
    return run_repair(Job(code, foreign=True, repair=RepairOrder())).repair


def test_a_strategy_that_stumbles_silences_no_other(monkeypatch):
    def stumble(finding, source):
        raise LookupError("no such node")

    proposals.load_strategies()
    known = [(frozenset({"inplace-version-mismatch"}), stumble), *proposals.STRATEGIES]
    monkeypatch.setattr(proposals, "STRATEGIES", known)
    assert repair().status == "repaired"


def test_what_cannot_be_compared_is_not_verified(monkeypatch):
    def stumble(*_):
        raise ValueError("no such comparison")

    monkeypatch.setattr(proving, "first_difference", stumble)
    found = repair()
    assert found.status == "suggested"
    assert found.candidates[0].evidence[-1].result == "failed"


def test_a_rule_that_never_applied_proves_nothing():
    claim = proving.Claim(
        CODE.replace("h *= 2", "h = h * 2"),
        CODE.replace("h *= 2", "h = h * 2"),
        (("graph-kept", {}), ("absent-gradient", {"line": 99})),
        proving.Tolerance(),
    )
    proof = proving.Gate(lambda: 10.0).prove(claim)
    assert not proof.verified
    assert proof.failed == "reference"


def test_other_seeds_see_what_is_hard_coded():
    right = CODE.replace("h *= 2", "h = h * 2")
    values = "1.5409961, -0.2934289, -2.1787894"  # what manual_seed(0) draws
    hard_coded = right.replace("torch.randn(3, requires_grad=True)", f"torch.tensor([{values}], requires_grad=True)")
    claim = proving.Claim(CODE, hard_coded, (("saved-values-kept", {}),), proving.Tolerance())
    proof = proving.Gate(lambda: 10.0).prove(claim)
    assert [item.result for item in proof.evidence if item.check == "reference"] == ["passed"]
    assert proof.failed == "second_seed"


@pytest.mark.parametrize("code", ["x = (", "\0", "(" * 500 + ")" * 500])
def test_what_is_no_program_is_no_candidate(code):
    assert repair(code).status == "not_reproduced"

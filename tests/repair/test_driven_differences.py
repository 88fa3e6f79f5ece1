"""The original driven by the candidate: its values move alike, and they say what the gradients must be."""

import pytest

from service.verifier.inside.repairs.claims import Claim
from service.verifier.inside.repairs.comparing import Tolerance
from service.verifier.inside.repairs.driven_differences import DrivenDifferences
from service.verifier.inside.repairs.proving import Gate

ORIGINAL = """import torch
torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
opt = torch.optim.Adam([w], lr=0.1)
x = torch.randn(5, 3)
for _ in range(3):
    scores = torch.tensor([float((row * w).tanh().sum()) for row in x])
    loss = (scores - 1).pow(2).mean() + 0.01 * w.pow(2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
"""
RIGHT = ORIGINAL.replace("torch.tensor([float((row * w).tanh().sum())", "torch.stack([(row * w).tanh().sum()")


def differences(candidate, original=ORIGINAL):
    return DrivenDifferences(original, candidate, lambda: 10.0).check()[0]


def prove(candidate, original=ORIGINAL):
    tolerance = Tolerance(driven=True, numbers=True)
    return Gate(lambda: 10.0).prove(Claim(original, candidate, (("driven-by-candidate", {}),), tolerance))


def test_the_right_gradients_are_those_of_the_original_s_values():
    assert differences(RIGHT) == "passed"


@pytest.mark.parametrize(
    "wrong",
    [
        RIGHT.replace("(row * w).tanh()", "((row * w.detach()).tanh() * w.pow(0))"),
        RIGHT.replace("(scores - 1)", "(scores.detach() + 2 * (scores - scores.detach()) - 1)"),
    ],
)
def test_gradients_of_something_else_disagree_although_every_value_is_the_same(wrong):
    proof = prove(wrong)
    assert [item.result for item in proof.evidence if item.check == "reference"] == ["passed"]
    assert proof.failed == "original_differences"


def test_other_values_are_seen_at_once():
    assert prove(RIGHT.replace("- 1)", "- 1.01)")).failed == "reference"


def test_a_loss_that_trains_something_as_it_is_proves_nothing():
    keeps = "(scores - 1).pow(2).mean() + (x @ w).mean()"
    original = ORIGINAL.replace("(scores - 1).pow(2).mean()", keeps)
    proof = prove(RIGHT.replace("(scores - 1).pow(2).mean()", keeps), original)
    assert proof.failed == "reference" and "on purpose" in proof.evidence[-1].detail["en"]


def test_what_no_optimizer_holds_proves_nothing():
    original = ORIGINAL.replace("x = torch.randn(5, 3)", "x = torch.randn(5, 3, requires_grad=True)")
    candidate = RIGHT.replace("x = torch.randn(5, 3)", "x = torch.randn(5, 3, requires_grad=True)")
    assert prove(candidate, original).failed == "reference"

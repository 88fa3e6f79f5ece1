"""The network is trained on each part of the sequence in turn; the state goes on, the gradient does not."""

import copy

import torch
from torch.nn.functional import mse_loss


def modules(run, step):
    """Copies of both modules with the values of a step."""
    rnn, head = copy.deepcopy((run["rnn"], run["head"]))
    for copied, original in zip((*rnn.parameters(), *head.parameters()), parameters(run)):
        copied.data.copy_(step.value(original))
    return rnn, head


def parameters(run):
    return [*run["rnn"].parameters(), *run["head"].parameters()]


def expected_gradients(run):
    """For each step the gradients of its own part's loss, given the state of the parts before as a constant."""
    state, sequence = torch.zeros(2, 3, 8), run["sequence"]
    for step, start in zip(run.steps, range(0, 24, 8)):
        rnn, head = modules(run, step)
        output, following = rnn(sequence[start : start + 8], state)
        loss = mse_loss(head(output), sequence[start + 1 : start + 9])
        yield torch.autograd.grad(loss, [*rnn.parameters(), *head.parameters()])
        state = following.detach().clone()


def check_gradients(run):
    """At each of the three steps every gradient is that of this part alone, given the state carried so far.
    三步中的每一步，所有梯度都只是这一段的梯度，传入的 state 视为常量。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step, expected in zip(run.steps, expected_gradients(run)):
        for parameter, gradient in zip(parameters(run), expected):
            assert step.gradient(parameter) is not None, "no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6)


def measure(run):
    values = {"steps": len(run.steps), "error": run.error and str(run.error).split(" (")[0].split(": [")[0]}
    if len(run.steps) == 3:
        weight = run["head"].weight
        expected = list(expected_gradients(run))[-1][-2]
        values["percent_off"] = (100 * (run.steps[-1].gradient(weight) - expected).norm() / expected.norm()).item()
    return values

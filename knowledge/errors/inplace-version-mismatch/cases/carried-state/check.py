"""One step for each chunk of the sequence; the state that is carried over is a constant for the next chunk."""

import torch
from torch.func import functional_call, grad


def check_gradients(run):
    """At each of the four steps the gradients equal those of torch.func for this chunk's loss, the state before it a constant.
    四步中的每一步，梯度都等于 torch.func 对当前这段的 loss 求得的梯度，此前的状态视为常数。"""
    cell, hidden = run["cell"], torch.zeros(4, 3)
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    for step, x, y in zip(run.steps, run["inputs"], run["targets"]):
        values = {name: step.value(parameter) for name, parameter in cell.named_parameters()}

        def loss_of(values, hidden=hidden, x=x, y=y):
            return ((functional_call(cell, values, (x, hidden)) - y) ** 2).mean()

        for name, expected in grad(loss_of)(values).items():
            found = step.gradient(cell.get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, expected, atol=1e-6)
        hidden = functional_call(cell, values, (x, hidden)).detach()


def check_the_cell_moves(run):
    """Both weights change between the first and the last step.
    两个权重在第一步和最后一步之间都发生了变化。"""
    for weight in (run["cell"].weight_ih, run["cell"].weight_hh):
        assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    return {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}

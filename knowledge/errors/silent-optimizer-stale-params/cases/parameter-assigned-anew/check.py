"""A grid of 4 values is fitted for twenty steps, then one of 16 values for twenty more."""

import torch
from torch.func import grad
from torch.nn.functional import interpolate


def loss_of(grid, target):
    return ((interpolate(grid, 64, mode="linear").flatten() - target) ** 2).mean()


def grid_of(moment, size):
    return next(t for t in moment.tensors.values() if t.shape == (1, 1, size) and moment.gradient(t) is not None)


def check_gradients(run):
    """At each of the forty steps the grid, of 4 and then of 16 values, has torch.func's gradient of the loss.
    四十步中的每一步，网格（先 4 个值，后 16 个值）的梯度都等于 torch.func 对 loss 求得的梯度。"""
    assert len(run.steps) == 40, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        grid = grid_of(step, 4 if number < 20 else 16)
        assert torch.allclose(step.gradient(grid), grad(loss_of)(step.value(grid), run["target"]), atol=1e-6)


def check_the_fine_grid_moves(run):
    """From step 20 on each step moves the grid of 16 values by Adam's rule, with averages begun there.
    从第 20 步起，每一步都按 Adam 的公式移动 16 个值的网格，滑动平均从那时开始。"""
    grid = run["field"].grid
    m = v = torch.zeros(1, 1, 16)
    values = [*(step.value(grid) for step in run.steps[20:]), grid.detach()]
    for count, (step, before, after) in enumerate(zip(run.steps[20:], values, values[1:]), 1):
        m, v = 0.9 * m + 0.1 * step.gradient(grid), 0.999 * v + 0.001 * step.gradient(grid) ** 2
        expected = before - 0.1 * (m / (1 - 0.9**count)) / ((v / (1 - 0.999**count)).sqrt() + 1e-8)
        assert torch.allclose(after, expected, atol=1e-4), f"step {count}"


def check_the_loss_falls(run):
    """The last loss is less than a tenth of the one at step 20.
    最后的 loss 不到第 20 步时的十分之一。"""
    assert run.backwards[-1].roots[0] < run.backwards[20].roots[0] / 10


def measure(run):
    losses = [backward.roots[0].item() for backward in run.backwards]
    values = {"error": str(run.error).split(" at ")[0] if run.error else None, "steps": len(run.steps)}
    if len(losses) == 40:
        values |= {"before": losses[20], "last": losses[-1]}
    return values


def probe(run):
    """The grid that the model computes with is not in the optimizer."""
    return all(run["field"].grid is not p for group in run["optimizer"].param_groups for p in group["params"])

"""A projection is trained so that the similarities of all pairs of two sets of points come near to wanted ones."""

import torch


def expected(run, step):
    """The gradient by differences of all pairs, without vmap; the bias cancels in them."""
    weight = step.value(run["model"].weight).requires_grad_()
    differences = (run["x"][:, None] - run["y"][None]) @ weight.T
    loss = (torch.exp(-differences.square().sum(2)) - run["wanted"]).square().mean()
    return torch.autograd.grad(loss, weight)[0]


def check_gradients(run):
    """At each of the three steps the weight has the gradient of the mean squared error over all 600 pairs, computed by broadcasting.
    三步中的每一步，weight 的梯度都等于对全部 600 对求平均的平方误差的梯度（用广播计算）。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        gradient = step.gradient(run["model"].weight)
        assert gradient is not None, "the weight has no gradient"
        assert torch.allclose(gradient, expected(run, step), atol=1e-6)


def measure(run):
    if not run.steps:
        return {"steps": 0}
    step = run.steps[0]
    similarities = run["similarities"]
    return {"steps": len(run.steps), "number": similarities.numel(), "norm": step.gradient(run["model"].weight).norm(), "right": expected(run, step).norm()}

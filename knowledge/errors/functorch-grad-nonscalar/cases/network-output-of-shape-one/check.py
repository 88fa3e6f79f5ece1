"""A network learns u' = -u with u(0) = 1 at points of a batch."""

import torch


def slopes(run, t):
    first, _, last = run["net"]
    hidden = (t @ first.weight.T + first.bias).tanh()
    return ((1 - hidden**2) * first.weight.T) @ last.weight.T


def check_slopes(run):
    """The last slopes are those of the network in closed form, one for each point, taken before the last step.
    最后的斜率等于网络在最后一步之前的解析解，每个点一个。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    expected = with_values(run, lambda: slopes(run, run["t"].detach()))
    assert run["u_t"].shape == (64, 1), run["u_t"].shape
    assert torch.allclose(run["u_t"].detach(), expected, atol=1e-5)


def check_gradients(run):
    """In the last step the gradients are those of the loss with the closed form of the slope.
    最后一步的梯度等于用斜率解析解写出的 loss 的梯度。"""

    def gradients():
        t, net = run["t"].detach(), run["net"]
        loss = (slopes(run, t) + net(t)).square().mean() + (net(torch.zeros(1, 1)) - 1).square().mean()
        return torch.autograd.grad(loss, list(net.parameters()))

    for parameter, expected in zip(run["net"].parameters(), with_values(run, gradients)):
        assert torch.allclose(run.steps[-1].gradient(parameter), expected, atol=1e-5)


def with_values(run, function):
    """What a function gives with the network's parameters of the last step."""
    parameters = list(run["net"].parameters())
    now = [p.detach().clone() for p in parameters]
    for p in parameters:
        p.data.copy_(run.steps[-1].value(p))
    try:
        return function()
    finally:
        for p, value in zip(parameters, now):
            p.data.copy_(value)


def shape_of(run):
    return tuple(run["u_t"].shape) if run.error is None else None


def measure(run):
    return {"error": str(run.error).split("Maybe")[0].strip(), "steps": len(run.steps), "shape": shape_of(run)}

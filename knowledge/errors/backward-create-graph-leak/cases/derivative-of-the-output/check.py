"""A network learns u' = -u with u(0) = 1: the residual and the start value are trained, and nothing else."""

import torch
from torch.func import functional_call, grad, vmap


def expected(run, step):
    """The gradients of the loss at the last points, by torch.func."""
    net, t = run["net"], run["t"].detach()

    def loss(values):
        def u(point):
            return functional_call(net, values, (point[None],)).squeeze()

        points = t.squeeze(1)
        slope = vmap(grad(lambda point: u(point[None])))(points)
        value = vmap(lambda point: u(point[None]))(points)
        return (slope + value).square().mean() + (u(torch.zeros(1)) - 1).square()

    return grad(loss)({name: step.value(p) for name, p in net.named_parameters()})


def check_gradients(run):
    """There are five steps, and in the last every gradient is that of the loss, by torch.func.
    共五步，最后一步的所有梯度都等于 torch.func 对 loss 求得的梯度。"""
    assert len(run.steps) == 5
    for name, gradient in expected(run, run.steps[-1]).items():
        taken = run.steps[-1].gradient(run["net"].get_parameter(name))
        assert taken is not None and torch.allclose(taken, gradient, atol=1e-5), name


def check_no_warning(run):
    """There is no warning about a reference cycle.
    没有关于循环引用的警告。"""
    assert not [message for _, message in run.warnings if "reference cycle" in message], "it warns"


def measure(run):
    right = expected(run, run.steps[-1])
    taken = {name: run.steps[-1].gradient(run["net"].get_parameter(name)) for name in right}
    norms = [torch.cat([g.flatten() for g in part.values()]).norm() for part in (taken, right)]
    return {"times": round((norms[0] / norms[1]).item())}

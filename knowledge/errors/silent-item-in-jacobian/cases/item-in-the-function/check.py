"""A network is fitted to its targets, with a penalty on the Jacobian of the direction of its output."""

import torch
from torch.func import functional_call, grad, jacrev, vmap


def loss_of(values, run):
    def direction(sample):
        output = functional_call(run["network"], values, (sample,))
        return output / (output @ output).sqrt()

    fitted = functional_call(run["network"], values, (run["x"],))
    return (fitted - run["y"]).square().mean() + 0.1 * vmap(jacrev(direction))(run["x"]).square().mean()


def check_gradients(run):
    """At each of the three steps the gradients equal torch.func.grad of the loss with the length kept as a tensor.
    三步中的每一步，梯度都等于把长度保留为 tensor 时，用 torch.func.grad 求出的 loss 的梯度。"""
    assert len(run.steps) == 3
    named = dict(run["network"].named_parameters())
    for step in run.steps:
        expected = grad(loss_of)({name: step.value(p) for name, p in named.items()}, run)
        for name, parameter in named.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name}: another gradient"


def measure(run):
    named, step = dict(run["network"].named_parameters()), run.steps[0]
    expected = grad(loss_of)({name: step.value(p) for name, p in named.items()}, run)
    wanted = torch.cat([expected[name].flatten() for name in named])
    found = torch.cat([step.gradient(p).flatten() for p in named.values()])
    return {"percent": round(100 * ((found - wanted).norm() / wanted.norm()).item()), "steps": len(run.steps)}


def probe(run):
    network = run["network"]
    before = {name: run.steps[-1].value(p) for name, p in network.named_parameters()}
    unit = functional_call(network, before, (run["x"][0],)).detach()
    return (unit / unit.norm() @ run["jacobians"][0].detach()).abs().max().item() > 1e-3

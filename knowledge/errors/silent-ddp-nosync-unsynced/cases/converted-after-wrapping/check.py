"""Both ranks train one model: each step uses the mean of the ranks' gradients, and each epoch leaves a checkpoint in float16."""

import torch
from torch.func import functional_call, grad


def expected_gradients(run, step):
    """The mean over the ranks of each rank's gradients of its mean squared error, at the weights of this rank."""
    values = {name: step.value(parameter) for name, parameter in run["network"].named_parameters()}

    def loss(values, x, y):
        return (functional_call(run["network"], values, (x,)) - y).pow(2).mean()

    per_rank = [grad(loss)(values, x, y) for x, y in zip(run["data"], run["targets"])]
    return {name: sum(gradients[name] for gradients in per_rank) / len(per_rank) for name in values}


def distance(run, step):
    """How far the gradients at a step are from that mean, as a share of its norm."""
    expected = expected_gradients(run, step)
    found = [step.gradient(run["network"].get_parameter(name)) for name in expected]
    assert all(gradient is not None for gradient in found), "a parameter has no gradient"
    off = torch.cat([(f - e).flatten() for f, e in zip(found, expected.values())]).norm()
    return (off / torch.cat([e.flatten() for e in expected.values()]).norm()).item()


def check_gradients(run):
    """In each rank, at each of the three steps, the gradients equal the mean over both ranks of the gradients that torch.func gives for each rank's mean squared error.
    每个 rank 的 三 步中，梯度都等于两个 rank 各自均方误差的 torch.func 梯度的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        assert distance(run, step) <= 1e-4, f"step {number} is off by {distance(run, step):.2g}"


def check_checkpoint(run):
    """The checkpoint holds every parameter in float16, each equal to the present one up to rounding.
    checkpoint 以 float16 保存了全部参数，除舍入外与当前参数相等。"""
    for name, parameter in run["network"].named_parameters():
        assert run["checkpoint"][name].dtype is torch.float16
        assert torch.allclose(run["checkpoint"][name].float(), parameter, atol=1e-3)


def measure(run):
    last = distance(run, run.steps[-1]) if run.steps else 0.0
    return {"percent": 100 * last, "steps": len(run.steps)}


def probe(run):
    """At the last step the gradients are not the mean of the ranks."""
    return distance(run, run.steps[-1]) > 0.01

"""A stem, an encoder and a head are trained together on the mean squared error."""

import torch
from torch.nn.functional import linear


def loss_of(values, run):
    hidden = linear(run["x"], values["stem.weight"], values["stem.bias"])
    hidden = torch.tanh(linear(hidden, values["encoder.layer.weight"], values["encoder.layer.bias"]))
    return (linear(hidden, values["head.weight"], values["head.bias"]) - run["y"]).pow(2).mean()


def named(run):
    for name in ("stem", "encoder", "head"):
        yield from run[name].named_parameters(prefix=name)


def check_gradients(run):
    """Four steps are taken, and at each of them every parameter of the three parts has the gradient that torch.func.grad gives without a checkpoint.
    共走四步，每一步中三个部分的每个参数的梯度都等于不用 checkpoint 时 torch.func.grad 的结果。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in named(run)}, run)
        for name, parameter in named(run):
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    error = str(run.error).split(",")[0] if run.error else None
    return {"error": error, "steps": len(run.steps), "stem_grad": run["stem"].weight.grad, "encoder_grad": run["encoder"].layer.weight.grad}

"""A head is trained on the mean squared error for six epochs, the encoder before it for the first three."""

import torch
from torch.nn.functional import linear


def loss_of(values, run):
    hidden = torch.tanh(linear(run["x"].detach(), values["encoder.0.weight"], values["encoder.0.bias"]))
    return (linear(hidden, values["head.weight"], values["head.bias"]) - run["y"]).pow(2).mean()


def named(run):
    yield from run["encoder"].named_parameters(prefix="encoder")
    yield from run["head"].named_parameters(prefix="head")


def check_gradients(run):
    """Six steps are taken. At each of them every parameter of the head, and at the first three every parameter of the encoder, has the gradient that torch.func.grad gives without a checkpoint.
    共走六步。每一步中 head 的每个参数、前三步中 encoder 的每个参数，其梯度都等于不用 checkpoint 时 torch.func.grad 的结果。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in named(run)}, run)
        for name, parameter in named(run):
            if name.startswith("encoder") and number >= 3:
                continue
            assert step.gradient(parameter) is not None, f"{name} has no gradient at step {number}"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_frozen(run):
    """From the fourth epoch on the encoder stays what it is.
    从第四轮起 encoder 保持不变。"""
    assert len(run.steps) > 3, f"{len(run.steps)} steps"
    for parameter in run["encoder"].parameters():
        assert torch.equal(parameter.detach(), run.steps[3].value(parameter)), "the frozen encoder moved"


def measure(run):
    first = run.steps[0].gradient(run["encoder"][0].weight) if run.steps else None
    error = str(run.error).split(",")[0] if run.error else None
    return {"error": error, "steps": len(run.steps), "encoder_grad": first}

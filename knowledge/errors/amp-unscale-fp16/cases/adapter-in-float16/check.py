"""The adapters are trained on the cross entropy, in mixed precision; the base stays frozen."""

import copy

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def trained(model):
    return {name: parameter for name, parameter in model.named_parameters() if "lora" in name}


def reference(run, step):
    """The gradients at a step, of the same model in double precision."""
    model = copy.deepcopy(run["model"]).double()
    values = {name: step.value(parameter).double() for name, parameter in run["model"].named_parameters()}

    def loss(chosen):
        return cross_entropy(functional_call(model, values | chosen, (run["x"].double(),)), run["y"])

    return grad(loss)({name: values[name] for name in trained(run["model"])})


def doubles(run):
    """Where AdamW ends in double precision when it is fed the gradients of the program's own steps."""
    parameters = trained(run["model"])
    copies = {name: run.steps[0].value(p).double().requires_grad_() for name, p in parameters.items()}
    optimizer = torch.optim.AdamW(copies.values(), lr=1e-4)
    for step in run.steps:
        for name, parameter in parameters.items():
            copies[name].grad = step.gradient(parameter).double()
        optimizer.step()
    return copies


def check_gradients(run):
    """At each of the five steps each adapter has, to a tenth of its norm, the gradient that torch.func gives in double precision.
    五步中的每一步，每个 adapter 的梯度与 torch.func 在双精度下求得的梯度之差不超过其范数的十分之一。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step in run.steps:
        for name, expected in reference(run, step).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert (found - expected).norm() <= 0.1 * expected.norm(), f"{name}: another gradient"


def check_updates_are_not_rounded(run):
    """After the five steps each trained value is, to a hundredth of the learning rate, where AdamW in double precision ends when it is fed the same gradients.
    五步之后，每个被训练的值与用同样梯度运行的双精度 AdamW 的结果之差不超过学习率的百分之一。"""
    for name, expected in doubles(run).items():
        found = run["model"].get_parameter(name)
        assert (found - expected).abs().max() <= 1e-6, f"{name} is off by {(found - expected).abs().max():.1g}"


def check_the_base_is_frozen(run):
    """No parameter but the adapters is in the optimizer or has a gradient.
    除 adapter 之外的参数不在优化器里，也没有梯度。"""
    assert all(len(step.tensors) == 4 for step in run.steps)
    assert all(p.grad is None for name, p in run["model"].named_parameters() if "lora" not in name)


def measure(run):
    values = torch.cat([parameter.detach().flatten() for parameter in trained(run["model"]).values()])
    error = None if run.error is None else f"{type(run.error).__name__}: {run.error}"
    return {"error": error, "percent": (100 * (~values.isfinite()).double().mean()).item(), "steps": len(run.steps)}

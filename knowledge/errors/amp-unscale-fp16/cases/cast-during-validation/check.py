"""The model is trained in mixed precision, and each epoch is validated without touching its weights."""

import copy

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def trained(model):
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


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
    """At each of the five steps each parameter has, to a tenth of its norm, the gradient that torch.func gives in double precision.
    五步中的每一步，每个参数 的梯度与 torch.func 在双精度下求得的梯度之差不超过其范数的十分之一。"""
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


def check_everything_is_trained(run):
    """Each step is taken by all four parameters.
    每一步都更新全部四个参数。"""
    assert all(len(step.tensors) == 4 for step in run.steps)


def check_five_validations(run):
    """The program prints five accuracies between 0 and 1.
    程序打印出五个 0 到 1 之间的准确率。"""
    accuracies = [float(line.split()[-1]) for line in run.stdout.splitlines()]
    assert len(accuracies) == 5 and all(0 <= accuracy <= 1 for accuracy in accuracies)


def measure(run):
    values = torch.cat([parameter.detach().flatten() for parameter in run["model"].parameters()])
    return {"percent": 100 * (values == values.half()).double().mean().item(), "steps": len(run.steps)}

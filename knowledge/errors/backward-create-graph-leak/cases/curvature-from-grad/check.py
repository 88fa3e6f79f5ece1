"""Three models are trained one after the other; the trace of the Hessian is estimated at each step."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def gradients_at(run, step):
    model = run["model"]
    values = {name: step.value(p) for name, p in model.named_parameters()}
    return values, grad(lambda given: mse_loss(functional_call(model, given, (run["x"],)), run["y"]))


def check_gradients(run):
    """There are 15 steps, and at each of the last five every gradient equals that of torch.func.
    共 15 步，最后五步中每一步的所有梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 15
    for step in run.steps[-5:]:
        values, gradient = gradients_at(run, step)
        for name, expected in gradient(values).items():
            taken = step.gradient(run["model"].get_parameter(name))
            assert taken is not None and torch.allclose(taken, expected, atol=1e-6), name


def check_trace(run):
    """The last estimate equals z·Hz for the last signs z, with Hz from torch.func.grad.
    最后的估计值等于最后一组符号 z 的 z·Hz，其中 Hz 由 torch.func.grad 求得。"""
    values, gradient = gradients_at(run, run.steps[-1])
    signs = dict(zip(values, run["signs"]))
    products = grad(lambda given: sum((signs[name] * value).sum() for name, value in gradient(given).items()))(values)
    expected = sum((signs[name] * products[name]).sum() for name in values)
    assert torch.allclose(run["trace"].detach(), expected, atol=1e-4), (run["trace"], expected)


def check_no_cycle(run):
    """At the end no .grad of the weights of the three models holds a graph.
    结束时，三个模型的权重的 .grad 都不带计算图。"""
    assert models_with_graphs(run) == 0, f"{models_with_graphs(run)} models"


def check_no_warning(run):
    """There is no warning about a reference cycle.
    没有关于循环引用的警告。"""
    assert not [message for _, message in run.warnings if "reference cycle" in message], "it warns"


def models_with_graphs(run):
    """Of how many models a gradient still holds a graph."""
    weights = {id(p): p for step in run.steps for p in step.tensors.values() if p.shape == (16, 6)}
    return sum(p.grad is not None and p.grad.grad_fn is not None for p in weights.values())


def measure(run):
    return {"models": models_with_graphs(run)}

"""The model is trained on six batches, and their mean loss is reported."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values, batch):
    x, y = run["batches"][batch]
    return ((functional_call(run["model"], values, (x,)) - y) ** 2).mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def nodes_behind(value):
    seen, waiting = set(), [getattr(value, "grad_fn", None)]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


def check_gradients(run):
    """At each of the six steps every parameter has torch.func's gradient of the batch's mean squared error.
    六步中的每一步，每个参数的梯度都等于 torch.func 对该 batch 的均方误差求得的梯度。"""
    assert len(run.steps) == 6
    for batch, step in enumerate(run.steps):
        for name, expected in grad(lambda values: loss_of(run, values, batch))(values_at(run, step)).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def check_the_report(run):
    """The reported loss is the mean of the six batches' losses, and has no graph.
    报告的 loss 是六个 batch 的 loss 的平均值，且不带计算图。"""
    losses = [loss_of(run, values_at(run, step), batch).item() for batch, step in enumerate(run.steps)]
    assert abs(float(run["mean_loss"]) - sum(losses) / 6) < 1e-5
    assert nodes_behind(run["mean_loss"]) == 0


def check_no_warning(run):
    """The program gives no warning about a conversion to a scalar.
    程序不再给出转换为标量的警告。"""
    assert not [text for _, text in run.warnings if text.startswith("Converting a tensor")]


def measure(run):
    return {"nodes": nodes_behind(run["mean_loss"])}

"""A classifier is trained as usual, without anomaly mode."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """There are 20 steps, and in the last every gradient equals that of torch.func.
    共 20 步，最后一步的所有梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 20, f"{len(run.steps)} steps"
    model, step = run["model"], run.steps[-1]
    values = {name: step.value(p) for name, p in model.named_parameters()}
    expected = grad(lambda given: cross_entropy(functional_call(model, given, (run["x"],)), run["y"]))(values)
    for name, gradient in expected.items():
        assert torch.allclose(step.gradient(model.get_parameter(name)), gradient, atol=1e-6), name


def check_nothing_is_noted_down(run):
    """The last loss's node holds no traceback of the forward pass.
    最后一个 loss 的节点里没有前向的 traceback。"""
    assert lines_in_the_node(run) == 0, lines_in_the_node(run)


def check_no_warning(run):
    """There is no warning about anomaly mode.
    没有关于 anomaly mode 的警告。"""
    assert not [message for _, message in run.warnings if "nomaly" in message], "it warns"


def lines_in_the_node(run):
    return len(run["loss"].grad_fn.metadata.get("traceback_", []))


def measure(run):
    lines = run["loss"].grad_fn.metadata.get("traceback_", [])
    return {"frames": sum("program.py" in line for line in lines), "warnings": len(run.warnings)}

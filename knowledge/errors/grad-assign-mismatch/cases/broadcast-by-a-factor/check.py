"""TD(lambda): each step goes along the eligibility traces, times the temporal difference."""

import torch
from torch.func import functional_call, grad


def value_of(run, values, state):
    return functional_call(run["value"], values, (state,)).squeeze()


def check_gradients(run):
    """At each of the five steps every gradient is minus the TD error times the trace, and has its parameter's shape.
    五步中的每一步，每个梯度都等于负的 TD error 乘以资格迹，形状与参数相同。"""
    model = run["value"]
    assert len(run.steps) == 5
    traces = {name: torch.zeros_like(parameter) for name, parameter in model.named_parameters()}
    for step, state, following, reward in zip(run.steps, run["states"], run["states"][1:], run["rewards"]):
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        delta = reward + 0.9 * value_of(run, values, following) - value_of(run, values, state)
        for name, gradient in grad(lambda values: value_of(run, values, state))(values).items():
            traces[name] = 0.72 * traces[name] + gradient
            found = step.gradient(model.get_parameter(name))
            assert found is not None and found.shape == gradient.shape, f"{name}: no gradient of its shape"
            assert torch.allclose(found, -delta * traces[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

"""The critic is trained on the Huber loss to the discounted returns, in float32."""

import torch
from torch.func import functional_call, grad


def returns(run):
    """The discounted returns, from their definition."""
    rewards = torch.tensor(run["rewards"])
    return torch.stack([sum(0.9**k * rewards[i + k] for k in range(30 - i)) for i in range(30)]).float()


def loss_of(run, values):
    error = (functional_call(run["critic"], values, (run["states"].float(),)).squeeze(1) - returns(run)).abs()
    return torch.where(error < 1, error**2 / 2, error - 0.5).mean()


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the Huber loss, and is float32.
    三步中的每一步，每个参数都是 float32，梯度等于 torch.func 对 Huber loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["critic"].named_parameters()}
        assert all(value.dtype == torch.float32 for value in values.values()), "not float32"
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["critic"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

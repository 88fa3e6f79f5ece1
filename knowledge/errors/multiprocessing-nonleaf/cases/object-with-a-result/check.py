"""The critic is trained on the mean squared error; another process finds the test loss after each epoch."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["agent"].critic.named_parameters()}


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's.
    三步中的每一步，所有梯度都等于 torch.func 求得的梯度。"""
    critic, x, y = run["agent"].critic, run["x"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        expected = grad(lambda weights: mse_loss(functional_call(critic, weights, (x,)), y))(values_at(run, step))
        for name, wanted in expected.items():
            assert torch.allclose(step.gradient(critic.get_parameter(name)), wanted, atol=1e-6), f"{name}: another gradient"


def check_test_losses(run):
    """The three test losses are those of the weights after each step.
    三个测试 loss 分别等于每一步之后的权重的测试 loss。"""
    critic = run["agent"].critic
    after = [values_at(run, step) for step in run.steps[1:]] + [dict(critic.named_parameters())]
    for found, weights in zip(run["test_losses"], after, strict=True):
        wanted = mse_loss(functional_call(critic, weights, (run["test_x"],)), run["test_y"])
        assert abs(found - wanted.item()) < 1e-5, "another test loss"


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}

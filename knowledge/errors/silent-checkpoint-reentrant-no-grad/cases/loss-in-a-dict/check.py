"""The mixture is trained on the squared error and on the balance of its router."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


class Plain(torch.nn.Module):
    """The loss of the program's model, without checkpoint."""

    def __init__(self, run):
        super().__init__()
        self.model, self.x, self.y = run["model"], run["x"], run["y"]

    def forward(self):
        stem = self.model[0](self.x)
        hidden = self.model[1](stem)[0]
        balance = self.model[1].router(stem).softmax(dim=-1).mean(dim=0).square().sum()
        return mse_loss(self.model[2](hidden), self.y) + 10 * balance


def expected(run, step):
    values = {f"model.{name}": step.value(p) for name, p in run["model"].named_parameters()}
    gradients = grad(lambda given: functional_call(Plain(run), given, ()))(values)
    return {name.removeprefix("model."): gradient for name, gradient in gradients.items()}


def check_gradients(run):
    """At each of the five steps every parameter has the gradient that torch.func gives for the loss without checkpoint.
    五步中的每一步，所有参数的梯度都等于 torch.func 对不用 checkpoint 的 loss 求得的梯度。"""
    assert len(run.steps) == 5
    for step in run.steps:
        for name, gradient in expected(run, step).items():
            taken = step.gradient(run["model"].get_parameter(name))
            assert taken is not None, f"{name} has no gradient"
            assert torch.allclose(taken, gradient, atol=1e-6), f"{name}: another gradient"


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    step, router = run.steps[0], run["model"][1].router.weight
    right = expected(run, step)["1.router.weight"]
    return {
        "percent_off": round((100 * (step.gradient(router) - right).norm() / right.norm()).item()),
        "requires_grad": run["extra"]["balance"].requires_grad,
    }


def probe(run):
    """The balance is part of the loss, and has no graph."""
    return not run["extra"]["balance"].requires_grad

"""A mixture of experts is trained on the mean squared error; its balance is updated once a step by the load of the experts."""

import torch
from torch.nn.functional import linear


def loss_of(values, x, y, balance):
    scores = linear(x, values["moe.router.weight"], values["moe.router.bias"]).softmax(dim=-1)
    choice = (scores + balance).argmax(dim=-1)
    experts = torch.stack(
        [linear(x, values[f"moe.experts.{n}.weight"], values[f"moe.experts.{n}.bias"]) for n in range(8)], 1
    )
    chosen = torch.nn.functional.one_hot(choice, 8).to(x.dtype)
    hidden = x + ((chosen * scores).unsqueeze(-1) * torch.tanh(experts)).sum(1)
    return ((linear(hidden, values["head.weight"], values["head.bias"]) - y) ** 2).mean(), choice


def distances(run):
    """Of each step the distance of the gradients from the reference, as a share of its norm."""
    parameters, balance = dict(run["model"].named_parameters()), torch.zeros(8)
    for step in run.steps:
        values = {name: step.value(p) for name, p in parameters.items()}
        expected, choice = torch.func.grad(loss_of, has_aux=True)(values, run["x"], run["y"], balance)
        load = torch.bincount(choice, minlength=8)
        balance = balance + 0.1 * torch.sign(load.float().mean() - load)
        found = torch.cat(
            [
                torch.zeros_like(p).flatten() if step.gradient(p) is None else step.gradient(p).flatten()
                for p in parameters.values()
            ]
        )
        wanted = torch.cat([expected[name].flatten() for name in parameters])
        yield ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """At each of the three steps the gradients equal torch.func.grad of the same model without checkpoint, its balance updated after each step.
    三步中的每一步，梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果；balance 每步之后更新一次。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, distance in enumerate(distances(run)):
        assert distance < 1e-4, f"step {number} is off by {distance:.2g}"


def measure(run):
    error = f"{type(run.error).__name__}: {str(run.error).splitlines()[0]}" if run.error else None
    return {"error": error, "percent": round(100 * max(distances(run), default=0)), "steps": len(run.steps)}

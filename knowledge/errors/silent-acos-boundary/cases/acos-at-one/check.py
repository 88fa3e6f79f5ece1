"""A correction of directions is trained on the mean angle to the targets."""

import torch
from torch.func import functional_call


def output_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return functional_call(run["model"], values, (run["x"],))


def behind(run, step, gradient):
    """The parameters' gradients at a step, from the gradient of the loss with respect to the model's output."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    _, backward = torch.func.vjp(lambda values: functional_call(run["model"], values, (run["x"],)), values)
    return backward(gradient)[0]


def check_gradients(run):
    """At each of the 20 steps every gradient follows from the closed form at the vector v = x + model(x): the unit vector that turns v away from its target, divided by |v|; 0 where the angle is 0.
    20 步中的每一步，所有梯度都由向量 v = x + model(x) 处的解析解得出：使 v 偏离目标的单位向量除以 |v|；夹角为 0 处为 0。"""
    assert len(run.steps) == 20
    target = run["target"].double()
    for number, step in enumerate(run.steps):
        v = (run["x"] + output_at(run, step)).double()
        length = v.square().sum(1, keepdim=True).sqrt()
        across = target - (target * v).sum(1, keepdim=True) / length**2 * v
        sine = across.square().sum(1, keepdim=True).sqrt()
        turning = torch.where(sine > 1e-6, -across / sine.clamp(min=1e-9), 0.0) / length / len(v)
        expected = behind(run, step, turning.float())
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-3), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and after the first backward some gradient is not."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and not all(gradient.isfinite().all() for gradient in gradients)

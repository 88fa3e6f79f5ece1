"""The tied weight is trained on the cross entropy, once per step."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the three steps the tied weight's gradient equals torch.func's, with both of its uses counted.
    三步中的每一步，共享权重的梯度都等于 torch.func 求得的梯度，两处用法都算在内。"""
    weight = run["embedding"].weight
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = grad(lambda w: cross_entropy(w[run["words"]] @ w.T, run["following"]))(step.value(weight))
        assert step.gradient(weight) is not None, "the weight has no gradient"
        assert torch.allclose(step.gradient(weight), expected, atol=1e-6)


def check_moves_once(run):
    """Each step changes the tied weight by -0.1 times its gradient, and both layers still share it.
    每一步，共享权重的变化量都等于 -0.1 乘以梯度，两层仍然共享它。"""
    weight = run["embedding"].weight
    assert run["out"].weight is weight
    values = [*(step.value(weight) for step in run.steps), weight.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(weight), atol=1e-6)


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 3:
        weight = run["embedding"].weight
        way = run.steps[1].value(weight) - run.steps[0].value(weight)
        values["rate"] = (way.norm() / run.steps[0].gradient(weight).norm()).item()
    return values

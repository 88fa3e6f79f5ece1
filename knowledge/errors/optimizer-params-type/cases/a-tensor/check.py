"""A prompt is added to the inputs of a fixed model, and trained."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the ten steps the prompt's gradient equals torch.func's for the cross entropy.
    十步中的每一步，prompt 的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    prompt = run["prompt"]
    assert len(run.steps) == 10, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = grad(lambda value: cross_entropy(run["model"](run["x"] + value), run["y"]))(step.value(prompt))
        assert step.gradient(prompt) is not None, "prompt has no gradient"
        assert torch.allclose(step.gradient(prompt), expected, atol=1e-6)


def check_prompt_moves(run):
    """Each step changes the prompt by -0.1 times its gradient; in the end the loss is lower than at first.
    每一步，prompt 的变化量都等于 -0.1 乘以梯度；最后的 loss 比最初低。"""
    prompt = run["prompt"]
    values = [*(step.value(prompt) for step in run.steps), prompt.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(prompt), atol=1e-6)
    assert run.backwards[-1].roots[0] < run.backwards[0].roots[0]


def measure(run):
    prompt = run["prompt"]
    moved = (prompt - run.steps[0].value(prompt)).abs().max().item() if run.steps else 0.0
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "moved": moved}

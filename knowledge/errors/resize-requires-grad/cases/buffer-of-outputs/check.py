"""The classifier is trained on three batches, and the scores that it gave are collected."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import binary_cross_entropy_with_logits


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def batch(run, k):
    return run["x"][16 * k : 16 * k + 16], run["y"][16 * k : 16 * k + 16]


def check_gradients(run):
    """At each of the three steps all gradients are those of the batch's cross entropy, by torch.func.
    三步中的每一步，全部梯度都等于 torch.func 对该 batch 的交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for k, step in enumerate(run.steps):
        x, y = batch(run, k)
        expected = grad(lambda v, x=x, y=y: binary_cross_entropy_with_logits(functional_call(run["model"], v, (x,)), y))(values_at(run, step))
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_scores(run):
    """The 48 scores are those that the model gave before each step, and are outside of the graph.
    48 个分数等于每一步之前模型给出的输出，且不在计算图里。"""
    expected = torch.cat([functional_call(run["model"], values_at(run, step), (batch(run, k)[0],)) for k, step in enumerate(run.steps)])
    assert run["scores"].shape == (48,), f"scores of shape {tuple(run['scores'].shape)}"
    assert torch.allclose(run["scores"], expected, atol=1e-6)
    assert not run["scores"].requires_grad, "scores are part of the graph"


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

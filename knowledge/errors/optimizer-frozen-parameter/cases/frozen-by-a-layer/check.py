"""The head is trained on the cross entropy; the vectors stay as they were."""

import torch
from torch.nn.functional import one_hot


def vectors(run, detach=True):
    """The 50 vectors: a parameter, a buffer or an attribute of the model."""
    found = next(t for t in run["model"].state_dict(keep_vars=True).values() if t.shape == (50, 8))
    return found.detach() if detach else found


def check_head_learns(run):
    """At each of the three steps the head's gradients equal the closed form of the cross entropy.
    三步中的每一步，head 的梯度都等于交叉熵的解析解。"""
    head, y = run["model"].head, run["y"]
    features = vectors(run)[run["words"]].mean(1)
    assert len(run.steps) == 3
    for step in run.steps:
        logits = features @ step.value(head.weight).T + step.value(head.bias)
        residual = (logits.softmax(1) - one_hot(y, 3)) / len(y)
        assert step.gradient(head.weight) is not None, "head.weight has no gradient"
        assert torch.allclose(step.gradient(head.weight), residual.T @ features, atol=1e-6)
        assert step.gradient(head.bias) is not None, "head.bias has no gradient"
        assert torch.allclose(step.gradient(head.bias), residual.sum(0), atol=1e-6)


def check_head_moves(run):
    """Each step changes the head's weight.
    每一步都改变了 head 的 weight。"""
    weight = run["model"].head.weight
    values = [*(step.value(weight) for step in run.steps), weight]
    assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def check_vectors_stay(run):
    """The model's tensor of 50 vectors is the same at the first step and at the end.
    模型里那 50 个向量，从第一步到结束没有变化。"""
    assert run.steps, "no step"
    kept = vectors(run, detach=False)
    assert torch.equal(run.steps[0].value(kept), kept)


def measure(run):
    kept = vectors(run, detach=False)
    moved = (kept - run.steps[0].value(kept)).abs().max().item() if run.steps else 0.0
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "moved": moved}

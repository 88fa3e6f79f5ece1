"""A linear head is trained on features of a fixed embedding, in batches of four."""

import torch


def check_gradients(run):
    """At each of the four steps the head has the gradient of that batch's mean squared error in closed form.
    四步中的每一步，head 的梯度都等于该 batch 均方误差的解析梯度。"""
    head, dataset = run["head"], run["dataset"]
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        rows = slice(4 * number, 4 * number + 4)
        features = dataset.embedding.weight.detach()[dataset.tokens[rows]].mean(dim=1)
        error = features @ step.value(head.weight).T + step.value(head.bias) - dataset.scores[rows]
        assert torch.allclose(step.gradient(head.weight), 2 * error.T @ features / 4, atol=1e-5), "another gradient"
        assert torch.allclose(step.gradient(head.bias), 2 * error.mean(dim=0), atol=1e-5), "another gradient"


def measure(run):
    return {"error": str(run.error).strip().splitlines()[-1] if run.error else None, "steps": len(run.steps)}

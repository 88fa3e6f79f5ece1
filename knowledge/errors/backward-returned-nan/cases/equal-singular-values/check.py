"""An orthogonal matrix, the polar factor of a free one, is fitted to a permutation of the columns."""

import torch


def check_gradients(run):
    """At each of the five steps the gradient is, to a hundredth of its norm, that of the polar factor in closed form, which divides by sums of singular values.
    五步中的每一步，梯度与极因子的解析梯度（分母是奇异值之和）之差不超过其范数的百分之一。"""
    source, target, matrix = run["source"], run["target"], run["matrix"]
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step in run.steps:
        U, S, Vh = torch.linalg.svd(step.value(matrix).double())
        rotation = U @ Vh
        difference = source.double() @ rotation - target
        by_rotation = 2 * source.double().T @ difference / difference.numel()
        inner = U.T @ by_rotation @ Vh.T
        expected = U @ ((inner - inner.T) / (S[:, None] + S)) @ Vh
        gradient = step.gradient(matrix)
        assert gradient is not None and (gradient - expected).norm() <= 0.01 * expected.norm(), "another gradient"


def measure(run):
    error = str(run.error) if run.error else None
    return {"error": error, "steps": len(run.steps), "moved": (run["matrix"] - torch.eye(4)).abs().max()}

"""Newton's method for z ** 3 = 1: each step divides by the complex derivative."""

import torch


def check_newton_steps(run):
    """There are eight steps, and each goes from z to z - (z**3 - 1) / (3 * z**2).
    共有八步，每一步都从 z 走到 z - (z**3 - 1) / (3 * z**2)。"""
    points = [*run["path"], run["z"].detach()]
    assert len(points) == 9, f"{len(points) - 1} steps"
    for before, after in zip(points, points[1:]):
        assert torch.allclose(after, before - (before**3 - 1) / (3 * before**2), atol=1e-5)


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    first, second = run["path"][:2]
    return {"found": f"{((first**3 - 1) / (first - second)).item():.2f}", "expected": f"{(3 * first**2).item():.2f}"}

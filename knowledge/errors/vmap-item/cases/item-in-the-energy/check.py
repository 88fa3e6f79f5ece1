"""Row i of `forces` is the gradient of the energy |p|^2 * sum(p) at position i."""

import torch


def expected_forces(positions):
    squared = positions.pow(2).sum(1, keepdim=True)
    return 2 * positions * positions.sum(1, keepdim=True) + squared


def check_forces(run):
    """Every row of the forces equals the closed form 2 * p * sum(p) + |p| ** 2.
    forces 的每一行都等于解析解 2 * p * sum(p) + |p| ** 2。"""
    assert torch.allclose(run["forces"], expected_forces(run["positions"]), atol=1e-5)


def measure(run):
    error = str(run.error).partition(" or ")[0] if run.error else None
    difference = None
    if run.error is None:
        difference = (run["forces"] - expected_forces(run["positions"])).abs().max().item()
    return {"error": error, "difference": difference}

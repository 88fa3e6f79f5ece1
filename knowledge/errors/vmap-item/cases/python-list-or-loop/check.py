"""result[i] is x[i] to the power that belongs to label i."""

import torch


def check_result(run):
    """The result is [1, 8, 9, 64].
    结果为 [1, 8, 9, 64]。"""
    assert torch.equal(run["result"].float(), torch.tensor([1.0, 8.0, 9.0, 64.0]))


def measure(run):
    return {"error": str(run.error).partition(" on a Tensor")[0] if run.error else None, "result": None if run.error else run["result"]}

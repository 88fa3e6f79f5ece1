"""A row for each score: the gradient of that score alone with respect to the input."""

import torch
from torch.func import jacrev


def expected(run):
    return jacrev(run["model"])(run["x"].detach()).detach()


def check_jacobian(run):
    """The matrix equals the Jacobian of torch.func.jacrev at the input.
    所得矩阵等于 torch.func.jacrev 在该输入处的 Jacobian。"""
    assert run["jacobian"].shape == (3, 4), run["jacobian"].shape
    assert torch.allclose(run["jacobian"].detach(), expected(run), atol=1e-5)


def check_the_model_is_trained(run):
    """The model has made 100 steps, and more than 9 of 10 features get their label.
    模型训练了 100 步，超过九成的样本分类正确。"""
    assert len(run.steps) == 100
    assert (run["model"](run["features"]).argmax(dim=1) == run["labels"]).float().mean() > 0.9


def measure(run):
    jacobian, right = run["jacobian"].detach(), expected(run)
    return {
        "distinct": len({tuple(row.tolist()) for row in jacobian}),
        "wrong": sum(not torch.allclose(row, other, atol=1e-5) for row, other in zip(jacobian, right)),
        "sum": bool(torch.allclose(jacobian[-1], right.sum(0), atol=1e-5)),
    }


def probe(run):
    """Some row is not the gradient of its score."""
    return measure(run)["wrong"] > 0

"""A model is trained, and the loss of each step is kept as a number."""

import torch


def check_gradients(run):
    """At each of the three steps the weight has the closed-form gradient of the mean squared error.
    三步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def check_history(run):
    """The history holds the loss of each of the three steps.
    history 中保存了三步各自的 loss。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run["history"]) == 3
    for step, kept in zip(run.steps, run["history"]):
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert abs(float(kept) - residual.square().mean().item()) < 1e-5


def check_no_graph_is_kept(run):
    """What the history holds has no graph.
    history 中保存的值不带计算图。"""
    assert not any(torch.is_tensor(kept) and kept.requires_grad for kept in run["history"])


def check_no_warning(run):
    """The program gives no copy-construct warning.
    程序不再给出 copy construct 警告。"""
    assert not [text for _, text in run.warnings if text.startswith("To copy construct")]


def measure(run):
    attached = [kept for kept in run["history"] if torch.is_tensor(kept) and kept.grad_fn is not None]
    return {"attached": len(attached), "steps": len(run.steps)}

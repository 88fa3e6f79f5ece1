"""The linear layer and the scale of its output are trained on the cross entropy."""

import torch


def check_gradients(run):
    """At each of the ten steps weight and log_scale have the closed-form gradients of the cross entropy.
    十步中的每一步，weight 和 log_scale 的梯度都等于交叉熵的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 10
    for step in run.steps:
        scale = torch.exp(step.value(model.log_scale))
        scores = x @ step.value(model.linear.weight).T + step.value(model.linear.bias)
        by_logits = torch.softmax(scores * scale, dim=1) - torch.eye(3)[y]
        by_logits = by_logits / len(x)
        assert step.gradient(model.log_scale) is not None, "log_scale has no gradient"
        assert torch.allclose(step.gradient(model.log_scale), (by_logits * scores).sum() * scale, atol=1e-5)
        assert torch.allclose(step.gradient(model.linear.weight), scale * by_logits.T @ x, atol=1e-5)


def check_the_scale_moves(run):
    """log_scale differs from its first value.
    log_scale 与最初的值不同。"""
    assert run["model"].log_scale.item() != run.steps[0].value(run["model"].log_scale).item()


def measure(run):
    model = run["model"]
    weight = model.linear.weight
    return {
        "moved": (model.log_scale - run.steps[0].value(model.log_scale)).abs().item(),
        "gradient": model.log_scale.grad,
        "weight_moved": (weight - run.steps[0].value(weight)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())

"""A positive scale is fitted through the free tensor that it is computed from."""

import torch


def check_gradients(run):
    """At each of the hundred steps raw has the gradient of the negative log-likelihood in closed form.
    一百步中的每一步，raw 的梯度都等于负对数似然的解析解。"""
    raw, square = run["raw"], (run["x"] ** 2).mean()
    assert len(run.steps) == 100, f"{len(run.steps)} steps"
    for step in run.steps:
        assert step.gradient(raw) is not None, "raw has no gradient"
        scale = torch.nn.functional.softplus(step.value(raw))
        expected = (1 / scale - square / scale**3) * step.value(raw).sigmoid()
        assert torch.allclose(step.gradient(raw), expected, atol=1e-4, rtol=1e-4)


def check_scale_is_fitted(run):
    """In the end softplus(raw) is the root mean square of the data, within 1 %.
    最后 softplus(raw) 等于数据的均方根，误差在 1% 以内。"""
    expected = (run["x"] ** 2).mean().sqrt()
    assert abs(torch.nn.functional.softplus(run["raw"]).item() / expected.item() - 1) < 0.01


def measure(run):
    values = {"error": str(run.error).split(" (")[0] if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 100 and run["scale"].is_leaf:
        values |= {"scale": run.steps[2].value(run["scale"]).item(), "loss": run.backwards[-1].roots[0].item()}
    return values

"""Body and scale are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps the gradients of body and scale equal the closed form of the mean squared error.
    三步中的每一步，body 和 scale 的梯度都等于均方误差的解析梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    weight, bias, scale = model.body.weight, model.body.bias, model.scale
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        output = x @ step.value(weight).T + step.value(bias)
        residual = step.value(scale) * output - y
        assert step.gradient(scale) is not None, "the optimizer has no gradient of scale"
        assert torch.allclose(step.gradient(scale), 2 * (residual * output).mean(0), atol=1e-5)
        expected = 2 * step.value(scale) * residual.T @ x / len(x)
        assert torch.allclose(step.gradient(weight), expected, atol=1e-5)


def check_both_move(run):
    """The body's weight and scale change between the first and the last step.
    body 的 weight 和 scale 在第一步和最后一步之间都发生了变化。"""
    for parameter in (run["model"].body.weight, run["model"].scale):
        assert not torch.equal(run.steps[0].value(parameter), run.steps[-1].value(parameter))


def check_state_dict(run):
    """model.state_dict() holds scale and the body's weight and bias.
    model.state_dict() 含有 scale 以及 body 的 weight 和 bias。"""
    assert set(run["model"].state_dict()) == {"scale", "body.weight", "body.bias"}


def measure(run):
    scale = getattr(run["model"], "scale", None) if run.backwards else None
    return {
        "error": str(run.error),
        "steps": len(run.steps),
        "moved": None if scale is None else (scale - run.backwards[0].value(scale)).abs().item(),
        "saved": ", ".join(run["model"].state_dict()) if run.backwards else None,
    }

"""Weight and bias are trained on the mean squared error, and saved with the model."""

import torch


def check_gradients(run):
    """At each of the three steps the gradients of weight and bias equal the closed form of the mean squared error.
    三步中的每一步，weight 和 bias 的梯度都等于均方误差的解析梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = x @ step.value(model.weight) + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * x.T @ residual / len(x), atol=1e-5)
        assert torch.allclose(step.gradient(model.bias), 2 * residual.mean(0), atol=1e-5)


def check_the_model_moves(run):
    """The weight changes between the first and the last step.
    weight 在第一步和最后一步之间发生了变化。"""
    weight = run["model"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def check_state_dict(run):
    """model.state_dict() holds exactly weight and bias.
    model.state_dict() 恰好含有 weight 和 bias。"""
    assert set(run["model"].state_dict()) == {"weight", "bias"}


def measure(run):
    return {"error": str(run.error), "saved": len(run["model"].state_dict())}

"""The classifier is trained on the weighted cross entropy of its logits."""

from torch.nn.functional import one_hot


def check_gradients(run):
    """At each of the three steps the weight has, to a hundredth of its norm, the gradient of the weighted cross entropy in closed form.
    三步中的每一步，weight 的梯度与加权交叉熵的解析解之差不超过其范数的百分之一。"""
    weight, bias, x, y = run["model"].weight, run["model"].bias, run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        probabilities = (x @ step.value(weight).T + step.value(bias)).softmax(1)
        expected = (run["weight_of"][y, None] * (probabilities - one_hot(y, 3))).T @ x / len(x)
        assert step.gradient(weight) is not None, "weight has no gradient"
        assert (step.gradient(weight) - expected).norm() <= 0.01 * expected.norm(), "another gradient"


def measure(run):
    weight = run["model"].weight
    moved = (weight - run.steps[0].value(weight)).abs().max() if run.steps else 0.0
    return {"steps": len(run.steps), "moved": float(moved)}

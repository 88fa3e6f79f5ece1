"""The classifier is trained on a weighted cross entropy; the class weights are given."""

import torch
from torch.nn.functional import one_hot


def expected_gradients(run, step):
    """The closed form for the weight and the bias, with the class weights as constants."""
    model, x, y = run["model"], run["x"], run["y"]
    probabilities = (x @ step.value(model.weight).T + step.value(model.bias)).softmax(1)
    confidence = probabilities[torch.arange(len(y)), y]
    seen = one_hot(y, 3).float().T @ confidence
    weight = (seen.sum() / (3 * seen))[y]
    residual = weight[:, None] * (probabilities - one_hot(y, 3)) / len(y)
    return residual.T @ x, residual.sum(0)


def check_gradients(run):
    """At each of the three steps weight and bias have the gradient of the weighted cross entropy, class weights constant.
    三步中的每一步，weight 和 bias 的梯度都等于加权交叉熵的梯度，类别权重当作常数。"""
    model = run["model"]
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, expected in zip(model.parameters(), expected_gradients(run, step), strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def measure(run):
    return {"error": str(run.error) if run.error else None, "weight_grad": run["model"].weight.grad}

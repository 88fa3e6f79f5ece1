"""The model is trained as if nothing were exported, and the values exported are those of the prediction."""

import torch


def expected(run, step):
    """The closed form of the gradient of the weight for the mean of the squared errors, each below its limit."""
    weight = step.value(run["model"].weight)
    off = run["x"] @ weight.T - run["y"]
    return 2 / len(off) * off.T @ run["x"]


def check_gradients(run):
    """At each of the three steps the gradient of the weight equals the closed form for the mean squared error.
    三步中的每一步，权重的梯度都等于均方误差的解析梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        found = step.gradient(run["model"].weight)
        assert found is not None, "the weight has no gradient"
        assert torch.allclose(found, expected(run, step), atol=1e-5), "the gradient is another"


def check_history(run):
    """The three numbers are the standard deviations of the three predictions.
    记录的三个数就是三次预测的标准差。"""
    found = torch.tensor(run["history"])
    predictions = torch.stack([run["x"] @ step.value(run["model"].weight).T for step in run.steps])
    assert found.shape == (3,), f"{len(found)} numbers"
    assert torch.allclose(found, predictions.flatten(1).std(1, correction=0).to(found.dtype), atol=1e-5), "others"


def measure(run):
    gradient = run.steps[-1].gradient(run["model"].weight) if run.steps else None
    error = f"{type(run.error).__name__}: {run.error}" if run.error else "no error"
    return {"error": error, "gradient": "None" if gradient is None else "a tensor", "steps": len(run.steps)}

"""A layer is trained on inputs that were normalised by constants."""

import torch


def check_gradients(run):
    """At each of the three steps the layer has the closed-form gradient of the mean squared error of normalised inputs.
    三步中的每一步，线性层的梯度都等于归一化输入上均方误差的解析解。"""
    layer, x, y = run["model"][1], run["x"], run["y"]
    inputs = (x - x.mean(dim=0)) / x.std(dim=0)
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = inputs @ step.value(layer.weight).T + step.value(layer.bias) - y
        assert torch.allclose(step.gradient(layer.weight), 2 * residual.T @ inputs / len(x), atol=1e-5)


def check_no_warning(run):
    """The program gives no copy-construct warning.
    程序不再给出 copy construct 警告。"""
    assert not [text for _, text in run.warnings if text.startswith("To copy construct")]


def measure(run):
    return {"steps": len(run.steps)}

"""A convolution and a linear layer over all that it finds are trained on the cross-entropy of one batch."""

import torch
from torch.func import grad


def parameters(run):
    return dict(run["model"].named_parameters())


def loss_of(run, values):
    features = torch.nn.functional.conv2d(run["images"], values["conv.weight"], values["conv.bias"], stride=2, padding=1)
    logits = features.relu().flatten(1) @ values["head.weight"].T + values["head.bias"]
    return torch.nn.functional.cross_entropy(logits, run["labels"])


def check_all_features_are_weighed(run):
    """The linear layer has one weight for each number that the convolution gives, and each class.
    卷积输出的每个数，对每个类别都有一个权重。"""
    size = run["images"].shape[-1] // 2
    assert run["model"].head.weight.shape == (4, 8 * size * size)


def check_gradients(run):
    """At each of the four steps each parameter has torch.func's gradient of the cross-entropy.
    四步中的每一步，每个参数的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    assert len(run.steps) == 4
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in parameters(run).items()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(parameters(run)[name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name

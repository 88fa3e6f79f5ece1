"""The convolutional network is trained on the cross entropy, through the flattening."""

import torch
from torch.func import grad
from torch.nn.functional import conv2d, cross_entropy


def loss_of(kernel, bias, weight, shift, x, labels):
    features = torch.tanh(conv2d(x, kernel, bias))
    return cross_entropy(torch.einsum("bchw,kchw->bk", features, weight.reshape(5, 4, 6, 6)) + shift, labels)


def check_gradients(run):
    """At each of the three steps all gradients are those of the cross entropy, by torch.func and without flattening.
    三步中的每一步，全部梯度都等于 torch.func 在不展平的情况下对交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = list(run["model"].parameters())
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1, 2, 3))(*(step.value(p) for p in parameters), run["x"], run["labels"])
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-5)


def measure(run):
    return {"first_gradient": run["model"].conv.weight.grad, "steps": len(run.steps)}

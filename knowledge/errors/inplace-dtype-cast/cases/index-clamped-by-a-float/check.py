"""The classes of the cells that hold a box's centre are trained by the cross entropy."""

import torch
from torch.nn.functional import conv2d, cross_entropy


def check_gradients(run):
    """At each of the three steps weight and bias have the gradient of the cross entropy at the three cells.
    三步中的每一步，weight 和 bias 的梯度都等于三个格点上交叉熵的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3
    for step in run.steps:
        weight, bias = (step.value(p).requires_grad_() for p in (model.weight, model.bias))
        output = conv2d(run["images"], weight, bias, padding=1)
        cells = torch.stack([output[0, :, 2, 1], output[0, :, 3, 3], output[1, :, 4, 5]])
        expected = torch.autograd.grad(cross_entropy(cells, torch.tensor([1, 3, 2])), [weight, bias])
        for parameter, gradient in zip((model.weight, model.bias), expected):
            assert step.gradient(parameter) is not None, "no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6)


def measure(run):
    return {"error": run.error and str(run.error)}

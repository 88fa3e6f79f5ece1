"""The model is trained, and the heatmap weighs the activations of its convolution by the gradient of the winning score."""

import copy

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_heatmap(run):
    """Grad-CAM by torch.func: the gradient of the winning scores by the activation of the first layer."""
    layers = run["model"]
    with torch.no_grad():
        activation = torch.nn.functional.conv2d(run["images"], layers[0].weight, layers[0].bias)

    def score(activation):
        hidden = torch.nn.functional.adaptive_avg_pool2d(activation.relu(), 2).flatten(1)
        return (hidden @ layers[4].weight.T + layers[4].bias).max(dim=1).values.sum()

    weights = grad(score)(activation).mean(dim=(2, 3), keepdim=True)
    return (weights * activation).sum(dim=1).relu().detach()


def check_heatmap(run):
    """The heatmap equals that of torch.func.
    热力图与 torch.func 算出的相等。"""
    assert torch.allclose(run["heatmap"], expected_heatmap(run), atol=1e-5)


def check_training(run):
    """At each of the three training steps every gradient equals torch.func's for the cross entropy.
    三步训练中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model, plain = run["model"], torch.nn.Sequential(*copy.deepcopy(list(run["model"])))
    plain[0]._forward_hooks.clear()
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(plain, given, (run["images"],)), run["labels"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None}

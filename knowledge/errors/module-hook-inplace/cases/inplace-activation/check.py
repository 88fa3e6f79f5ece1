"""The map is that of Grad-CAM: what the target layer gave, weighted by the mean gradient of the largest logit."""

import torch
from torch.func import grad


def parts(run):
    """What stands before and behind the target layer's output, without anything in place."""
    model = run["model"]
    layers = list(model)
    position = next(i for i, layer in enumerate(layers) if layer is run["target_layer"])

    def forward(these, x):
        for layer in these:
            x = x.relu() if isinstance(layer, torch.nn.ReLU) else bare(layer, x)
        return x

    return forward, layers[: position + 1], layers[position + 1 :]


def bare(layer, x):
    """The layer without its hooks."""
    return type(layer).forward(layer, x)


def expected_parts(run):
    forward, front, back = parts(run)
    with torch.no_grad():
        activation = forward(front, run["image"])
    gradient = grad(lambda a: forward(back, a)[0].max())(activation)
    return activation, gradient.detach()


def expected_cam(run):
    activation, gradient = expected_parts(run)
    return (gradient.mean(dim=(2, 3), keepdim=True) * activation).sum(dim=1).relu()


def check_cam(run):
    """The map equals the one computed with torch.func from the layer's own output, nothing in place.
    所得的图与用 torch.func 算出的一致：取该层自己的输出，没有任何原地操作。"""
    expected = expected_cam(run)
    assert run["cam"].numel() == expected.numel(), "another shape"
    assert torch.allclose(run["cam"].reshape(expected.shape), expected, atol=1e-6), "another map"


def measure(run):
    if run.error is not None:
        return {"error": str(run.error).split(". This")[0]}
    expected = expected_cam(run)
    return {"percent_off": (100 * (run["cam"] - expected).norm() / expected.norm()).item()}

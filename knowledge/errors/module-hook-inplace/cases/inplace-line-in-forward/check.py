"""The residual network is trained on the cross entropy, and the norms of the gradients are logged on the way."""

import torch
from torch import nn
from torch.nn.functional import batch_norm, conv2d, cross_entropy


def loss_of(values, images, labels):
    """The forward pass written out; returns the outputs of the block's two layers, too."""
    x = conv2d(images, values["0.weight"], values["0.bias"], padding=1)
    convolved = conv2d(x, values["1.conv.weight"], values["1.conv.bias"], padding=1)
    normed = batch_norm(convolved, None, None, values["1.norm.weight"], values["1.norm.bias"], training=True)
    pooled = torch.relu(normed + x).mean(dim=(2, 3))
    return cross_entropy(pooled @ values["4.weight"].T + values["4.bias"], labels), convolved, normed


def expected(run, step):
    """The gradients of the parameters, and the norms of those of the two layers' outputs."""
    values = {name: step.value(p).requires_grad_() for name, p in run["model"].named_parameters()}
    loss, convolved, normed = loss_of(values, run["images"], run["labels"])
    found = torch.autograd.grad(loss, [*values.values(), convolved, normed])
    return dict(zip(values, found)), [gradient.norm().item() for gradient in found[-2:]]


def check_gradients(run):
    """At each of the three steps every gradient equals that of the forward pass written out.
    三步中的每一步，所有梯度都与手写的前向计算所得一致。"""
    assert len(run.steps) == 3
    for step in run.steps:
        gradients, _ = expected(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), gradients[name], atol=1e-5), name


def check_norms(run):
    """The norms that were logged are those of the gradients of the two layers' outputs, at each step.
    记录下来的范数，每一步都等于这两层输出的梯度的范数。"""
    found = {type(module): values for module, values in run["norms"].items()}
    assert len(found) == 2
    for number, step in enumerate(run.steps):
        _, norms = expected(run, step)
        logged = torch.tensor([found[nn.Conv2d][number], found[nn.BatchNorm2d][number]])
        assert torch.allclose(logged, torch.tensor(norms), rtol=1e-3), f"step {number}"


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(". This")[0]}
    step, weight = run.steps[0], run["model"][0].weight
    right, found = expected(run, step)[0]["0.weight"], step.gradient(weight)
    conv = run["model"][1].conv.weight
    return {
        "steps": len(run.steps),
        "percent_off": 100 if found is None else (100 * (found - right).norm() / right.norm()).item(),
        "conv_grad": step.gradient(conv) if step.gradient(conv) is None else "a tensor",
    }

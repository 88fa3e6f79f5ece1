"""Two encoders and a head are trained on the mean squared error; the encoders' outputs stand side by side."""

import torch


def expected_gradients(run, step):
    """The forward pass written out."""
    parameters = list(run["model"].parameters())
    values = [step.value(parameter).requires_grad_() for parameter in parameters]
    image_weight, image_bias, text_weight, text_bias, weight, bias = values
    image, text = run["images"] @ image_weight.T + image_bias, run["texts"] @ text_weight.T + text_bias
    output = image @ weight[:, :4].T + text @ weight[:, 4:].T + bias
    return zip(parameters, torch.autograd.grad((output - run["targets"]).square().mean(), values), strict=True)


def check_gradients(run):
    """At each of three steps every gradient, of both encoders and the head, equals that of the forward pass written out.
    三步中的每一步，两个编码器和 head 的所有梯度都与手写的前向计算所得一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, expected in expected_gradients(run, step):
            assert step.gradient(parameter) is not None, f"a parameter of shape {tuple(parameter.shape)} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-6), tuple(parameter.shape)


def measure(run):
    values = {"steps": len(run.steps), "error": run.error and str(run.error)}
    if run.steps:
        values |= {
            "encoder": run.steps[-1].gradient(run["image_encoder"].weight),
            "head": run.steps[-1].gradient(run["head"].weight).norm().item(),
        }
    return values

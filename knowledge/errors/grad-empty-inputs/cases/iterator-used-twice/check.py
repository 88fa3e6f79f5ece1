"""A linear head is trained on a frozen encoder, with gradients by torch.autograd.grad."""

import torch


def expected_gradients(run, weight, bias):
    """The closed form for the linear head on fixed features: 2/n (f w + b - y), times f for the weight."""
    error = 2 * (run["features"] @ weight.T + bias - run["y"]) / len(run["y"])
    return error.T @ run["features"], error.sum(0)


def check_head_learns(run):
    """At each of the three steps the head has the closed-form gradient of the mean squared error.
    三步中的每一步，head 的梯度都等于均方误差的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = step.value(run["head"].weight), step.value(run["head"].bias)
        for parameter, wanted in zip(run["head"].parameters(), expected_gradients(features_of(run), *values), strict=True):
            assert step.gradient(parameter) is not None, "a parameter of the head has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-5)


def check_encoder_stays(run):
    """The encoder is the same at the first step and after the last.
    encoder 在第一步时与最后一步之后相同。"""
    for parameter in run["encoder"].parameters():
        assert torch.equal(run.steps[0].value(parameter), parameter.detach())


def features_of(run):
    encoder = run["encoder"]
    first = run.steps[0]
    features = torch.tanh(run["x"] @ first.value(encoder.weight).T + first.value(encoder.bias))
    return {"features": features, "y": run["y"]}


def measure(run):
    if len(run.steps) < 3:
        return {"bias": None, "wanted": None}
    last, head = run.steps[2], run["head"]
    wanted = expected_gradients(features_of(run), last.value(head.weight), last.value(head.bias))[1]
    return {"bias": last.gradient(head.bias), "wanted": wanted}

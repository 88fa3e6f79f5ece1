"""The network is trained on the equation u' = -u with u(0) = 1; the slope in closed form."""

import torch


def loss_of(values, points):
    hidden = torch.tanh(points @ values["0.weight"].T + values["0.bias"])
    value = hidden @ values["2.weight"].T + values["2.bias"]
    slope = (1 - hidden**2) * values["0.weight"].T @ values["2.weight"].T
    start = torch.tanh(values["0.bias"]) @ values["2.weight"].T + values["2.bias"]
    return (slope + value).pow(2).mean() + (start - 1).pow(2).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals that of the loss with the slope in closed form.
    三步中的每一步，每个梯度都等于用解析的斜率写出的 loss 的梯度。"""
    net, points = run["net"], run["points"].detach()
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in net.named_parameters()}
        for name, expected in torch.func.grad(loss_of)(values, points).items():
            gradient = step.gradient(net.get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), f"{name}: another gradient"


def measure(run):
    return {"steps": len(run.steps)}

"""Each node receives the sum of its messages, and the messages are trained."""

import torch
from torch.func import grad
from torch.nn.functional import one_hot


def loss_of(values, nodes, source, target, wanted):
    messages = torch.tanh(nodes[source] @ values["message.weight"].T + values["message.bias"])
    received = one_hot(target, len(nodes)).float().T @ messages
    output = torch.cat([nodes, received], dim=1) @ values["update.weight"].T + values["update.bias"]
    return ((output - wanted) ** 2).mean()


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(loss_of)(values, *[run[name] for name in ("nodes", "source", "target", "wanted")])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for sums of messages by a one-hot matrix.
    三步中的每一步，所有梯度都等于用 one-hot 矩阵求和时 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    if not run.steps:
        return {}
    step, weight = run.steps[0], run["model"].message.weight
    expected, gradient = expected_gradients(run, step)["message.weight"], step.gradient(weight)
    return {"percent_off": round(100 * ((gradient - expected).norm() / expected.norm()).item())}

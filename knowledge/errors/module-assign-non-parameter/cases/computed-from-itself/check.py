"""The outputs of the layers are mixed by the softmax of a trained vector."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    """The mean squared error of the mixture, written out."""
    first, second = ((values[f"layers.{i}.weight"], values[f"layers.{i}.bias"]) for i in range(2))
    hidden = torch.tanh(x @ first[0].T + first[1])
    deeper = torch.tanh(hidden @ second[0].T + second[1])
    share = values["layer_weights"].exp() / values["layer_weights"].exp().sum()
    mixed = share[0] * hidden + share[1] * deeper
    return ((mixed @ values["head.weight"].T + values["head.bias"] - y) ** 2).mean()


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(loss_of)(values, run["x"], run["y"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the mixture by softmax, written out.
    三步中的每一步，所有梯度都等于 torch.func 对写开的 softmax 混合求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_mixing_weights_move(run):
    """From its first value on, the vector changes by -0.1 times its gradient in each step, and by nothing else.
    从初值开始，这个向量每一步的变化量都等于 -0.1 乘以梯度，没有别的变化。"""
    vector = run["model"].layer_weights
    values = [*(step.value(vector) for step in run.steps), vector.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(vector), atol=1e-6)


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    ours = list(run["model"].parameters())
    values |= {"parameters": len(ours), "held": sum(id(p) in held for p in ours)}
    vector = run["model"].layer_weights
    if run.steps and run.steps[0].gradient(vector) is not None:
        found, expected = run.steps[0].gradient(vector), expected_gradients(run, run.steps[0])["layer_weights"]
        values["percent_off"] = (100 * (found - expected).norm() / expected.norm()).item()
    return values

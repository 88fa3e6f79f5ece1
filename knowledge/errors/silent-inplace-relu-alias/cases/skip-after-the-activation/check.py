"""A network of two pre-activation residual blocks is trained on the mean squared error."""

import torch
from torch.nn.functional import linear


def output_of(values, x):
    """Out of place, with the skip connections as they are."""
    h = linear(x, values["0.weight"], values["0.bias"])
    for block in ("1.layers.", "2.layers."):
        inner = linear(h.relu(), values[block + "1.weight"], values[block + "1.bias"])
        h = h + linear(inner.relu(), values[block + "3.weight"], values[block + "3.bias"])
    return linear(h, values["3.weight"], values["3.bias"])


def check_gradients(run):
    """At each of the 20 steps every gradient equals that of the network written out of place.
    20 步中的每一步，所有梯度都等于不用原地操作写出的网络的梯度。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        values = {name: step.value(p).requires_grad_() for name, p in run["model"].named_parameters()}
        loss = (output_of(values, run["x"]) - run["y"]).square().mean()
        expected = dict(zip(values, torch.autograd.grad(loss, list(values.values()))))
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def inputs_of_a_block(run):
    """The input of the first block before and after it was called."""
    with torch.no_grad():
        h = run["model"][0](run["x"])
        before = h.clone()
        run["model"][1](h)
    return before, h


def measure(run):
    before, after = inputs_of_a_block(run)
    values = {name: p.detach() for name, p in run["model"].named_parameters()}
    with torch.no_grad():
        wrong = (run["model"](run["x"]) - output_of(values, run["x"])).abs().max()
    return {
        "changed": int((before != after).sum()),
        "elements": before.numel(),
        "difference": float(wrong),
        "spread": float(output_of(values, run["x"]).std()),
    }


def probe(run):
    """The block changes its input, and the model's output is not that of the network written out of place."""
    values = measure(run)
    return values["changed"] > 0 and values["difference"] > 1e-3

"""The encoder is trained on the contrastive loss against the keys of the rounds before."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def loss_of(values, key, queue, x):
    """The loss, written out; the keys are constants."""
    query = linear(x, values["encoder.weight"], values["encoder.bias"])
    logits = torch.cat([(query * key).sum(dim=1, keepdim=True), query @ queue.T], dim=1)
    return cross_entropy(logits, torch.zeros(len(x), dtype=torch.long))


def expected_gradients(run):
    """Of each step, with the queue as it was in its forward pass."""
    queue = torch.zeros(12, 8)
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        key = linear(run["second"][number], values["encoder.weight"], values["encoder.bias"])
        yield grad(loss_of)(values, key, queue.clone(), run["first"][number])
        queue[4 * number : 4 * number + 4] = key


def check_gradients(run):
    """At each of the three steps the encoder's gradient is that of the loss against the keys of the rounds before.
    三步中的每一步，encoder 的梯度都等于当前 loss 对之前各轮 key 求得的梯度。"""
    assert len(run.steps) == 3
    for step, expected in zip(run.steps, expected_gradients(run), strict=True):
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None}
    if run.steps:
        weight = run["model"].encoder.weight
        found, expected = run.steps[0].gradient(weight), next(expected_gradients(run))["encoder.weight"]
        values["percent_off"] = (100 * (found - expected).norm() / expected.norm()).item()
    return values

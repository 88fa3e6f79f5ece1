"""An encoder is trained to give two texts of different length the same code."""

import torch
from torch.nn.functional import linear


def loss_of(values, run):
    def encode(tokens):
        hidden = linear(tokens, values["linear.weight"], values["linear.bias"])
        hidden = (hidden - hidden.mean(1, keepdim=True)) / hidden.std(1, keepdim=True)
        return linear((tokens + torch.tanh(hidden)).amax(1), values["weight"], values["bias"])

    return (encode(run["query"]) - encode(run["passage"])).square().mean()


def off(step, run):
    """The distance of the gradients at this step from the reference, as a share of its norm."""
    named = {
        name.removeprefix("_orig_mod."): p
        for name, p in [*run["block"].named_parameters(), *run["head"].named_parameters()]
    }
    expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in named.items()}, run)
    found = torch.cat(
        [torch.zeros(p.numel()) if step.gradient(p) is None else step.gradient(p).flatten() for p in named.values()]
    )
    wanted = torch.cat([expected[name].flatten() for name in named])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """At each of the three steps the gradients equal torch.func.grad of the same encoder, neither compiled nor checkpointed.
    三步中的每一步，梯度都等于对同一编码器（不编译、不用 checkpoint）做 torch.func.grad 的结果。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def measure(run):
    error = f"{type(run.error).__name__}: {str(run.error).splitlines()[0]}" if run.error else None
    return {"error": error, "steps": len(run.steps)}

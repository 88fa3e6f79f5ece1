"""The network is trained in three epochs of four batches, each batch normalised by its own statistics."""

import torch
from torch.nn.functional import linear


def loss_of(values, inputs, targets):
    hidden = linear(inputs, values["0.weight"], values["0.bias"])
    mean, variance = hidden.mean(0), hidden.var(0, correction=0)
    hidden = (hidden - mean) / torch.sqrt(variance + 1e-5) * values["1.weight"] + values["1.bias"]
    return ((linear(torch.relu(hidden), values["3.weight"], values["3.bias"]) - targets) ** 2).mean()


def off(step, run, number):
    parameters = dict(run["model"].named_parameters())
    inputs, targets = run["batches"][number % 4]
    expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in parameters.items()}, inputs, targets)
    found = torch.cat([step.gradient(p).flatten() for p in parameters.values()])
    expected = torch.cat([expected[name].flatten() for name in parameters])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """At each of the 12 steps the gradient equals torch.func.grad of the network that normalises by the batch's own mean and variance.
    12 步中的每一步，梯度都等于 torch.func.grad 对“用本 batch 的均值和方差归一化的网络”求导的结果。"""
    assert len(run.steps) == 12
    for number, step in enumerate(run.steps):
        assert off(step, run, number) < 1e-4, f"step {number} is off by {off(step, run, number):.2g}"


def check_the_running_statistics(run):
    """The running statistics were updated 12 times, once for each training batch.
    running statistics 更新了 12 次，每个训练 batch 一次。"""
    assert run["model"][1].num_batches_tracked == 12, run["model"][1].num_batches_tracked


def check_the_weights_move(run):
    """The weights of the three layers differ from their values at the first step.
    三层的 weight 都与第一步时的值不同。"""
    weights = [run["model"][layer].weight for layer in (0, 1, 3)]
    assert all(not torch.equal(weight, run.steps[0].value(weight)) for weight in weights)


def measure(run):
    return {
        "tracked": int(run["model"][1].num_batches_tracked),
        "steps": len(run.steps),
        "right": sum(off(step, run, number) < 1e-4 for number, step in enumerate(run.steps)),
        "off": round(off(run.steps[-1], run, len(run.steps) - 1), 4),
    }


def probe(run):
    """Some training steps left the running statistics as they were."""
    return int(run["model"][1].num_batches_tracked) < len(run.steps)

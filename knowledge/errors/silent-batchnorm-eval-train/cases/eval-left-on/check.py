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


def evaluations(run):
    """What the evaluation behind each epoch gives by the running statistics of the training batches."""
    parameters = dict(run["model"].named_parameters())
    after = [{name: step.value(p) for name, p in parameters.items()} for step in run.steps[4::4]] + [parameters]
    mean, variance, losses = torch.zeros(8), torch.ones(8), []
    for number, step in enumerate(run.steps):
        hidden = linear(
            run["batches"][number % 4][0], step.value(parameters["0.weight"]), step.value(parameters["0.bias"])
        )
        mean, variance = 0.9 * mean + 0.1 * hidden.mean(0), 0.9 * variance + 0.1 * hidden.var(0)
        if number % 4 == 3:
            values, held_out = after[number // 4], run["held_out"]
            hidden = linear(held_out, values["0.weight"], values["0.bias"])
            hidden = (hidden - mean) / torch.sqrt(variance + 1e-5) * values["1.weight"] + values["1.bias"]
            output = linear(torch.relu(hidden), values["3.weight"], values["3.bias"])
            losses.append(((output - held_out.sum(1, keepdim=True)) ** 2).mean().item())
    return losses


def check_the_evaluations(run):
    """After each of the three epochs a line is printed that ends in the loss on the held-out data, normalised by the running statistics.
    三个 epoch 之后各打印一行，行末是留出数据上用 running statistics 归一化算出的 loss。"""
    found = [float(line.split()[-1]) for line in run.stdout.splitlines()]
    assert len(found) == 3, run.stdout
    assert torch.allclose(torch.tensor(found), torch.tensor(evaluations(run)), atol=1e-4), (found, evaluations(run))


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

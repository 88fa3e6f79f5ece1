"""Both ranks train the generator alone: each step uses the mean over the ranks of the gradients on their own noise."""

import torch
from torch.nn.functional import linear


def loss_of(values, noise, critic):
    hidden = torch.tanh(linear(noise, values["weight"], values["bias"]))
    return -linear(hidden, critic.weight.detach(), critic.bias.detach()).mean()


def compare(step, run):
    generator = dict(run["network"].generator.named_parameters())
    values = {name: step.value(p) for name, p in generator.items()}
    per_rank = [torch.func.grad(loss_of)(values, noise, run["network"].critic) for noise in run["data"]]
    assert all(step.gradient(p) is not None for p in generator.values()), "the generator has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in generator.values()])
    expected = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in generator])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, the generator's gradients equal the mean over both ranks of what torch.func.grad gives on each rank's noise.
    每个 rank 的三步中，generator 的梯度都等于 torch.func.grad 在两个 rank 各自噪声上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert compare(step, run) < 1e-4, f"step {number} is off by {compare(step, run):.2g}"


def check_the_critic_rests(run):
    """The optimizer steps the generator's two parameters and no others.
    优化器只更新 generator 的两个参数。"""
    assert all(len(step.tensors) == 2 for step in run.steps)


def check_the_generator_moves(run):
    """In every rank the generator's weight differs from its value at the first step.
    每个 rank 中，generator 的 weight 都与第一步时的值不同。"""
    weight = run["network"].generator.weight
    assert not torch.equal(weight, run.steps[0].value(weight))


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {str(run.error).split('. ')[0]}"
    return {"error": error, "percent": round(100 * compare(run.steps[0], run)), "steps": len(run.steps)}

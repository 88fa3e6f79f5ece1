"""In each epoch a step for batches 0 to 3, one for 4 to 7, and one for the two that are left."""

import torch
from torch.func import functional_call, grad


def mean_gradients(run, step, batches):
    """The gradients, at a step, of the mean squared error over every sample of these batches."""
    x, y = torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches])
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda values: (functional_call(run["model"], values, (x,)) - y).pow(2).mean())(values)


def joint(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients])


def found_at(run, step):
    gradients = [step.gradient(parameter) for parameter in run["model"].parameters()]
    assert all(gradient is not None for gradient in gradients), "a parameter has no gradient"
    return joint(gradients)


def groups(run):
    return [run["batches"][0:4], run["batches"][4:8], run["batches"][8:10]] * 2


def check_gradients(run):
    """There are six steps, and at each the gradients equal those of the mean over the samples of its four, four or two batches.
    共有六步，每一步的梯度都等于该步的四个、四个或两个 batch 中全部样本的平均 loss 的梯度。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for number, (step, batches) in enumerate(zip(run.steps, groups(run))):
        expected = joint(mean_gradients(run, step, batches).values())
        assert torch.allclose(found_at(run, step), expected, atol=1e-5), f"step {number}: another gradient"


def check_twenty_backwards(run):
    """One backward for each of the ten batches of the two epochs.
    两个 epoch 的十个 batch 各做一次 backward。"""
    assert len(run.backwards) == 20


def measure(run):
    first_of_the_second = next(
        (step for step in run.steps if torch.equal(step.value(run["model"][0].weight), second_epoch(run))), None
    )
    if first_of_the_second is None:
        return {"steps": len(run.steps)}
    expected = joint(mean_gradients(run, first_of_the_second, run["batches"][:4]).values())
    off = (found_at(run, first_of_the_second) - expected).norm() / expected.norm()
    last = len(run.steps) >= 3 and joint(mean_gradients(run, run.steps[2], run["batches"][8:10]).values())
    short = (100 * found_at(run, run.steps[2]).norm() / last.norm()).item() if len(run.steps) == 6 else 100.0
    return {"percent": (100 * off).item(), "short": short, "steps": len(run.steps)}


def second_epoch(run):
    """The first weight when the second epoch begins."""
    return run.backwards[10].value(run["model"][0].weight)


def probe(run):
    """Fewer steps than groups."""
    return len(run.steps) < 6

"""The model takes one step on the mean squared error of each four batches together."""

import torch


def right(run, index):
    """The gradient of the mean squared error of the step's 16 samples with respect to the weight, in closed form."""
    model, step, half = run["model"], run.steps[index], index % 2
    inputs, targets = run["x"][16 * half : 16 * half + 16], run["y"][16 * half : 16 * half + 16]
    residual = inputs @ step.value(model.weight).T + step.value(model.bias) - targets
    return 2 * residual.T @ inputs / len(inputs)


def wrong_steps(run):
    weight = run["model"].weight
    found = [(step.gradient(weight), right(run, index)) for index, step in enumerate(run.steps)]
    return sum(gradient is None or not torch.allclose(gradient, wanted, atol=1e-5) for gradient, wanted in found)


def check_gradients(run):
    """At each of the ten steps the weight's gradient equals the closed form for the four batches together.
    十步中的每一步，weight 的梯度都等于四个 batch 合在一起的解析梯度。"""
    assert len(run.steps) == 10
    assert wrong_steps(run) == 0, f"{wrong_steps(run)} steps have another gradient"


def check_small_batches(run):
    """Forty backwards ran, one for each batch of four samples.
    backward 共做了四十次，每个 4 样本的 batch 一次。"""
    assert len(run.backwards) == 40


def measure(run):
    weight = run["model"].weight
    return {
        "steps": len(run.steps),
        "wrong": wrong_steps(run),
        "found": run.steps[0].gradient(weight),
        "expected": right(run, 0),
    }


def probe(run):
    """The gradient at a step is what the last backward added, though more backwards belong to the step."""
    weight = run["model"].weight
    pairs = [(step.gradient(weight), back.added(weight)) for step, back in zip(run.steps, run.backwards[3::4])]
    return all(held is not None and torch.equal(held, added) for held, added in pairs)

"""The hypernetwork is trained through the weights that it gives to the main network."""

import torch


def check_hyper_learns(run):
    """At each of the five steps the hypernetwork's gradients equal the closed form for that task.
    五步中的每一步，超网络的梯度都等于该任务的解析解。"""
    hyper, x = run["hyper"], run["x"]
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step, task, y in zip(run.steps, run["tasks"], run["targets"]):
        made = (step.value(hyper.weight) @ task + step.value(hyper.bias)).view(2, 3)
        slope = (2 * (x @ made.T - y) / y.numel()).T @ x
        assert step.gradient(hyper.weight) is not None, "hyper.weight has no gradient"
        assert torch.allclose(step.gradient(hyper.weight), slope.flatten()[:, None] * task, atol=1e-5)
        assert torch.allclose(step.gradient(hyper.bias), slope.flatten(), atol=1e-5)


def check_hyper_moves(run):
    """Each step changes the hypernetwork's weight by -0.1 times its gradient.
    每一步，超网络的 weight 的变化量都等于 -0.1 乘以梯度。"""
    weight = run["hyper"].weight
    values = [*(step.value(weight) for step in run.steps), weight.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(weight), atol=1e-6)


def measure(run):
    weight = run["hyper"].weight
    moved = (weight - run.steps[0].value(weight)).abs().max().item()
    return {"steps": len(run.steps), "moved": moved, "gradient": weight.grad}


def probe(run):
    """The hypernetwork has no gradient although the losses were differentiated."""
    return len(run.backwards) == 5 and run["hyper"].weight.grad is None

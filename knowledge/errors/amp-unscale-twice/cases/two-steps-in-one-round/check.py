"""Encoder and heads are trained with a step for each task in turn."""

import torch
from torch.nn.functional import linear


def expected_gradient(run, step, task):
    """The gradient of the encoder's weight for the mean squared error of one task."""
    head = run["heads"][task]

    def loss(weight):
        hidden = torch.tanh(linear(run["x"], weight, step.value(run["encoder"].bias)))
        return (linear(hidden, step.value(head.weight), step.value(head.bias)) - run["targets"][task]).pow(2).mean()

    return torch.func.grad(loss)(step.value(run["encoder"].weight))


def check_gradients(run):
    """There are six steps, the tasks in turn, and at each the encoder's weight has, to a twentieth of its norm, the gradient of that task's mean squared error.
    共有六步，两个任务轮流，每一步 encoder 的 weight 的梯度都等于该任务的均方误差的梯度，误差不超过其范数的二十分之一。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for step, task in zip(run.steps, ("age", "height") * 3):
        expected, found = expected_gradient(run, step, task), step.gradient(run["encoder"].weight)
        assert found is not None, "the encoder has no gradient"
        assert (found - expected).norm() <= 0.05 * expected.norm(), "another gradient"


def check_each_step_moves(run):
    """Each step but the last changes the encoder's weight by -0.1 times its gradient.
    除最后一步外，每一步都使 encoder 的 weight 变化 -0.1 乘以它的梯度。"""
    weight = run["encoder"].weight
    for step, following in zip(run.steps, run.steps[1:]):
        moved = step.value(weight) - 0.1 * step.gradient(weight)
        assert torch.allclose(following.value(weight), moved, atol=1e-6)


def measure(run):
    times = 0.0
    if len(run.steps) > 1:
        expected = expected_gradient(run, run.steps[1], "height")
        times = (run.steps[1].gradient(run["encoder"].weight).norm() / expected.norm()).item()
    return {"steps": len(run.steps), "times": times}

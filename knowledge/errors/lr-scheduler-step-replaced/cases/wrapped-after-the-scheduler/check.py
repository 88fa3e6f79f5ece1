"""The learning rate is halved after each epoch, each step is timed, and the scheduler can see the steps."""

import torch


def rates(run):
    """The learning rate of each step, from how far the weight moved along its gradient."""
    weight = run["model"].weight
    values = [step.value(weight) for step in run.steps] + [weight.detach()]
    moves = [before - after for before, after in zip(values, values[1:])]
    gradients = [step.gradient(weight) for step in run.steps]
    return torch.stack([(move * g).sum() / (g * g).sum() for move, g in zip(moves, gradients) if g is not None])


def check_rates(run):
    """The four steps use the learning rates 0.1, 0.05, 0.025, 0.0125, measured by how far the weight moves.
    四步所用的学习率依次为 0.1、0.05、0.025、0.0125，由 weight 的变化量测得。"""
    assert torch.allclose(rates(run), torch.tensor([0.1, 0.05, 0.025, 0.0125]), rtol=1e-3), rates(run)


def check_gradients(run):
    """At each step the weight's gradient equals the closed form of the mean squared error.
    每一步 weight 的梯度都等于均方误差的解析梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        found, expected = step.gradient(model.weight), 2 * residual.T @ x / len(x)
        assert found is not None, "weight has no gradient"
        assert torch.allclose(found, expected, atol=1e-5)


def check_each_step_is_timed(run):
    """There is one time for each step.
    每一步都有一个用时。"""
    assert len(run["seconds"]) == len(run.steps) == 4


def check_the_order_is_watched(run):
    """The step that is called is the one that the scheduler wrapped.
    被调用的 step 就是 scheduler 包装过的那个。"""
    assert run["scheduler"].optimizer is run["optimizer"]
    assert hasattr(run["optimizer"].step, "_wrapped_by_lr_sched")


def measure(run):
    return {"rates": rates(run), "warned": sum("overridden" in message for _, message in run.warnings)}

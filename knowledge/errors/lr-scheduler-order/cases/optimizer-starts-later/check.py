"""The generator is trained in each epoch, the discriminator from the fourth on; both schedules begin with 0.1."""

import torch


def rates(run, weight):
    """The learning rate of each step on this weight, from how far it moved along its gradient."""
    steps = [step for step in run.steps if step.has(weight) and step.gradient(weight) is not None]
    values = [step.value(weight) for step in steps] + [weight.detach()]
    moves = [before - after for before, after in zip(values, values[1:])]
    gradients = [step.gradient(weight) for step in steps]
    return torch.stack([(move * g).sum() / (g * g).sum() for move, g in zip(moves, gradients)])


def check_rates_of_the_discriminator(run):
    """The discriminator's three steps use the learning rates 0.1, 0.05, 0.025, measured by how far its weight moves.
    discriminator 的三步所用的学习率依次为 0.1、0.05、0.025，由 weight 的变化量测得。"""
    used = rates(run, run["discriminator"].weight)
    assert len(used) == 3, f"{len(used)} steps"
    assert torch.allclose(used, torch.tensor([0.1, 0.05, 0.025]), rtol=1e-3), used


def check_rates_of_the_generator(run):
    """The generator's six steps use the learning rates 0.1, 0.05, … 0.003125, measured by how far its weight moves.
    generator 的六步所用的学习率依次为 0.1、0.05……0.003125，由 weight 的变化量测得。"""
    used = rates(run, run["generator"].weight)
    assert len(used) == 6, f"{len(used)} steps"
    assert torch.allclose(used, 0.1 / 2 ** torch.arange(6), rtol=1e-2), used


def check_gradients_of_the_generator(run):
    """Before the fourth epoch the generator has the closed-form gradient of the mean squared error, then another one.
    第四个 epoch 之前，generator 的梯度等于均方误差的解析解，之后则不同。"""
    generator, x, real = run["generator"], run["x"], run["real"]
    steps = [step for step in run.steps if step.has(generator.weight)]
    for epoch, step in enumerate(steps):
        residual = x @ step.value(generator.weight).T + step.value(generator.bias) - real
        alone = 2 * residual.T @ x / residual.numel()
        assert torch.allclose(step.gradient(generator.weight), alone, atol=1e-5) == (epoch < 3), f"epoch {epoch}"


def measure(run):
    warned = sum("before `optimizer.step()`" in message for _, message in run.warnings)
    return {"rates": rates(run, run["discriminator"].weight), "warned": warned}

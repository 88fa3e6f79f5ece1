"""The discriminator is trained in each of the six rounds, the generator in every other one."""

import torch


def steps_of(run, module):
    return [step for step in run.steps if step.has(run[module].weight)]


def check_generator(run):
    """The generator takes three steps, each with a gradient other than zero.
    generator 走了三步，每一步的梯度都不为零。"""
    steps = steps_of(run, "generator")
    assert len(steps) == 3, f"the generator took {len(steps)} steps"
    for step in steps:
        gradient = step.gradient(run["generator"].weight)
        assert gradient is not None and gradient.norm() > 0, "a step without a gradient"


def check_discriminator(run):
    """The discriminator takes six steps, each with a gradient other than zero.
    discriminator 走了六步，每一步的梯度都不为零。"""
    steps = steps_of(run, "discriminator")
    assert len(steps) == 6, f"the discriminator took {len(steps)} steps"
    assert all(step.gradient(run["discriminator"].weight).norm() > 0 for step in steps)


def check_generator_gradients(run):
    """Each step of the generator has, to a tenth of its norm, the gradient of one of the losses g_loss that were differentiated, in closed form.
    generator 每一步的梯度都等于某次反向传播的 g_loss 的解析梯度，误差不超过其范数的十分之一。"""
    noises = replay(run)
    rounds = steps_of(run, "discriminator")[::2]
    for step, noise, critic_step in zip(steps_of(run, "generator"), noises, rounds):
        weight, bias = (step.value(parameter) for parameter in run["generator"].parameters())
        critic = [critic_step.value(parameter) for parameter in run["discriminator"].parameters()]
        scores = (noise @ weight.T + bias) @ critic[0].T + critic[1]
        expected = ((scores.sigmoid() - 1) / len(noise) @ critic[0]).T @ noise
        found = step.gradient(run["generator"].weight)
        assert (found - expected).norm() <= 0.1 * expected.norm(), "another gradient"


def replay(run):
    """The noise of the rounds in which the generator is trained, drawn as the program draws it."""
    torch.manual_seed(0)
    torch.nn.Linear(4, 6), torch.nn.Linear(6, 1)
    drawn = [(torch.randn(16, 6), torch.randn(16, 4)) for _ in range(6)]
    return [noise for _, noise in drawn[::2]]


def measure(run):
    steps = steps_of(run, "generator")
    idle = sum(step.gradient(run["generator"].weight).norm().item() == 0 for step in steps)
    return {"steps": len(steps), "idle": idle}

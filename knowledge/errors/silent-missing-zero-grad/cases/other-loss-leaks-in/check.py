"""The generator is trained on its loss, the discriminator on its own loss alone."""

import torch
from torch.func import grad
from torch.nn.functional import binary_cross_entropy_with_logits as bce


def discriminator_loss(values, real, fake):
    weight, bias = values
    on_real, on_fake = real @ weight.T + bias, fake @ weight.T + bias
    return bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))


def generator_loss(values, critic, noise):
    (weight, bias), (critic_weight, critic_bias) = values, critic
    output = (noise @ weight.T + bias) @ critic_weight.T + critic_bias
    return bce(output, torch.ones_like(output))


def moments(run):
    """For each round: the generator's step, the discriminator's, and the values of both before them."""
    g, d = run["generator"], run["discriminator"]
    of_g, of_d = [s for s in run.steps if s.has(g.weight)], [s for s in run.steps if s.has(d.weight)]
    assert len(of_g) == len(of_d) == 3
    for step_g, step_d in zip(of_g, of_d):
        values_g = (step_g.value(g.weight), step_g.value(g.bias))
        values_d = (step_d.value(d.weight), step_d.value(d.bias))
        yield step_g, step_d, values_g, values_d


def right_for_discriminator(run, values_g, values_d):
    fake = run["noise"] @ values_g[0].T + values_g[1]
    return grad(discriminator_loss)(values_d, run["real"], fake)


def check_discriminator(run):
    """At each of its three steps the discriminator's gradients equal those of torch.func for its own loss alone.
    discriminator 的三步中，每一步的梯度都等于 torch.func 仅对它自己的 loss 求得的梯度。"""
    d = run["discriminator"]
    for _, step, values_g, values_d in moments(run):
        weight, bias = right_for_discriminator(run, values_g, values_d)
        assert torch.allclose(step.gradient(d.weight), weight, atol=1e-5)
        assert torch.allclose(step.gradient(d.bias), bias, atol=1e-5)


def check_generator(run):
    """At each of its three steps the generator's gradients equal those of torch.func for the generator's loss.
    generator 的三步中，每一步的梯度都等于 torch.func 对 generator 的 loss 求得的梯度。"""
    g = run["generator"]
    for step, _, values_g, values_d in moments(run):
        weight, bias = grad(generator_loss)(values_g, values_d, run["noise"])
        assert torch.allclose(step.gradient(g.weight), weight, atol=1e-5)
        assert torch.allclose(step.gradient(g.bias), bias, atol=1e-5)


def check_both_move(run):
    """Both weights change between their first and their last step.
    两个网络的 weight 在各自的第一步和最后一步之间都发生了变化。"""
    rounds = list(moments(run))
    assert not torch.equal(rounds[0][2][0], rounds[-1][2][0])
    assert not torch.equal(rounds[0][3][0], rounds[-1][3][0])


def measure(run):
    _, step, values_g, values_d = next(moments(run))
    return {
        "found": step.gradient(run["discriminator"].weight),
        "expected": right_for_discriminator(run, values_g, values_d)[0],
    }


def probe(run):
    """At some step the optimizer did not hold what the last backward added."""
    pairs = [
        (step.gradient(parameter), back.added(parameter))
        for back, step in zip(run.backwards, run.steps)
        for parameter in step.tensors.values()
    ]
    return any(found is None or not torch.allclose(found, new, atol=1e-6) for found, new in pairs if new is not None)

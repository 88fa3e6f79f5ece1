"""The discriminator is trained on its loss, the generator on its own, through the discriminator."""

import torch
from torch.func import functional_call, grad


def score(network, values, x):
    return functional_call(network, values, (x,))


def values_of(network, step):
    return {name: step.value(p) for name, p in network.named_parameters()}


def d_loss(values, run, real, fake):
    return -torch.mean(torch.log(score(run["D"], values, real)) + torch.log(1 - score(run["D"], values, fake)))


def g_loss(values, run, critic, idea):
    return torch.mean(torch.log(1 - score(run["D"], critic, score(run["G"], values, idea))))


def same(network, step, expected):
    pairs = [(step.gradient(p), expected[name]) for name, p in network.named_parameters()]
    return all(found is not None and torch.allclose(found, wanted, atol=1e-6) for found, wanted in pairs)


def rounds(run):
    """Of each round: both steps, the discriminator's values after its step, and the data."""
    discriminators, generators = run.steps[::2], run.steps[1::2]
    after = [values_of(run["D"], step) for step in discriminators[1:]]
    after.append({name: p.detach() for name, p in run["D"].named_parameters()})
    return zip(discriminators, generators, after, run["reals"], run["ideas"], strict=True)


def check_discriminator(run):
    """In each of the three rounds the discriminator is stepped first, with the gradient of its own loss alone.
    三轮中的每一轮，都先更新判别器，而且它的梯度只来自它自己的 loss。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    assert all(step.has(run["D"][0].weight) for step in run.steps[::2]), "the generator was stepped first"
    for step, following, _, real, idea in rounds(run):
        fake = score(run["G"], values_of(run["G"], following), idea)
        assert same(run["D"], step, grad(d_loss)(values_of(run["D"], step), run, real, fake)), "another gradient"


def check_generator(run):
    """In each of the three rounds the generator has the gradient of its loss, scored by the discriminator before its step or after.
    三轮中的每一轮，生成器的梯度都等于它自己的 loss 的梯度，打分的是更新前或更新后的判别器。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for step, following, after, _, idea in rounds(run):
        generator = values_of(run["G"], following)
        wanted = [grad(g_loss)(generator, run, critic, idea) for critic in (values_of(run["D"], step), after)]
        assert any(same(run["G"], following, expected) for expected in wanted), "another gradient"


def measure(run):
    if run.error is not None:
        return {"error": str(run.error).split(": [")[0], "steps": len(run.steps)}
    step, weight = run.steps[0], run["D"][0].weight
    fake = score(run["G"], values_of(run["G"], run.steps[1]), run["ideas"][0])
    expected = grad(d_loss)(values_of(run["D"], step), run, run["reals"][0], fake)["0.weight"]
    off = (step.gradient(weight) - expected).norm() / expected.norm()
    return {"percent_off": (100 * off).item(), "steps": len(run.steps)}

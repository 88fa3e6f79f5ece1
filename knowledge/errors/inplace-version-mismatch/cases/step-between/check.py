"""The discriminator is trained to tell real from fake, the generator to be taken for real: each by its own loss."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import softplus


def of(module, step):
    return {name: step.value(parameter) for name, parameter in module.named_parameters()}


def steps_of(run, module):
    return [step for step in run.steps if step.has(next(module.parameters()))]


def discriminator_gradient(run, number):
    """The gradient of softplus(-D(real)) + softplus(D(fake)), the fake taken as given."""
    generator, discriminator = run["generator"], run["discriminator"]
    fake = functional_call(generator, of(generator, steps_of(run, generator)[number]), run["noises"][number]).detach()

    def loss(values):
        scores = functional_call(discriminator, values, run["reals"][number])
        return softplus(-scores).mean() + softplus(functional_call(discriminator, values, fake)).mean()

    return grad(loss)(of(discriminator, steps_of(run, discriminator)[number]))


def generator_gradient(run, number, of_discriminator):
    """The gradient of softplus(-D(G(noise))) by the generator, the discriminator taken as given."""
    generator, discriminator = run["generator"], run["discriminator"]

    def loss(values):
        fake = functional_call(generator, values, run["noises"][number])
        return softplus(-functional_call(discriminator, of_discriminator, fake)).mean()

    return grad(loss)(of(generator, steps_of(run, generator)[number]))


def agree(step, module, expected):
    return all(
        step.gradient(parameter) is not None and torch.allclose(step.gradient(parameter), expected[name], atol=1e-5)
        for name, parameter in module.named_parameters()
    )


def discriminators(run, number):
    """The discriminator before its step of that number, and after it."""
    steps = steps_of(run, run["discriminator"])
    now = {name: parameter.detach() for name, parameter in run["discriminator"].named_parameters()}
    after = of(run["discriminator"], steps[number + 1]) if number + 1 < len(steps) else now
    return of(run["discriminator"], steps[number]), after


def check_discriminator_learns(run):
    """At each of its three steps the discriminator has the gradient that torch.func gives for its own loss.
    三步中的每一步，discriminator 的梯度都等于 torch.func 对它自己的 loss 求得的梯度。"""
    steps = steps_of(run, run["discriminator"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        assert agree(step, run["discriminator"], discriminator_gradient(run, number)), f"step {number}"


def check_generator_learns(run):
    """At each of its three steps the generator has torch.func's gradient of its own loss, D before or after its step.
    三步中的每一步，generator 的梯度都等于 torch.func 对它自己的 loss 求得的梯度，其中 D 取更新之前或之后的值。"""
    steps = steps_of(run, run["generator"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        expected = (generator_gradient(run, number, given) for given in discriminators(run, number))
        assert any(agree(step, run["generator"], gradient) for gradient in expected), f"step {number}"


def steps_off(run, module, expected):
    """How far the first gradient of the module's first weight is from the expected one, in percent of its norm."""
    found = steps_of(run, module)[0].gradient(module[0].weight)
    return None if found is None else min((100 * (found - right).norm() / right.norm()).item() for right in expected)


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}
    generator, discriminator = run["generator"], run["discriminator"]
    if steps_of(run, discriminator) and steps_of(run, generator):
        both = [generator_gradient(run, 0, given)["0.weight"] for given in discriminators(run, 0)]
        values["generator_off"] = steps_off(run, generator, both)
        values["discriminator_off"] = steps_off(run, discriminator, [discriminator_gradient(run, 0)["0.weight"]])
    return values

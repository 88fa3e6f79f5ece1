"""The critic's score of real samples is driven up, and that of fake samples down."""

import torch
from torch.func import functional_call, grad


def expected_at(run, step, noise):
    """torch.func's gradient of the mean score of the fake samples minus that of the real ones."""
    critic, fake = run["critic"], run["generator"](noise).detach()
    values = {name: step.value(parameter) for name, parameter in critic.named_parameters()}
    mean = lambda values, samples: functional_call(critic, values, (samples,)).mean()  # noqa: E731
    return grad(lambda values: mean(values, fake) - mean(values, run["real"]))(values)


def check_gradients(run):
    """At each of the three steps the critic has torch.func's gradient of fake score minus real score.
    三步中的每一步，critic 的梯度都等于 torch.func 对“假样本得分减真样本得分”求得的梯度。"""
    for step, noise in zip(run.steps, run["noises"], strict=True):
        for name, expected in expected_at(run, step, noise).items():
            gradient = step.gradient(run["critic"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    if not run.steps:
        return {"percent": "not computed"}
    found, expected = run.steps[0].gradient(run["critic"][0].weight), expected_at(run, run.steps[0], run["noises"][0])
    difference = (found - expected["0.weight"]).norm() / expected["0.weight"].norm()
    return {"percent": round(100 * difference.item())}

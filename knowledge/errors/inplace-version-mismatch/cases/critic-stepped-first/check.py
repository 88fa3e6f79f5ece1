"""The critic learns the target; the actor is trained through the critic: each by its own loss."""

import torch
from torch.func import functional_call, grad


def of(module, step):
    return {name: step.value(parameter) for name, parameter in module.named_parameters()}


def steps_of(run, module):
    return [step for step in run.steps if step.has(next(module.parameters()))]


def critics(run, number):
    """The critic before its step of that number, and after it."""
    steps = steps_of(run, run["critic"])
    now = {name: parameter.detach() for name, parameter in run["critic"].named_parameters()}
    return of(run["critic"], steps[number]), of(run["critic"], steps[number + 1]) if number + 1 < len(steps) else now


def critic_gradient(run, number):
    """The gradient of the mean squared error to the target."""
    state, action, target, _ = (part[number] for part in run["rollouts"])

    def loss(values):
        return (functional_call(run["critic"], values, torch.cat([state, action], 1)) - target).pow(2).mean()

    return grad(loss)(of(run["critic"], steps_of(run, run["critic"])[number]))


def actor_gradient(run, number, critic):
    """The gradient of -0.1 * log_std - Q(state, action) by the actor, the critic taken as given."""
    state, _, _, noise = (part[number] for part in run["rollouts"])

    def loss(values):
        mean, log_std = functional_call(run["actor"], values, state).chunk(2, 1)
        action = torch.tanh(mean + log_std.exp() * noise)
        return (-0.1 * log_std - functional_call(run["critic"], critic, torch.cat([state, action], 1))).mean()

    return grad(loss)(of(run["actor"], steps_of(run, run["actor"])[number]))


def agree(step, module, expected):
    return all(
        step.gradient(parameter) is not None and torch.allclose(step.gradient(parameter), expected[name], atol=1e-5)
        for name, parameter in module.named_parameters()
    )


def check_critic_learns(run):
    """At each of its three steps the critic has the gradient that torch.func gives for its own loss.
    三步中的每一步，critic 的梯度都等于 torch.func 对它自己的 loss 求得的梯度。"""
    steps = steps_of(run, run["critic"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        assert agree(step, run["critic"], critic_gradient(run, number)), f"step {number}"


def check_actor_learns(run):
    """At each of its three steps the actor has torch.func's gradient of its own loss, the critic before or after its step.
    三步中的每一步，actor 的梯度都等于 torch.func 对它自己的 loss 求得的梯度，其中 critic 取更新之前或之后的值。"""
    steps = steps_of(run, run["actor"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        expected = (actor_gradient(run, number, given) for given in critics(run, number))
        assert any(agree(step, run["actor"], gradient) for gradient in expected), f"step {number}"


def steps_off(run, module, expected):
    """How far the first gradient of the module's first weight is from the expected one, in percent of its norm."""
    found = steps_of(run, module)[0].gradient(module[0].weight)
    return min((100 * (found - right).norm() / right.norm()).item() for right in expected)


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None}
    if steps_of(run, run["critic"]) and steps_of(run, run["actor"]):
        both = [actor_gradient(run, 0, given)["0.weight"] for given in critics(run, 0)]
        values["actor_off"] = steps_off(run, run["actor"], both)
        values["critic_off"] = steps_off(run, run["critic"], [critic_gradient(run, 0)["0.weight"]])
    return values

"""The actor follows the policy gradient, weighted by the advantage; the critic learns the return."""

import torch
from torch.func import functional_call, grad


def steps_of(run, module):
    return [step for step in run.steps if step.has(next(module.parameters()))]


def actor_gradient(run, number):
    """The gradient of -log_prob(action) * advantage, averaged; the advantage is a number for each action."""
    states, actions, returns = (part[number] for part in run["rollouts"])
    critic, at = run["critic"], steps_of(run, run["critic"])[number]
    advantage = returns - (states @ at.value(critic.weight).T + at.value(critic.bias))

    def loss(values):
        log_probs = functional_call(run["actor"], values, states).log_softmax(1).gather(1, actions.unsqueeze(1))
        return -(log_probs * advantage).mean()

    step = steps_of(run, run["actor"])[number]
    return grad(loss)({name: step.value(parameter) for name, parameter in run["actor"].named_parameters()})


def critic_gradient(run, number):
    """The gradient of the mean squared error: 2 * (value - return) * state, averaged."""
    states, _, returns = (part[number] for part in run["rollouts"])
    critic, step = run["critic"], steps_of(run, run["critic"])[number]
    residual = states @ step.value(critic.weight).T + step.value(critic.bias) - returns
    return 2 * residual.T @ states / len(states)


def check_actor_learns(run):
    """At each of its three steps every parameter of the actor has the policy gradient by torch.func.
    三步中的每一步，actor 每个参数的梯度都等于 torch.func 求得的策略梯度。"""
    steps = steps_of(run, run["actor"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        for name, expected in actor_gradient(run, number).items():
            found = step.gradient(run["actor"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, expected, atol=1e-5), f"step {number}: {name}"


def check_critic_learns(run):
    """At each of its three steps the critic's weight has the closed form of the mean squared error's gradient.
    三步中的每一步，critic 的权重都有均方误差梯度的解析解。"""
    steps = steps_of(run, run["critic"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        found = step.gradient(run["critic"].weight)
        assert found is not None, "the critic has no gradient"
        assert torch.allclose(found, critic_gradient(run, number), atol=1e-5), f"step {number}"


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(" (")[0]}
    found, expected = steps_of(run, run["critic"])[0].gradient(run["critic"].weight), critic_gradient(run, 0)
    return {"percent_off": (100 * (found - expected).norm() / expected.norm()).item()}

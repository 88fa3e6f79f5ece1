"""The actor follows the policy gradient, weighted by the advantage; the critic learns the return."""

import torch


def steps_of(run, module):
    return [step for step in run.steps if step.has(next(module.parameters()))]


def actor_gradient(run, number):
    """The gradient of the last bias: (softmax - one hot) * advantage, averaged."""
    states, actions, returns = (part[number] for part in run["rollouts"])
    actor, step = run["actor"], steps_of(run, run["actor"])[number]
    hidden = torch.tanh(states @ step.value(actor[0].weight).T + step.value(actor[0].bias))
    scores = hidden @ step.value(actor[2].weight).T + step.value(actor[2].bias)
    critic, at = run["critic"], steps_of(run, run["critic"])[number]
    advantage = returns - (states @ at.value(critic.weight).T + at.value(critic.bias))
    slope = (scores.softmax(1) - torch.nn.functional.one_hot(actions, 2)) * advantage / len(states)
    return slope.T @ hidden


def critic_gradient(run, number):
    """The gradient of the mean squared error: 2 * (value - return) * state, averaged."""
    states, _, returns = (part[number] for part in run["rollouts"])
    critic, step = run["critic"], steps_of(run, run["critic"])[number]
    residual = states @ step.value(critic.weight).T + step.value(critic.bias) - returns
    return 2 * residual.T @ states / len(states)


def check_actor_learns(run):
    """At each of its three steps the actor's last weight has the closed form of the policy gradient.
    三步中的每一步，actor 最后一层的权重都有策略梯度的解析解。"""
    steps = steps_of(run, run["actor"])
    assert len(steps) == 3, f"{len(steps)} steps"
    for number, step in enumerate(steps):
        found = step.gradient(run["actor"][2].weight)
        assert found is not None, "the actor has no gradient"
        assert torch.allclose(found, actor_gradient(run, number), atol=1e-5), f"step {number}"


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

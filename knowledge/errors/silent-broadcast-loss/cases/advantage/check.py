"""A policy gradient: each action's log-probability counts with the return of its own state less the critic's value of that state."""

import torch
from torch.nn.functional import linear, one_hot


def gradient_of(step, run, values, actions):
    policy, states = run["policy"], run["states"]
    probabilities = linear(states, step.value(policy.weight), step.value(policy.bias)).softmax(1)
    advantage = run["returns"].unsqueeze(1) - values
    return ((probabilities - one_hot(actions, 3)) * advantage).T @ states / len(states)


def check_last_gradient(run):
    """At the last of three steps the gradient of the policy's weight equals the closed form with each state's own advantage, returns[i] - critic(states[i]).
    三步中的最后一步，policy 的 weight 的梯度等于解析解，其中每个状态用的是自己的 advantage，即 returns[i] - critic(states[i])。"""
    assert len(run.steps) == 3
    step = run.steps[-1]
    expected = gradient_of(step, run, run["critic"](run["states"]).detach(), run["actions"])
    assert torch.allclose(step.gradient(run["policy"].weight), expected, atol=1e-5)


def check_one_advantage_a_state(run):
    """The advantage has one element for each of the 16 states.
    advantage 对 16 个状态各有一个元素。"""
    assert run["advantage"].shape == (16,), tuple(run["advantage"].shape)


def check_the_policy_moves(run):
    """The policy's weight differs from its value at the first step.
    policy 的 weight 与第一步时的值不同。"""
    weight = run["policy"].weight
    assert not torch.equal(weight, run.steps[0].value(weight))


def measure(run):
    step, values = run.steps[-1], run["critic"](run["states"]).detach()
    found = step.gradient(run["policy"].weight)
    own = gradient_of(step, run, values, run["actions"])
    return {
        "shape": str(list(run["advantage"].shape)),
        "found": found.norm().item(),
        "expected": own.norm().item(),
        "off": round(((found - own).norm() / own.norm()).item(), 4),
    }


def probe(run):
    """At the last step the gradient sees of the critic only its mean value."""
    step, values = run.steps[-1], run["critic"](run["states"]).detach()
    averaged = gradient_of(step, run, values.mean(), run["actions"])
    return torch.allclose(step.gradient(run["policy"].weight), averaged, atol=1e-5)

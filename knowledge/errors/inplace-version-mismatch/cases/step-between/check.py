"""Both networks take one step, on gradients at the weights of the forward pass."""

import torch
from torch.func import functional_call, grad


def initial(run, network):
    step = next(
        step for step in run.steps if step.has(network.weight if hasattr(network, "weight") else network[0].weight)
    )
    return {name: step.value(parameter) for name, parameter in network.named_parameters()}, step


def check_actor(run):
    """The actor's gradients equal those of torch.func for the loss -critic(actor(states)).mean() at the initial weights.
    actor 的梯度等于 torch.func 在初始权重处对 -critic(actor(states)).mean() 求得的梯度。"""
    actor_values, step = initial(run, run["actor"])
    critic_values, _ = initial(run, run["critic"])

    def loss(values):
        return -functional_call(
            run["critic"], critic_values, functional_call(run["actor"], values, run["states"])
        ).mean()

    for name, expected in grad(loss)(actor_values).items():
        found = step.gradient(run["actor"].get_parameter(name))
        assert found is not None, f"actor.{name} has no gradient"
        assert torch.allclose(found, expected, atol=1e-6)


def check_critic(run):
    """The critic's gradients equal those of torch.func for its mean squared error at the initial weights.
    critic 的梯度等于 torch.func 在初始权重处对均方误差求得的梯度。"""
    critic_values, step = initial(run, run["critic"])
    actor_values, _ = initial(run, run["actor"])
    actions = functional_call(run["actor"], actor_values, run["states"]).detach()

    def loss(values):
        return ((functional_call(run["critic"], values, actions) - run["returns"]) ** 2).mean()

    for name, expected in grad(loss)(critic_values).items():
        found = step.gradient(run["critic"].get_parameter(name))
        assert torch.allclose(found, expected, atol=1e-6)


def measure(run):
    return {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}

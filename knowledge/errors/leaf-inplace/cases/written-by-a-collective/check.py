"""Each rank gets the models of all ranks, and trains their mean on its own data."""

import torch
from torch.func import grad


def names_of(run):
    return {f"{index}.{name}": p for index, member in enumerate(run["members"]) for name, p in member.named_parameters()}


def loss_of(values, run):
    outputs = [run["x"] @ values[f"{i}.weight"].T + values[f"{i}.bias"] for i in range(len(run["members"]))]
    return ((torch.stack(outputs).mean(dim=0) - run["y"]) ** 2).mean()


def check_the_members_are_those_of_the_ranks(run):
    """At the first step member i has the weights that rank i drew from its own seed.
    第一步时，第 i 个成员的权重就是 rank i 用自己的随机种子得到的。"""
    state = torch.get_rng_state()
    for rank, member in enumerate(run["members"]):
        torch.manual_seed(rank)
        drawn = torch.nn.Linear(4, 1)
        assert torch.equal(run.steps[0].value(member.weight), drawn.weight), f"member {rank}"
        assert torch.equal(run.steps[0].value(member.bias), drawn.bias), f"member {rank}"
    torch.set_rng_state(state)


def check_gradients(run):
    """At each of the three steps each member's parameters have torch.func's gradient of the mean's error.
    三步中的每一步，各成员参数的梯度都等于 torch.func 对平均输出的误差求得的梯度。"""
    assert len(run.steps) == 3
    parameters = names_of(run)
    for step in run.steps:
        values = {name: step.value(p) for name, p in parameters.items()}
        for name, expected in grad(lambda values: loss_of(values, run))(values).items():
            gradient = step.gradient(parameters[name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name

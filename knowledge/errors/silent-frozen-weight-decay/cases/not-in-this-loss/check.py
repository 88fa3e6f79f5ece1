"""One Adam trains a trunk and two heads in turns; a head stays as it is while the other has its turn."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def loss_of(run, values, task):
    trunk, heads = run["model"]
    features = functional_call(trunk, {name[2:]: v for name, v in values.items() if name[0] == "0"}, run["x"])
    head = {name[4:]: v for name, v in values.items() if name.startswith(f"1.{task}.")}
    return cross_entropy(functional_call(heads[task], head, features), run["y"][task])


def check_the_other_head_stays(run):
    """In each of the ten steps the head whose turn it is not keeps its values, to the last bit.
    十步中的每一步，没有轮到的 head 保持原值，一个 bit 也不变。"""
    assert len(run.steps) == 10, f"{len(run.steps)} steps"
    for task, head in enumerate(run["model"][1]):
        for parameter in head.parameters():
            values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
            for number in range(1 - task, 10, 2):
                assert torch.equal(values[number], values[number + 1]), f"head {task} in step {number}"


def check_gradients(run):
    """In each step the gradients of the trunk and of the head in turn equal torch.func's for that task's loss.
    每一步，trunk 和轮到的 head 的梯度都等于 torch.func 对该任务的 loss 求得的梯度。"""
    for number, step in enumerate(run.steps):
        task = number % 2
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(lambda given: loss_of(run, given, task))(values)
        for name, parameter in run["model"].named_parameters():
            if name.startswith(("0.", f"1.{task}.")):
                assert step.gradient(parameter) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_adam(run):
    """Trunk and heads move as Adam's formula says, lr 0.01, with averages over the steps in which they had a turn.
    trunk 和各个 head 按 Adam 的公式更新，lr 为 0.01，平均值只对轮到它们的步累积。"""
    for name, parameter in run["model"].named_parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        mean = square = torch.zeros_like(parameter)
        turns = range(10) if name[0] == "0" else range(int(name[2]), 10, 2)
        for count, number in enumerate(turns, 1):
            gradient = run.steps[number].gradient(parameter)
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            move = mean / (1 - 0.9**count) / ((square / (1 - 0.999**count)).sqrt() + 1e-8)
            assert torch.allclose(values[number + 1], values[number] - 0.01 * move, atol=1e-5), name


def moved(run):
    """By how much the first head moved in the second step, which was the other one's."""
    weight = run["model"][1][0].weight
    return (run.steps[2].value(weight) - run.steps[1].value(weight)).abs().max().item()


def measure(run):
    gradient = run.steps[1].gradient(run["model"][1][0].weight)
    return {"moved": moved(run), "largest": None if gradient is None else gradient.abs().max().item()}


def probe(run):
    """The first head had a gradient of zeros in the other one's step, and moved."""
    gradient = run.steps[1].gradient(run["model"][1][0].weight)
    return gradient is not None and not gradient.any() and moved(run) > 0.001

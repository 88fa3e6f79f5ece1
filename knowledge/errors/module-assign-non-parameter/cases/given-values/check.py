"""The embedding starts from given vectors and is trained on."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_start(run):
    """At the first step the embedding's weight equals what torch.randn gives first with seed 0: the given vectors.
    第一步时 embedding 的 weight 等于种子为 0 时 torch.randn 最先给出的值，即给定的向量。"""
    torch.manual_seed(0)
    assert torch.equal(run.steps[0].value(run["model"][0].weight), torch.randn(20, 8))


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the cross entropy.
    三步中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, run["words"]), run["y"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_embedding_moves(run):
    """Each step changes the embedding's weight by -0.5 times its gradient.
    每一步，embedding 的 weight 的变化量都等于 -0.5 乘以梯度。"""
    weight = run["model"][0].weight
    values = [*(step.value(weight) for step in run.steps), weight.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.5 * step.gradient(weight), atol=1e-6)


def measure(run):
    weight = run["model"][0].weight
    moved = (weight - run.steps[0].value(weight)).abs().max().item() if run.steps else 0.0
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "moved": moved}

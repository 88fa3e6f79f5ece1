"""The tied weight is trained once per step, at the embedding's learning rate."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the cross entropy.
    三步中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, run["words"]), run["following"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def ways(run, parameter):
    """For each step: the value before it, the gradient, and how far it went."""
    values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        yield before, step.gradient(parameter), after - before


def check_moves_once(run):
    """Each step changes the tied weight by -0.05 and the bias by -0.1 times the gradient; the layers stay tied.
    每一步，共享权重的变化量等于 -0.05 乘以梯度，bias 的等于 -0.1 乘以梯度；两层仍然共享。"""
    model = run["model"]
    assert model.out.weight is model.embedding.weight, "no longer tied"
    for parameter, rate in ((model.embedding.weight, 0.05), (model.out.bias, 0.1)):
        for _, gradient, way in ways(run, parameter):
            assert torch.allclose(way, -rate * gradient, atol=1e-6)


def measure(run):
    model = run["model"]
    apart = (model.out.weight - model.embedding.weight).abs().max().item()
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "apart": apart}

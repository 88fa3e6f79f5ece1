"""The adapters are trained on the cross entropy of the next token; the rest of the model stays frozen."""

import copy

import torch
from torch.nn.functional import cross_entropy


def adapters(model):
    return {name: parameter for name, parameter in model.named_parameters() if "lora" in name}


def reference(run, step):
    """The adapters' gradients at a step, by the same forward pass without checkpoint."""
    model = copy.deepcopy(run["model"])
    for copied, original in zip(model.parameters(), run["model"].parameters()):
        copied.data.copy_(step.value(original))
    hidden = model.embedding(run["tokens"][:, :-1])
    for block in model.blocks:
        hidden = block(hidden)
    loss = cross_entropy(model.head(hidden).flatten(0, 1), run["tokens"][:, 1:].flatten())
    names = adapters(model)
    return dict(zip(names, torch.autograd.grad(loss, list(names.values()))))


def check_adapters_learn(run):
    """At each of the three steps every adapter has the gradient that the model gives without checkpoint.
    三步中的每一步，每个 adapter 的梯度都与不用 checkpoint 时相同。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = reference(run, step)
        for name, parameter in adapters(run["model"]).items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name}: another gradient"


def check_only_adapters_learn(run):
    """No parameter but the adapters has a gradient.
    除 adapter 之外的参数都没有梯度。"""
    ours = {id(parameter) for parameter in adapters(run["model"]).values()}
    assert all(p.grad is None for p in run["model"].parameters() if id(p) not in ours)


def measure(run):
    return {"lora_grad": run["model"].blocks[0].lora_b.weight.grad, "steps": len(run.steps)}

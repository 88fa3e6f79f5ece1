"""The adapters of a frozen block and the head are trained; embedding and dense layer stay as they are."""

import torch
from torch.nn.functional import cross_entropy, embedding, linear


def loss_of(values, run):
    hidden = embedding(run["tokens"], values["embedding.weight"])
    adapted = linear(linear(hidden, values["block.lora_a.weight"]), values["block.lora_b.weight"])
    hidden = torch.tanh(linear(hidden, values["block.dense.weight"], values["block.dense.bias"]) + adapted)
    return cross_entropy(linear(hidden, values["head.weight"], values["head.bias"]), run["following"])


def check_gradients(run):
    """At each of the three steps the gradients of both adapters and of the head equal torch.func.grad of the same model without checkpointing.
    三步中的每一步，两个 adapter 和 head 的梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    parameters = dict(run["model"].named_parameters())
    frozen = {name: p.detach() for name, p in parameters.items() if "embedding" in name or "dense" in name}
    trained = {name: p for name, p in parameters.items() if name not in frozen}
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(p) for name, p in trained.items()}
        expected = torch.func.grad(lambda values: loss_of(frozen | values, run))(values)
        for name, parameter in trained.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_the_frozen_part_stays_frozen(run):
    """The embedding and the dense layer have no gradient.
    embedding 和 dense 层没有梯度。"""
    model = run["model"]
    assert model.embedding.weight.grad is None
    assert model.block.dense.weight.grad is None


def check_the_adapter_moves(run):
    """The adapter's first weight differs from where it started.
    adapter 的第一个权重与初始值不同。"""
    assert not torch.equal(run["model"].block.lora_a.weight, run["start"])


def measure(run):
    weight = run["model"].block.lora_a.weight
    started = run.steps[0].value(weight) if run.steps else weight
    return {
        "error": None if run.error is None else f"{type(run.error).__name__}: {run.error}",
        "moved": (weight - started).abs().max().item(),
        "adapter_grad": weight.grad,
        "steps": len(run.steps),
    }

"""The adapters of frozen blocks and the head are trained; embedding and dense layers stay as they are."""

import torch
from torch.nn.functional import cross_entropy, embedding, linear


def loss_of(values, run):
    hidden = embedding(run["input_ids"], values["embedding.weight"])
    for block in ("blocks.0", "blocks.1"):
        adapted = linear(linear(hidden, values[f"{block}.lora_a.weight"]), values[f"{block}.lora_b.weight"])
        dense = linear(hidden, values[f"{block}.dense.weight"], values[f"{block}.dense.bias"])
        hidden = hidden + torch.tanh(dense + adapted)
    return cross_entropy(linear(hidden, values["head.weight"], values["head.bias"]), run["labels"])


def check_gradients(run):
    """At each of the three steps the gradients of every adapter and of the head equal torch.func.grad of the same model without checkpointing.
    三步中的每一步，每个 adapter 和 head 的梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
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
    """The embedding and the dense layers have no gradient.
    embedding 和 dense 层没有梯度。"""
    for name, parameter in run["model"].named_parameters():
        assert not ("embedding" in name or "dense" in name) or parameter.grad is None, f"{name} has a gradient"


def measure(run):
    block = run["model"].blocks[0]
    return {
        "error": None if run.error is None else f"{type(run.error).__name__}: {run.error}",
        "largest": block.lora_b.weight.abs().max().item(),
        "adapter_grad": block.lora_a.weight.grad,
        "steps": len(run.steps),
    }

"""Both ranks train the adapters of a frozen model: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.nn.functional import cross_entropy, embedding, linear


def loss_of(values, input_ids, labels):
    hidden = embedding(input_ids, values["embedding.weight"])
    for block in ("blocks.0", "blocks.1"):
        adapted = linear(linear(hidden, values[f"{block}.lora_a.weight"]), values[f"{block}.lora_b.weight"])
        dense = linear(hidden, values[f"{block}.dense.weight"], values[f"{block}.dense.bias"])
        hidden = hidden + torch.tanh(dense + adapted)
    return cross_entropy(linear(hidden, values["head.weight"], values["head.bias"]), labels)


def expected_gradients(step, run):
    values = {name: step.value(p) for name, p in run["network"].named_parameters()}
    frozen = {name: value for name, value in values.items() if "lora" not in name}
    trained = {name: value for name, value in values.items() if "lora" in name}
    per_rank = [
        torch.func.grad(lambda trained: loss_of(frozen | trained, ids, labels))(trained)
        for ids, labels in zip(run["input_ids"], run["labels"])
    ]
    return {name: sum(gradients[name] for gradients in per_rank) / len(per_rank) for name in trained}


def off(step, run):
    parameters = dict(run["network"].named_parameters())
    expected = expected_gradients(step, run)
    assert all(step.gradient(parameters[name]) is not None for name in expected), "an adapter has no gradient"
    found = torch.cat([step.gradient(parameters[name]).flatten() for name in expected])
    wanted = torch.cat([gradient.flatten() for gradient in expected.values()])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, the adapters' gradients equal the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的三步中，adapter 的梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def check_the_rest_is_frozen(run):
    """In every rank the parameters that are no adapters have no gradient.
    每个 rank 中，adapter 之外的参数都没有梯度。"""
    assert all(p.grad is None for name, p in run["network"].named_parameters() if "lora" not in name)


def measure(run):
    percent = None if run.error or not run.steps else round(100 * off(run.steps[0], run))
    return {"percent": percent, "steps": len(run.steps), "error": str(run.error).split(". ")[0] if run.error else None}

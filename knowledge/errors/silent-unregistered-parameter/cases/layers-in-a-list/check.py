"""Both blocks and the head are trained on the mean squared error, and saved with the model."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    *blocks, weight, bias = values
    for block_weight, block_bias in zip(blocks[::2], blocks[1::2]):
        x = torch.relu(x @ block_weight.T + block_bias)
    return ((x @ weight.T + bias - y) ** 2).mean()


def trained(run):
    model = run["model"]
    assert len(model.blocks) == 2
    return [parameter for layer in (*model.blocks, model.head) for parameter in (layer.weight, layer.bias)]


def check_gradients(run):
    """At each of the five steps the gradients of the blocks and the head equal those of torch.func.
    五步中的每一步，各个 block 和 head 的梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 5
    for step in run.steps:
        values = tuple(step.value(parameter) for parameter in trained(run))
        expected = grad(loss_of)(values, run["x"], run["y"])
        for parameter, gradient in zip(trained(run), expected):
            assert step.gradient(parameter) is not None, "the optimizer has no gradient of a parameter"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_all_move(run):
    """Each of these parameters changes between the first and the last step.
    这些参数在第一步和最后一步之间都发生了变化。"""
    for parameter in trained(run):
        assert not torch.equal(run.steps[0].value(parameter), run.steps[-1].value(parameter))


def check_state_dict(run):
    """model.state_dict() holds exactly these parameters, with their final values.
    model.state_dict() 恰好含有这些参数，值为训练后的值。"""
    saved = list(run["model"].state_dict().values())
    assert len(saved) == len(trained(run)), f"state_dict() holds {len(saved)} tensors"
    assert all(any(torch.equal(kept, parameter) for kept in saved) for parameter in trained(run))


def measure(run):
    weight, head = run["model"].blocks[0].weight, run["model"].head.weight
    first = run.backwards[0]
    return {
        "steps": len(run.steps),
        "held": len(run.steps[0].tensors),
        "reached": len(first.tensors),
        "moved": (weight - first.value(weight)).abs().max().item(),
        "head_moved": (head - first.value(head)).abs().max().item(),
        "saved": len(run["model"].state_dict()),
    }


def probe(run):
    """A backward reached a leaf that the optimizer did not hold at the step."""
    return any(not step.has(leaf) for back, step in zip(run.backwards, run.steps) for leaf in back.tensors.values())

"""One encoder and one head are trained on the mean squared error, and saved with the model."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    weight, bias, head_weight, head_bias = values
    hidden = torch.relu(x @ weight.T + bias)
    return ((hidden @ head_weight.T + head_bias - y) ** 2).mean()


def trained(run):
    model = run["model"]
    assert hasattr(model, "head"), "the model keeps no head"
    return [parameter for layer in (model.encoder, model.head) for parameter in (layer.weight, layer.bias)]


def check_gradients(run):
    """At each of the five steps the gradients of the encoder and the head equal those of torch.func.
    五步中的每一步，encoder 和 head 的梯度都等于 torch.func 求得的梯度。"""
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


def check_same_output(run):
    """The trained model gives the same output for the same input twice.
    训练后的模型对同一输入两次给出相同的输出。"""
    assert torch.equal(run["model"](run["x"]), run["model"](run["x"]))


def measure(run):
    heads = {
        id(leaf): (leaf, back.value(leaf))
        for back in reversed(run.backwards)
        for leaf in back.tensors.values()
        if leaf.shape == (1, 8)
    }
    with torch.no_grad():
        difference = (run["model"](run["x"]) - run["model"](run["x"])).abs().max().item()
    return {
        "steps": len(run.steps),
        "heads": len(heads),
        "difference": difference,
        "moved": max(((head - start).abs().max().item() for head, start in heads.values()), default=0.0),
    }


def probe(run):
    """A backward reached a leaf that the optimizer did not hold at the step."""
    return any(not step.has(leaf) for back, step in zip(run.backwards, run.steps) for leaf in back.tensors.values())

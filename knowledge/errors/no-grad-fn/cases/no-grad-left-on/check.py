"""The model is trained for three epochs; after each, its accuracy on the data and on attacked data is kept."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def values_after(run, epoch):
    """The parameters after the step of an epoch."""
    later = run.steps[epoch + 1] if epoch + 1 < len(run.steps) else None
    named = run["model"].named_parameters()
    return {name: later.value(p) if later else p.detach() for name, p in named}


def check_training(run):
    """At each of the three steps every parameter's gradient equals that of the cross entropy by torch.func.
    三步中的每一步，每个参数的梯度都与 torch.func 求出的交叉熵梯度相同。"""
    assert len(run.steps) == 3
    named = dict(run["model"].named_parameters())
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in named.items()}
        expected = grad(lambda v: cross_entropy(functional_call(run["model"], v, (run["x"],)), run["y"]))(values)
        for name, parameter in named.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name}: another gradient"


def check_attack(run):
    """After each epoch the two accuracies are those on the data and on the data moved by 0.5 along the gradient's sign.
    每个 epoch 之后的两个准确率，分别是原数据上的，和沿梯度符号移动 0.5 之后的数据上的。"""
    x, y = run["x"], run["y"]
    assert len(run["history"]) == 3
    for epoch, (clean, robust) in enumerate(run["history"]):
        values = values_after(run, epoch)

        def predict(data):
            return functional_call(run["model"], values, (data,))

        moved = x + 0.5 * grad(lambda data: cross_entropy(predict(data), y))(x).sign()
        expected = [(predict(data).argmax(1) == y).float().mean().item() for data in (x, moved)]
        assert expected[0] - expected[1] > 0.1, "the attack changes nothing here"
        assert abs(clean - expected[0]) < 1e-6, f"accuracy {clean}, not {expected[0]}"
        assert abs(robust - expected[1]) < 1e-6, f"robust accuracy {robust}, not {expected[1]}"


def measure(run):
    return {"error": f"{type(run.error).__name__}: {run.error}", "epochs": len(run["history"])}

"""A network is trained with dropout and evaluated without it."""

import torch
from torch.nn.functional import linear


def without_dropout(values, x):
    hidden = torch.relu(linear(x, values["hidden.weight"], values["hidden.bias"]))
    return linear(hidden, values["out.weight"], values["out.bias"])


def check_no_dropout_in_the_evaluation(run):
    """The predictions equal the closed form of the network without dropout.
    预测值等于不做 dropout 的网络的解析解。"""
    values = dict(run["model"].named_parameters())
    assert torch.allclose(run["prediction"], without_dropout(values, run["test"]), atol=1e-5)


def check_dropout_in_the_training(run):
    """50 steps are taken; at each the gradient differs from that of the network without dropout.
    共更新 50 步，每一步的梯度都与不做 dropout 的网络不同。"""
    names = dict(run["model"].named_parameters())
    assert len(run.steps) == 50
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in names.items()}
        plain = torch.func.grad(lambda v: ((without_dropout(v, run["x"]) - run["y"]) ** 2).mean())(values)
        assert not torch.allclose(step.gradient(names["out.weight"]), plain["out.weight"], atol=1e-5)


def measure(run):
    torch.manual_seed(1)
    with torch.no_grad():
        again = run["model"](run["test"])
    values = dict(run["model"].named_parameters())
    exact = without_dropout(values, run["test"])
    return {
        "difference": round((again - run["prediction"]).abs().max().item(), 2),
        "off": round((run["prediction"] - exact).abs().max().item(), 2),
        "steps": len(run.steps),
        "training": str(run["model"].training),
    }


def probe(run):
    """In evaluation mode the predictions are not those of the network without dropout."""
    values = dict(run["model"].named_parameters())
    return not torch.allclose(run["prediction"], without_dropout(values, run["test"]), atol=1e-3)

"""Length and direction of the first weight are trained apart; the average follows all parameters."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss

NAMES = {"0.parametrizations.weight.original0": "0.weight_g", "0.parametrizations.weight.original1": "0.weight_v"}


def parameters(model):
    """The parameters under one set of names, whichever form of weight normalisation made them."""
    return {NAMES.get(name, name): parameter for name, parameter in model.named_parameters()}


def predict(values, x):
    direction = values["0.weight_v"] / values["0.weight_v"].norm(dim=1, keepdim=True)
    hidden = torch.tanh(linear(x, values["0.weight_g"] * direction, values["0.bias"]))
    return linear(hidden, values["2.weight"], values["2.bias"])


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in parameters(run["model"]).items()}


def check_gradients(run):
    """At each of the three steps length, direction and the other parameters have the gradients of the closed form.
    三步中的每一步，长度、方向和其余参数的梯度都等于按解析式求得的梯度。"""
    assert len(run.steps) == 3
    assert "0.weight_g" in parameters(run["model"]), "the weight is not normalised any more"
    for step in run.steps:
        wanted = grad(lambda values: mse_loss(predict(values, run["x"]), run["y"]))(values_at(run, step))
        for name, parameter in parameters(run["model"]).items():
            assert torch.allclose(step.gradient(parameter), wanted[name], atol=1e-6), f"{name}: another gradient"


def check_average(run):
    """The average predicts what the moving average of the parameters predicts.
    average 的预测等于用参数的滑动平均算出的预测。"""
    after = [values_at(run, step) for step in run.steps[1:]] + [parameters(run["model"])]
    slow = values_at(run, run.steps[0])
    for values in after:
        slow = {name: 0.9 * slow[name] + 0.1 * values[name] for name in slow}
    assert torch.allclose(run["average"](run["x"]), predict(slow, run["x"]), atol=1e-5)


def measure(run):
    return {"error": str(run.error), "names": sorted(n for n in parameters(run["model"]) if n.startswith("0."))}

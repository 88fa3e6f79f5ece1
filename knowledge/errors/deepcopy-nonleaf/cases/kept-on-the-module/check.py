"""The network is trained with a penalty on its features; the ensemble holds it as it was after each epoch."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss


def forward(values, x):
    features = torch.tanh(linear(x, values["encoder.weight"], values["encoder.bias"]))
    return linear(features, values["head.weight"], values["head.bias"]), features


def loss(values, x, y):
    prediction, features = forward(values, x)
    return mse_loss(prediction, y) + 0.1 * features.pow(2).mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, that of the penalty included.
    三步中的每一步，所有梯度（包括惩罚项的）都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, wanted in grad(loss)(values_at(run, step), run["x"], run["y"]).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert torch.allclose(found, wanted, atol=1e-6), f"{name}: another gradient"


def check_ensemble(run):
    """The three members have the weights that the model had after each of the three steps.
    三个成员的权重分别等于模型在三步之后各自的权重。"""
    after = [values_at(run, step) for step in run.steps[1:]] + [dict(run["model"].named_parameters())]
    for member, wanted in zip(run["ensemble"], after, strict=True):
        assert dict(member.named_parameters()).keys() == wanted.keys(), "another model"
        for name, parameter in member.named_parameters():
            assert torch.equal(parameter, wanted[name]), f"{name}: other weights"


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    members = [member.encoder.weight for member in run["ensemble"]]
    wanted = grad(loss)(values_at(run, run.steps[0]), run["x"], run["y"])["encoder.weight"]
    off = (run.steps[0].gradient(run["model"].encoder.weight) - wanted).norm() / wanted.norm()
    return {"steps": len(run.steps), "different": len({str(m.tolist()) for m in members}), "percent_off": f"{100 * off:.0f}"}

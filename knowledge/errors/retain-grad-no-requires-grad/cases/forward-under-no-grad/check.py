"""The network is trained, the importance of each feature is summed up, and it is evaluated after each epoch."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def encode(values, x):
    return torch.tanh(linear(x, values["encoder.weight"], values["encoder.bias"]))


def scores_of(values, features):
    return linear(features, values["head.weight"], values["head.bias"])


def loss_from(values, features, y):
    return cross_entropy(scores_of(values, features), y)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the cross entropy.
    三步中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        for name, wanted in grad(lambda v: loss_from(v, encode(v, x), y))(values_at(run, step)).items():
            assert torch.allclose(step.gradient(model.get_parameter(name)), wanted, atol=1e-6), f"{name}: another gradient"


def check_importance(run):
    """The importance is the sum over the three steps of features times their gradients.
    importance 等于三步中“特征乘以其梯度”之和的绝对值的累加。"""
    expected = torch.zeros(8)
    for step in run.steps:
        values = values_at(run, step)
        features = encode(values, run["x"])
        gradient = grad(lambda inputs: loss_from(values, inputs, run["y"]))(features)
        expected += (features * gradient).sum(0).abs()
    assert torch.allclose(run["importance"], expected, atol=1e-5)


def check_accuracy(run):
    """The accuracy is that of the network after the last step.
    accuracy 等于最后一步之后网络的准确率。"""
    values = dict(run["model"].named_parameters())
    scores = scores_of(values, encode(values, run["x"]))
    assert abs((scores.argmax(1) == run["y"]).float().mean().item() - run["accuracy"]) < 1e-6


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}

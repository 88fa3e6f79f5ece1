"""Both layers begin with small normal weights and a bias of zero, and are trained."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def layers(run):
    return run["model"][0], run["model"][3]


def check_initial_values(run):
    """At the first step both weights have a standard deviation of 0.02, within 40 %, and both biases are zero.
    第一步时两层权重的标准差都是 0.02（误差 40 % 以内），偏置都是零。"""
    for layer in layers(run):
        deviation = run.steps[0].value(layer.weight).std().item()
        assert 0.012 < deviation < 0.028, f"{deviation:.3g}"
        assert not run.steps[0].value(layer.bias).any()


def check_gradients(run):
    """At each of the three steps every gradient equals what torch.func gives for the cross entropy.
    三步中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, (run["x"],)), run["y"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_count(run):
    """The number of parameters that is printed is that of the trained model.
    打印的参数个数等于训练后模型的参数个数。"""
    assert f"parameters: {sum(p.numel() for p in run['model'].parameters())}\n" in run.stdout, run.stdout.split("\n")[0]


def measure(run):
    if not run.steps:
        return {"steps": 0}
    return {"steps": len(run.steps), "deviation": run.steps[0].value(layers(run)[1].weight).std()}

"""The pretrained weights are loaded, and the model is trained on."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_pretrained_weights(run):
    """The first of three steps begins with the pretrained weights.
    三步中的第一步从预训练的权重开始。"""
    torch.manual_seed(0)
    pretrained = run["build"]().state_dict()
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for name, parameter in run["model"].named_parameters():
        assert torch.equal(run.steps[0].value(parameter), pretrained[name]), name


def check_gradients(run):
    """At each step every gradient is that of the cross entropy, by torch.func.
    每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model = run["model"]

    def objective(given):
        return cross_entropy(functional_call(model, given, (run["x"],)), run["y"])

    for step in run.steps:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in model.named_parameters()})
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split("\n")[0] if run.error else None, "steps": len(run.steps)}

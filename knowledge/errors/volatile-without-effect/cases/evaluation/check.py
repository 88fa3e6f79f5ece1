"""A classifier is trained on the mean cross entropy, and evaluated without a graph after each epoch."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the three steps every gradient is that of the mean cross entropy, as torch.func computes it.
    三步中的每一步，所有梯度都等于 torch.func 对平均交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    model = run["model"]
    for step in run.steps:
        values = {name: step.value(p) for name, p in model.named_parameters()}
        expected = grad(lambda v: cross_entropy(functional_call(model, v, (run["x"],)), run["y"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def check_outputs(run):
    """The outputs of the last evaluation are those of the trained model for all 200 inputs, and carry no graph.
    最后一次评估的输出就是训练后的模型对全部 200 个输入的输出，而且不带计算图。"""
    outputs = run["outputs"]
    assert torch.allclose(outputs, run["model"](run["test_x"]), atol=1e-6), "other outputs"
    assert not outputs.requires_grad, "the outputs carry a graph"


def measure(run):
    return {"requires_grad": run["outputs"].requires_grad}

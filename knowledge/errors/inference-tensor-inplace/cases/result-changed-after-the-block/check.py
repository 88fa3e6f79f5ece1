"""The network is trained on the cross entropy; the test loss is the mean of the test batches' losses."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_test_loss(run):
    """The mean of the cross entropies of the test batches, with the trained weights."""
    with torch.no_grad():
        losses = [cross_entropy(run["model"](x), y) for x, y in run["test_data"]]
    return torch.stack(losses).mean().item()


def check_test_loss(run):
    """After the last epoch the test loss is the mean of the losses of the test batches.
    最后一个 epoch 之后，测试 loss 等于各测试 batch 的 loss 的均值。"""
    assert abs(float(run["test_loss"]) - expected_test_loss(run)) < 1e-5, float(run["test_loss"])


def check_gradients(run):
    """At each of the four steps every gradient is that of the cross entropy of its batch, by torch.func.
    四步中的每一步，所有梯度都等于 torch.func 对该 batch 的交叉熵求得的梯度。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    model, batches = run["model"], list(run["train_data"]) * 2
    for step, (x, y) in zip(run.steps, batches, strict=True):
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, x), y))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def measure(run):
    values = {"error": run.error and str(run.error).split(".")[0]}
    if run.error is None:
        values |= {"test_loss": float(run["test_loss"]), "mean": expected_test_loss(run)}
    return values

"""The loaded network is trained on the cross entropy, in training mode."""

import io

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def saved(run):
    return torch.load(io.BytesIO(run["file"].getvalue()))


def check_start(run):
    """The first of three steps begins with the weights of the checkpoint.
    三步中的第一步从 checkpoint 里的权重开始。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for name, parameter in run["model"].named_parameters():
        assert torch.equal(run.steps[0].value(parameter), saved(run)[name]), name


def check_gradients(run):
    """At each step every gradient is that of the cross entropy with the batch's own statistics, by torch.func.
    每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度，BatchNorm 用当前 batch 的统计量。"""
    model, reference = run["model"], run["build"]()
    for module in reference.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            module.track_running_stats = False
            module.running_mean = module.running_var = module.num_batches_tracked = None
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(
            lambda given: cross_entropy(functional_call(reference, given, run["inputs"]), run["labels"])
        )(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_running_statistics(run):
    """BatchNorm has counted three batches.
    BatchNorm 统计了三个 batch。"""
    counts = [int(value) for name, value in run["model"].named_buffers() if name.endswith("num_batches_tracked")]
    assert counts == [3], counts


def measure(run):
    return {"error": run.error and str(run.error).split(".")[0]}

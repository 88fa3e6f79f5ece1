"""The tagger is trained with dropout in each epoch, and evaluated without."""

import copy

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def reference(run, step):
    """The gradients that the step would have without dropout, on the CPU."""
    model = copy.deepcopy(run["model"]).cpu().eval()
    tokens, tags = run["tokens"].cpu(), run["tags"].cpu()
    values = {name: step.value(parameter).cpu() for name, parameter in run["model"].named_parameters()}
    loss = lambda weights: cross_entropy(functional_call(model, weights, (tokens,)).flatten(0, 1), tags.flatten())  # noqa: E731
    return grad(loss)(values)


def check_dropout_is_on_in_training(run):
    """There are three steps, and at none of them the head's gradient is the one without dropout.
    共有三步，没有一步 head 的梯度等于不带 dropout 时的梯度。"""
    assert len(run.steps) == 3
    for number, step in enumerate(run.steps):
        found, without = step.gradient(run["model"].head.weight), reference(run, step)["head.weight"]
        assert found is not None, "the head has no gradient"
        assert not torch.allclose(found.cpu(), without, atol=1e-5), f"step {number}: trained without dropout"


def check_dropout_is_off_in_evaluation(run):
    """The last accuracy is that of the model in evaluation mode.
    最后一次的准确率等于 eval 模式下的准确率。"""
    model = copy.deepcopy(run["model"]).cpu().eval()
    with torch.no_grad():
        expected = (model(run["tokens"].cpu()).argmax(-1) == run["tags"].cpu()).float().mean().item()
    assert abs(run["accuracy"] - expected) < 1e-6


def measure(run):
    return {"steps": len(run.steps)}

"""A classifier with three classes is trained on the cross-entropy of its logits."""

import math

import torch
from torch.nn.functional import linear


def logits_of(values, x):
    hidden = torch.relu(linear(x, values["0.weight"], values["0.bias"]))
    return linear(hidden, values["2.weight"], values["2.bias"])


def once(values, run):
    logits, labels = logits_of(values, run["x"]), run["labels"]
    return (logits.logsumexp(1) - logits[torch.arange(60), labels]).mean()


def twice(values, run):
    outputs, labels = logits_of(values, run["x"]).softmax(1), run["labels"]
    return (outputs.logsumexp(1) - outputs[torch.arange(60), labels]).mean()


def gradients_of(loss_of, step, run):
    values = {name: step.value(p) for name, p in run["model"].named_parameters()}
    return torch.func.grad(loss_of)(values, run)


def agree(loss_of, step, run):
    expected = gradients_of(loss_of, step, run)
    return all(
        step.gradient(parameter) is not None and torch.allclose(step.gradient(parameter), expected[name], atol=1e-5)
        for name, parameter in run["model"].named_parameters()
    )


def check_gradients(run):
    """At each of the 100 steps every gradient equals torch.func.grad of logsumexp(logits) - logits[label], averaged over the samples.
    100 步中的每一步，每个梯度都等于 torch.func.grad 对 logsumexp(logits) - logits[label] 的样本平均求导的结果。"""
    assert len(run.steps) == 100
    for number, step in enumerate(run.steps):
        assert agree(once, step, run), f"step {number}"


def check_the_loss_goes_down(run):
    """At the end the cross-entropy of the logits is below 0.1.
    训练结束时，logits 的交叉熵低于 0.1。"""
    assert once(dict(run["model"].named_parameters()), run) < 0.1


def measure(run):
    norms = [
        torch.cat([g.flatten() for g in gradients.values()]).norm().item()
        for gradients in (gradients_of(once, run.steps[0], run), gradients_of(twice, run.steps[0], run))
    ]
    return {
        "loss": run["loss"].item(),
        "floor": math.log(math.e + 2) - 1,
        "logit_loss": once(dict(run["model"].named_parameters()), run).item(),
        "ratio": norms[1] / norms[0],
        "correct": (run["model"](run["x"]).argmax(1) == run["labels"]).sum().item(),
        "samples": len(run["x"]),
        "steps": len(run.steps),
    }


def probe(run):
    """Every step follows the gradient of a softmax of a softmax."""
    return all(agree(twice, step, run) for step in run.steps)

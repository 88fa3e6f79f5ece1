"""The centers are learned together with the network."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def features_at(run, step):
    model = run["model"]
    return run["x"] @ step.value(model.weight).T + step.value(model.bias)


def check_centers_learn(run):
    """At each of the ten steps the centers' gradient is the closed form: each center against its samples' mean.
    十步中的每一步，centers 的梯度都等于解析解：每个中心与其样本均值之差。"""
    centers, labels = run["center_loss"].centers, run["labels"]
    assert len(run.steps) == 10, f"{len(run.steps)} steps"
    for step in run.steps:
        features = features_at(run, step)
        means = torch.stack([features[labels == label].mean(0) for label in range(3)])
        expected = (step.value(centers) - means) / 3
        assert step.gradient(centers) is not None, "centers has no gradient"
        assert torch.allclose(step.gradient(centers), expected, atol=1e-5)


def check_network_learns(run):
    """At each of the ten steps the gradients of model and head equal torch.func's for the sum of both losses.
    十步中的每一步，model 和 head 的梯度都等于 torch.func 对两个 loss 之和求得的梯度。"""
    model, head, labels = run["model"], run["head"], run["labels"]
    for step in run.steps:
        values = [{n: step.value(p) for n, p in module.named_parameters()} for module in (model, head)]

        def total(first, second):
            features = functional_call(model, first, run["x"])
            distance = ((features - step.value(run["center_loss"].centers)[labels]) ** 2).sum(1).mean()
            return cross_entropy(functional_call(head, second, features), labels) + 0.5 * distance

        for module, expected in zip((model, head), grad(total, argnums=(0, 1))(*values)):
            for name, parameter in module.named_parameters():
                assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_all_move(run):
    """Each step changes centers, model and head by -0.1 times their gradients.
    每一步，centers、model 和 head 的变化量都等于 -0.1 乘以各自的梯度。"""
    for parameter in (run["center_loss"].centers, run["model"].weight, run["head"].weight):
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for step, before, after in zip(run.steps, values, values[1:]):
            assert torch.allclose(after, before - 0.1 * step.gradient(parameter), atol=1e-5)


def measure(run):
    centers = run["center_loss"].centers
    if not run.steps:
        return {"error": str(run.error)}
    return {
        "error": str(run.error) if run.error else None,
        "steps": len(run.steps),
        "moved": (centers - run.steps[0].value(centers)).abs().max().item(),
        "kept": run.backwards[-1].gradient(centers).norm().item() if run.backwards[-1].has(centers) else 0.0,
        "last": run.backwards[-1].added(centers).norm().item() if run.backwards[-1].has(centers) else 0.0,
    }


def probe(run):
    """The centers have a gradient and have not moved."""
    centers = run["center_loss"].centers
    return centers.grad is not None and torch.equal(run.steps[0].value(centers), centers)

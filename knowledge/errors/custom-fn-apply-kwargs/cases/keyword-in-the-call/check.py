"""Encoder and two heads are trained; the gradient of the domains' loss is reversed and weighted on its way to the encoder."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected(run, step, alpha=0.3):
    """For the encoder the gradient of the labels' loss minus alpha times that of the domains'; the plain ones for the heads."""
    modules = {name: run[name] for name in ("encoder", "labels", "domains")}
    values = {key: {name: step.value(p) for name, p in module.named_parameters()} for key, module in modules.items()}

    def loss(given, head, target):
        features = functional_call(modules["encoder"], given["encoder"], (run["x"],)).relu()
        return cross_entropy(functional_call(modules[head], given[head], (features,)), target)

    of_labels, of_domains = grad(loss)(values, "labels", run["y"]), grad(loss)(values, "domains", run["domain"])
    encoder = {name: value - alpha * of_domains["encoder"][name] for name, value in of_labels["encoder"].items()}
    return {"encoder": encoder, "labels": of_labels["labels"], "domains": of_domains["domains"]}


def check_gradients(run):
    """At each of the three steps the encoder has the gradient of the labels' loss minus 0.3 times that of the domains' loss, and each head that of its own loss.
    三步中的每一步，encoder 的梯度等于标签 loss 的梯度减去 0.3 倍的域 loss 的梯度，两个 head 的梯度等于各自 loss 的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for key, gradients in expected(run, step).items():
            for name, value in gradients.items():
                found = step.gradient(run[key].get_parameter(name))
                assert found is not None and torch.allclose(found, value, atol=1e-5), f"{key}.{name}"


def measure(run):
    if not run.steps:
        return {"steps": 0}
    weight = run["encoder"].weight
    wanted = expected(run, run.steps[0])["encoder"]["weight"]
    return {"steps": len(run.steps), "percent_off": round(100 * ((run.steps[0].gradient(weight) - wanted).norm() / wanted.norm()).item())}

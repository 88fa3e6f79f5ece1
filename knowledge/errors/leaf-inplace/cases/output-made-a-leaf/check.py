"""Adapter and vision layer are trained on the cross entropy of the next word; the rest stays frozen."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def loss_of(values, run):
    """The model's equations, written out."""
    model, tokens = run["model"], run["tokens"]
    embeds = model.embedding.weight.detach()[tokens[:, :-1]]
    embeds = embeds + (run["images"] @ values["vision.weight"].T + values["vision.bias"])[:, None]
    hidden = embeds + torch.tanh(embeds @ values["adapter.weight"].T + values["adapter.bias"])
    logits = hidden @ model.head.weight.detach().T + model.head.bias.detach()
    return cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())


def trained(model):
    return {name: p for name, p in model.named_parameters() if name.startswith(("adapter", "vision"))}


def check_gradients(run):
    """At each of the three steps adapter and vision layer have torch.func's gradients of the model's equations.
    三步中的每一步，adapter 和 vision 的梯度都等于 torch.func 按模型公式求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in trained(run["model"]).items()}
        expected = grad(loss_of)(values, run)
        for name, parameter in trained(run["model"]).items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"vision_grad": run["model"].vision.weight.grad, "steps": len(run.steps)}

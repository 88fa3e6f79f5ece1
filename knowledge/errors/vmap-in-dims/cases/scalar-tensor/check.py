"""An encoder and a scale are trained on a contrastive loss with five keys for each sample."""

import torch
from torch.func import grad


def expected(run, step):
    def loss(weight, bias, scale):
        query = run["x"] @ weight.T + bias
        logits = torch.einsum("nkd,nd->nk", run["keys"], query) * scale.exp()
        return -logits.log_softmax(dim=1)[:, 0].mean()

    return grad(loss, argnums=(0, 1, 2))(*(step.value(p) for p in parameters(run)))


def parameters(run):
    return run["encoder"].weight, run["encoder"].bias, run["log_scale"]


def check_gradients(run):
    """At each of the three steps weight, bias and scale have the gradient of the mean loss, by torch.func without vmap.
    三步中的每一步，weight、bias 和 scale 的梯度都等于不用 vmap 的平均 loss 的 torch.func 梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, gradient in zip(parameters(run), expected(run, step)):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6)


def measure(run):
    text = str(run.error)
    return {"error": text[text.find("Got in_dim"):] if "Got in_dim" in text else text.split("\n")[0], "steps": len(run.steps)}

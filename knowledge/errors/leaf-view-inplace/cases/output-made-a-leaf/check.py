"""The projector of the images is trained on the cross entropy of the next token; the rest stays frozen."""

import torch
from torch.nn.functional import cross_entropy, linear


def reference(run, step):
    """The projector's gradients: the embeddings are put together by `torch.where`."""
    model, tokens = run["model"], run["tokens"]
    weight, bias = (step.value(p).requires_grad_() for p in (model.vision.weight, model.vision.bias))
    images = torch.zeros(*tokens.shape, len(bias))
    images = torch.cat([images[:, :1], linear(run["pixels"], weight, bias), images[:, 4:]], dim=1)
    embeds = torch.where((tokens == run["IMAGE"])[..., None], images, model.embedding.weight.detach()[tokens])
    logits = linear(torch.tanh(embeds).cumsum(dim=1), model.head.weight.detach(), model.head.bias.detach())
    loss = cross_entropy(logits[:, 4:-1].flatten(0, 1), tokens[:, 5:].flatten())
    return torch.autograd.grad(loss, [weight, bias])


def check_projector_learns(run):
    """At each of the three steps the projector has the gradient of the model that is put together out of place.
    三步中的每一步，projector 的梯度都与用非原地写法拼出的模型一致。"""
    vision = run["model"].vision
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, expected in zip((vision.weight, vision.bias), reference(run, step)):
            assert step.gradient(parameter) is not None, "the projector has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def check_the_rest_is_frozen(run):
    """No parameter outside the projector has a gradient.
    projector 之外的参数都没有梯度。"""
    ours = {id(parameter) for parameter in run["model"].vision.parameters()}
    assert all(p.grad is None for p in run["model"].parameters() if id(p) not in ours)


def measure(run):
    return {"steps": len(run.steps), "vision_grad": run["model"].vision.weight.grad}

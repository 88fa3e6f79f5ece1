"""The model restores the clean patches from masked ones; mask token and decoder are trained."""

import torch


def original(run):
    """The clean patches as the seed makes them, after the model's parameters."""
    torch.manual_seed(0)
    run["MaskedModel"]()
    return torch.randn(16, 6, 4)


def check_the_data_stays(run):
    """The clean patches are the same after the training as before.
    训练之后，原始 patch 和训练之前一样。"""
    assert torch.equal(run["clean"], original(run)), "the clean patches were changed"


def check_gradients(run):
    """At each of three steps every gradient, that of the mask token included, equals the forward pass written out.
    三步中的每一步，包括 mask token 在内的所有梯度都与手写的前向计算所得一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    model, clean = run["model"], original(run)
    for step in run.steps:
        values = {name: step.value(parameter).requires_grad_() for name, parameter in model.named_parameters()}
        rows = [values["mask_token"].expand(16, 4) if i in (1, 4) else clean[:, i] for i in range(6)]
        output = torch.stack(rows, dim=1) @ values["decoder.weight"].T + values["decoder.bias"]
        expected = torch.autograd.grad((output - clean).square().mean(), list(values.values()))
        for (name, parameter), wanted in zip(model.named_parameters(), expected, strict=True):
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6), name


def measure(run):
    values = {"steps": len(run.steps)}
    if run.steps:
        values["token"] = run.steps[-1].gradient(run["model"].mask_token)
    values["masked"] = run["clean"][:, [1, 4]].abs().max().item()
    return values

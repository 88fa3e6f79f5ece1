"""Four batches make one step along the gradient of their mean loss, clipped to a joint norm of 1."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def norm_of(gradients):
    return sum((g.square().sum() for g in gradients), torch.zeros(())).sqrt()


def clipped(run, index):
    """The gradient of the mean loss of all batches by torch.func, clipped to a joint norm of 1."""
    model, step, inputs, targets = run["model"], run.steps[index], run["x"], run["y"]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    gradients = grad(lambda given: mse_loss(functional_call(model, given, inputs), targets))(values)
    factor = min(1.0, 1.0 / norm_of(gradients.values()).item())
    return {name: gradient * factor for name, gradient in gradients.items()}


def check_gradients(run):
    """At each of the five steps the gradients equal torch.func's for the 64 samples together, clipped to a joint norm of 1.
    五步中的每一步，梯度都等于 torch.func 对 64 个样本整体求得的梯度裁剪到总范数 1 之后的值。"""
    assert len(run.steps) == 5
    for index, step in enumerate(run.steps):
        for name, gradient in clipped(run, index).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, gradient, atol=1e-4), f"{name} in step {index}"


def check_the_model_moves(run):
    """Each parameter changes in each step.
    每一步中每个参数都发生变化。"""
    for parameter in run["model"].parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def cosine(run, index):
    """Of the gradients that the step used and those of the mean loss."""
    expected = clipped(run, index)
    found = [run.steps[index].gradient(run["model"].get_parameter(name)) for name in expected]
    pair = [torch.cat([g.flatten() for g in gradients]) for gradients in (found, expected.values())]
    return torch.cosine_similarity(*pair, dim=0).item()


def measure(run):
    cosines = [cosine(run, index) for index in range(len(run.steps))]
    return {"steps": len(cosines), "cosine": min(cosines), "loss": run["loss"].item() * 4}


def probe(run):
    """Some step had a direction that is not the one of the mean loss."""
    return any(cosine(run, index) < 0.999 for index in range(len(run.steps)))

"""A next-token model is trained on the mean cross entropy of the tokens that are no padding."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def reference(run):
    """The gradient of the mean over the real tokens of the last batch, at the parameters of the last step."""
    model, tokens, mask, step = run["model"], run["tokens"], run["mask"], run.steps[-1]

    def value(values):
        logits = functional_call(model, values, (tokens[:, :-1],))
        return cross_entropy(logits[mask], tokens[:, 1:][mask])

    return grad(value)({name: step.value(parameter) for name, parameter in model.named_parameters()})


def check_gradients(run):
    """There are six steps, and in the last each gradient is that of the mean over the tokens that are no padding.
    共六步，最后一步的所有梯度都等于非 padding token 的平均 loss 的梯度。"""
    assert len(run.steps) == 6
    for name, expected in reference(run).items():
        gradient = run.steps[-1].gradient(run["model"].get_parameter(name))
        assert gradient is not None and torch.allclose(gradient, expected, atol=1e-6), name


def check_each_batch(run):
    """In each of the six batches the loss lies between 1 and 6, as it does for a mean over real tokens of such a model.
    六个 batch 的 loss 都在 1 和 6 之间，这是这类模型对真实 token 求平均时的范围。"""
    losses = [moment.roots[0].item() for moment in run.backwards]
    assert len(losses) == 6 and all(1 < loss < 6 for loss in losses), losses


def percent_off(run):
    expected = reference(run)
    taken = {name: run.steps[-1].gradient(run["model"].get_parameter(name)) for name in expected}
    difference = torch.cat([(taken[name] - expected[name]).flatten() for name in expected]).norm()
    return round(100 * (difference / torch.cat([g.flatten() for g in expected.values()]).norm()).item(), 1)


def measure(run):
    real = run["mask"].float().mean().item()
    name, expected = next(iter(reference(run).items()))
    times = run.steps[-1].gradient(run["model"].get_parameter(name)).norm() / expected.norm()
    first, last = (run["lengths"].sort(dim=0).values.sum(1)[index].item() for index in (0, -1))
    return {"times": round(times.item(), 3), "percent_off": percent_off(run), "real": round(100 * real), "first": round(100 * first / 160), "last": round(100 * last / 160)}


def probe(run):
    """The gradient of the last batch is smaller than that of the mean over real tokens."""
    return measure(run)["times"] < 0.95

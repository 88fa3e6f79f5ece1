"""A variational autoencoder is trained; each sample gets noise of its own."""

import torch
from torch.func import grad


def noise(run):
    """The noise of the last pass."""
    step = run.steps[-1]
    output = run["x"] @ step.value(run["encoder"].weight).T + step.value(run["encoder"].bias)
    return run["shifts"].detach() / output[:, 2:].exp()


def check_noise(run):
    """There are five steps, and in the last each sample has noise of its own, of a standard deviation between 0.8 and 1.2.
    共五步，最后一步中每个样本的噪声各不相同，标准差在 0.8 和 1.2 之间。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    assert different(run) == 64, different(run)
    assert 0.8 < noise(run).std() < 1.2


def check_gradients(run):
    """In the last step the gradients are those of the mean loss for the noise that was drawn.
    最后一步的梯度等于在所抽噪声下平均 loss 的梯度。"""
    step, drawn = run.steps[-1], noise(run)
    parameters = [*run["encoder"].parameters(), *run["decoder"].parameters()]

    def loss(weight, bias, out_weight, out_bias):
        mean, log_scale = (run["x"] @ weight.T + bias).chunk(2, dim=1)
        output = (mean + log_scale.exp() * drawn) @ out_weight.T + out_bias
        kl = (0.5 * (mean**2 + (2 * log_scale).exp() - 1) - log_scale).sum(1)
        return (0.5 * (output - run["x"]).square().sum(1) + kl).mean()

    for parameter, expected in zip(parameters, grad(loss, argnums=(0, 1, 2, 3))(*(step.value(p) for p in parameters))):
        assert torch.allclose(step.gradient(parameter), expected, atol=1e-4)


def different(run):
    return len({tuple(round(value, 4) for value in row) for row in noise(run).tolist()})


def measure(run):
    return {"different": different(run) if run.error is None else 0, "error": str(run.error).split(". ")[0], "steps": len(run.steps)}

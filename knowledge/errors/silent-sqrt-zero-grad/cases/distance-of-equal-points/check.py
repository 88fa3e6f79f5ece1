"""Embeddings are trained with the triplet loss of the hardest pairs in the batch."""

import torch
from torch.func import functional_call


def output_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return functional_call(run["model"], values, (run["x"],))


def behind(run, step, gradient):
    """The parameters' gradients at a step, from the gradient of the loss with respect to the model's output."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    _, backward = torch.func.vjp(lambda values: functional_call(run["model"], values, (run["x"],)), values)
    return backward(gradient)[0]


def unit(v):
    return v / v.square().sum().sqrt()


def check_gradients(run):
    """At each of the 30 steps every gradient follows from the closed form at the embeddings: for each anchor with a loss above 0 the unit vector of its hardest positive pair, minus that of its hardest negative pair, over the anchors.
    30 步中的每一步，所有梯度都由 embedding 处的解析解得出：对每个 loss 大于 0 的锚点，取最难正样本对的单位向量，减去最难负样本对的单位向量，再对锚点取平均。"""
    assert len(run.steps) == 30
    same = run["same"]
    for number, step in enumerate(run.steps):
        e = output_at(run, step)
        distance = torch.stack([(e - anchor).square().sum(1) for anchor in e]).sqrt()
        positive, negative = (distance * same).argmax(1), (distance + 1e3 * same).argmin(1)
        gradient = torch.zeros_like(e)
        for anchor, (near, far) in enumerate(zip(negative.tolist(), positive.tolist(), strict=True)):
            if distance[anchor, far] - distance[anchor, near] + 1 > 0:
                for other, sign in ((far, 1), (near, -1)):
                    pull = sign * unit(e[anchor] - e[other]) / len(e)
                    gradient[anchor] += pull
                    gradient[other] -= pull
        expected = behind(run, step, gradient)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-4), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and after the first backward some gradient is not."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and not all(gradient.isfinite().all() for gradient in gradients)

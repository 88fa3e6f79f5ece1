"""The decoder is trained on the reconstruction for two epochs, then on the balanced sum with the adversarial loss."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def losses_of(run, values):
    decoded = functional_call(run["decoder"], values, (run["codes"],))
    return mse_loss(decoded, run["images"]), -functional_call(run["critic"], dict(run["critic"].named_parameters()), (decoded,)).mean()


def expected_gradients(run, values, epoch):
    first = grad(lambda v: losses_of(run, v)[0])(values)
    if epoch < 2:
        return first
    second = grad(lambda v: losses_of(run, v)[1])(values)
    weight = (first["2.weight"].norm() / (second["2.weight"].norm() + 1e-4)).clamp(0, 10)
    return {name: first[name] + weight * second[name] for name in values}


def check_gradients(run):
    """At each of the four steps all gradients are those of the reconstruction, from the third on with the balanced adversarial loss, by torch.func.
    四步中的每一步，全部梯度都等于 torch.func 求得的重建 loss 的梯度；从第三步起，还要加上按比例的对抗 loss。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    parameters = dict(run["decoder"].named_parameters())
    for epoch, step in enumerate(run.steps):
        expected = expected_gradients(run, {name: step.value(p) for name, p in parameters.items()}, epoch)
        for name, parameter in parameters.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} in epoch {epoch}"


def measure(run):
    return {"error": str(run.error).split(" (")[0].split(", or set")[0].split(". ")[0] if run.error else None, "steps": len(run.steps)}

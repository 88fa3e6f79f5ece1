"""The encoder is tuned below a frozen head: what of it can have a gradient gets one, and the rest stays."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def parameters(run):
    return dict(run["model"].named_parameters())


def tuned(run):
    """The names of the encoder's floating point parameters."""
    return [name for name, p in parameters(run).items() if name.startswith("0.") and p.is_floating_point()]


def check_the_encoder_learns(run):
    """At each of the three steps the encoder's floating point parameters have torch.func's gradient, and move against it.
    三步中的每一步，encoder 的浮点参数的梯度都等于 torch.func 求得的梯度，并沿其反方向移动。"""
    assert len(run.steps) == 3 and tuned(run)
    for step, after in zip(run.steps, (*run.steps[1:], None)):
        fixed = {name: step.value(p) for name, p in parameters(run).items()}

        def loss(values):
            return cross_entropy(functional_call(run["model"], {**fixed, **values}, (run["x"],)), run["labels"])

        expected = grad(loss)({name: fixed[name] for name in tuned(run)})
        for name in tuned(run):
            gradient = step.gradient(parameters(run)[name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected[name], atol=1e-6), name
            moved = after.value(parameters(run)[name]) if after else parameters(run)[name].detach()
            assert torch.allclose(moved, fixed[name] - 0.1 * gradient, atol=1e-6), name


def check_the_rest_stays(run):
    """The head and the integers do not change.
    head 和整数都不变。"""
    for name, p in parameters(run).items():
        if name not in tuned(run):
            assert torch.equal(p.detach(), run.steps[0].value(p)), name

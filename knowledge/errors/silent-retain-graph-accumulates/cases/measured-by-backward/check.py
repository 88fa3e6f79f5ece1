"""Both losses train the network once; the gradient norm of each is logged."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def gradients(run, step, terms):
    """The gradients of the sum of some losses, by torch.func."""
    model = run["model"]

    class Both(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = model

        def forward(self, x):
            hidden = self.parts[0](x).tanh()
            return self.parts[1](hidden), self.parts[2](hidden)

    def loss(values):
        outputs = functional_call(Both(), {f"parts.{name}": value for name, value in values.items()}, (run["x"],))
        losses = [mse_loss(output, run[name]) for output, name in zip(outputs, ("depth", "normal"))]
        return sum(losses[term] for term in terms)

    return grad(loss)({name: step.value(parameter) for name, parameter in model.named_parameters()})


def check_gradients(run):
    """At each of the five steps every gradient equals that of the sum of both losses.
    五步中的每一步，所有梯度都等于两个 loss 之和的梯度。"""
    assert len(run.steps) == 5
    for step in run.steps:
        for name, expected in gradients(run, step, (0, 1)).items():
            assert torch.allclose(step.gradient(run["model"].get_parameter(name)), expected, atol=1e-6), name


def check_norms(run):
    """The last logged norms are those of the encoder's gradient of each loss alone.
    最后一次记录的范数分别等于每个 loss 单独对 encoder 权重的梯度范数。"""
    for term, name in enumerate(("depth_norm", "normal_norm")):
        expected = gradients(run, run.steps[-1], (term,))["0.weight"].norm()
        assert torch.allclose(torch.as_tensor(run[name]).detach(), expected, atol=1e-5), name


def measure(run):
    if run.error:
        return {"error": str(run.error).split(" (")[0]}
    step = run.steps[-1]
    weight = run["encoder"].weight
    return {
        "times": round((step.gradient(weight).norm() / gradients(run, step, (0, 1))["0.weight"].norm()).item(), 3),
        "logged": float(run["normal_norm"]),
        "alone": gradients(run, step, (1,))["0.weight"].norm().item(),
    }


def probe(run):
    """The gradient is twice as large as that of the sum of the losses."""
    return abs(measure(run)["times"] - 2) < 0.01

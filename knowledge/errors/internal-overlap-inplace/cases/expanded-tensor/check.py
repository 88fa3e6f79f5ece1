"""Each set of points is moved by its own shift, and the network learns the shifts."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def check_gradients(run):
    """At each of the three steps every gradient equals that of torch.func for points plus shift.
    三步中的每一步，所有梯度都等于用“点加上平移”计算时 torch.func 求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}

        def loss(given):
            shift = functional_call(model, given, (run["x"],))
            return mse_loss(run["points"] + shift.unsqueeze(1), run["targets"])

        for name, expected in grad(loss)(values).items():
            gradient = step.gradient(model.get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def measure(run):
    pose = run["pose"].detach()
    return {
        "different": len(pose[:, :2, 2].unique(dim=0)),
        "sets": len(run["x"]),
        "error": str(run.error).split(".")[0] if run.error else None,
    }

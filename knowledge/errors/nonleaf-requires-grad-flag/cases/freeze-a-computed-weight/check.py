"""The head is trained on a frozen encoder."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def check_head_alone_is_trained(run):
    """At each of the three steps the head has the gradient of the mean squared error, and nothing else has one.
    三步中的每一步，head 的梯度都等于均方误差的梯度，其他参数都没有梯度。"""
    model, head, x, y = run["model"], run["head"], run["x"], run["y"]
    hidden = torch.tanh(run["encoder"](x)).detach()
    assert len(run.steps) == 3
    for step in run.steps:
        weights = {name: step.value(parameter) for name, parameter in head.named_parameters()}
        for name, wanted in grad(lambda w: mse_loss(functional_call(head, w, (hidden,)), y))(weights).items():
            found = step.gradient(head.get_parameter(name))
            assert found is not None and torch.allclose(found, wanted, atol=1e-5), f"{name}: another gradient"
    trained = {id(parameter) for parameter in head.parameters()}
    assert all(p.grad is None for p in model.parameters() if id(p) not in trained), "the encoder has a gradient"


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    return {"names": [name for name, p in run["encoder"].named_parameters() if p.grad is not None]}

"""Behind each batch norm the gradient is divided by its standard deviation, and all parameters are trained."""

import torch
import torch.nn.functional as F
from torch.autograd import grad

LAYERS = ((0, 1), (3, 4))


def expected_gradients(run, step):
    """By name, from the values before this step: the backward pass in three parts, normalised between them."""
    model = run["model"]
    values = {name: step.value(p).clone().requires_grad_() for name, p in model.named_parameters()}
    flow, entered = run["x"], []
    for linear, norm in LAYERS:
        flow = F.linear(flow, values[f"{linear}.weight"], values[f"{linear}.bias"])
        entered.append(flow)
        flow = F.batch_norm(flow, None, None, values[f"{norm}.weight"], values[f"{norm}.bias"], training=True).relu()
    output = F.linear(flow, values["6.weight"], values["6.bias"])
    expected, root, upstream = {}, F.cross_entropy(output, run["y"]), None
    for names, before in (
        (("6.weight", "6.bias", "4.weight", "4.bias"), entered[1]),
        (("3.weight", "3.bias", "1.weight", "1.bias"), entered[0]),
        (("0.weight", "0.bias"), None),
    ):
        wanted = [values[name] for name in names] + ([] if before is None else [before])
        found = grad(root, wanted, upstream, retain_graph=True)
        expected.update(zip(names, found[: len(names)], strict=True))
        if before is not None:
            root, upstream = before, found[-1] / found[-1].std()
    return expected


def check_gradients(run):
    """At each of the three steps all ten parameters have the gradient of a backward pass that divides by the standard deviation in front of each batch norm.
    三步里，全部十个参数的梯度都等于这样一次反向：在每个 batch norm 之前把梯度除以它的标准差。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], rtol=1e-3, atol=1e-4), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, model = run.steps[0], run["model"]
    norm, first = step.gradient(model[1].weight), step.gradient(model[0].weight)
    return {
        "norm_grad": norm,
        "times": (expected_gradients(run, step)["0.weight"].norm() / first.norm()).item(),
    }

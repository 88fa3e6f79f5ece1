"""The body and the first head are trained; the second head waits for its task; the norm of all gradients is logged."""

import torch
from torch.func import functional_call, grad


def expected_gradients(run, step):
    model = run["model"]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}

    def loss(given):
        return ((functional_call(model, given, (run["x"], 0)) - run["y"]) ** 2).mean()

    return grad(loss)(values)


def check_gradients(run):
    """At each of the ten steps the gradients of body and first head equal torch.func's.
    十步中的每一步，body 和 first 的梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 10
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            if not name.startswith("second"):
                found = step.gradient(run["model"].get_parameter(name))
                assert found is not None, f"{name} has no gradient"
                assert torch.allclose(found, expected, atol=1e-5), name


def check_the_model_moves(run):
    """The weights of body and first head differ from step to step.
    每一步 body 和 first 的权重都与上一步不同。"""
    for weight in (run["model"].body.weight, run["model"].first.weight):
        values = [step.value(weight) for step in run.steps]
        assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def check_the_norms(run):
    """Each logged norm is that of all gradients of the step, by torch.func.
    记录下来的每个范数都等于 torch.func 求得的全部梯度的范数。"""
    for step, norm in zip(run.steps, run["norms"], strict=True):
        squares = sum(gradient.square().sum() for gradient in expected_gradients(run, step).values())
        assert abs(squares.sqrt() - norm) < 1e-4


def check_the_second_head_waits(run):
    """The second head has the values it began with.
    second 的值与开始时相同。"""
    weight = run["model"].second.weight
    assert torch.equal(run.steps[0].value(weight), weight)


def measure(run):
    weight = run["model"].second.weight
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if run.steps:
        values["moved"] = (weight - run.steps[0].value(weight)).abs().max().item()
        values["second_grad"] = run.steps[0].gradient(weight)
    return values

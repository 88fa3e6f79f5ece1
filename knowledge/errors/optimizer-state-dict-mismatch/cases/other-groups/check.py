"""After the restart both layers are trained on as if there had been none."""

import torch
from torch.func import functional_call, grad


def of_shape(moment, shape):
    """The parameter of that shape at a moment: each shape occurs once in the model."""
    return next(tensor for tensor in moment.tensors.values() if tensor.shape == shape)


def adam_walk(gradients, lr):
    """Where Adam goes from zero with these gradients, after each step."""
    m = v = place = torch.zeros_like(gradients[0])
    for count, gradient in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        place = place - lr * (m / (1 - 0.9**count)) / ((v / (1 - 0.999**count)).sqrt() + 1e-8)
        yield place


def follows_adam(run, shape, first, lr):
    """Whether the parameter's values from step `first` on are those of Adam with averages begun there."""
    moments = run.steps[first:]
    gradients = [moment.gradient(of_shape(moment, shape)) for moment in moments]
    assert all(gradient is not None for gradient in gradients), "no gradient"
    values = [moment.value(of_shape(moment, shape)) for moment in moments][1:]
    values.append(next(p for p in run["model"].parameters() if p.shape == shape))
    start = moments[0].value(of_shape(moments[0], shape))
    return all(torch.allclose(value, start + way, atol=1e-5) for value, way in zip(values, adam_walk(gradients, lr), strict=True))


def check_the_last_layer_goes_on(run):
    """Over all nine steps the last weight moves by Adam's rule with lr 0.01, with averages over all gradients so far.
    全部九步里，最后一层的 weight 都按 Adam 的公式以 lr 0.01 更新，滑动平均涵盖到目前为止的所有梯度。"""
    assert len(run.steps) == 9, f"{len(run.steps)} steps"
    assert follows_adam(run, (1, 8), 0, 0.01)


def check_the_first_layer_goes_on(run):
    """From the fourth step on the first weight moves by Adam's rule with lr 0.001, with averages over the gradients since.
    从第四步起，第一层的 weight 按 Adam 的公式以 lr 0.001 更新，滑动平均涵盖此后的所有梯度。"""
    assert len(run.steps) == 9, f"{len(run.steps)} steps"
    assert follows_adam(run, (8, 4), 3, 0.001)


def check_gradients(run):
    """At each of the last three steps every gradient is that of the mean squared error, by torch.func.
    最后三步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    model = run["model"]
    for step in run.steps[-3:]:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: ((functional_call(model, given, run["x"]) - run["y"]) ** 2).mean())(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 9:
        weights = [of_shape(run.steps[7], (8, 4)), of_shape(run.steps[8], (8, 4))]
        way = run.steps[8].value(weights[1]) - run.steps[7].value(weights[0])
        values["largest"] = way.abs().max().item()
    return values

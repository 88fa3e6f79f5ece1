"""The pretrained layer and new ones are trained on another task, with a fresh optimizer."""

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


def check_fresh_averages(run):
    """From its pretrained value on, the first weight moves by Adam's rule with lr 0.001 and averages begun anew.
    第一层的 weight 从预训练的值出发，按 Adam 的公式更新：lr 为 0.001，滑动平均从零开始。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    assert torch.equal(run.steps[1].value(run["model"][0].weight), run["checkpoint"]["model"]["0.weight"])
    assert follows_adam(run, (8, 4), 1, 0.001)


def check_new_layers_learn(run):
    """Each of the last three steps changes the weights of the new layers.
    最后三步中的每一步都改变了新层的 weight。"""
    for weight in (run["model"][2].weight, run["model"][4].weight):
        values = [*(step.value(weight) for step in run.steps[1:]), weight]
        assert len(values) == 4 and all(not torch.equal(a, b) for a, b in zip(values, values[1:]))


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
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

"""A classifier is trained; the norms of the gradients of two layers' outputs are logged."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def gradients(run, step):
    """The gradients of the cross entropy, by torch.func, without the model and its hooks."""

    def loss(given):
        hidden = linear(run["x"].detach(), given["0.weight"], given["0.bias"]).tanh()
        return cross_entropy(linear(hidden, given["2.weight"], given["2.bias"]), run["y"])

    return grad(loss)({name: step.value(p) for name, p in run["model"].named_parameters()})


def check_gradients(run):
    """At each of the four steps every gradient equals that of torch.func, and the input has none.
    四步中的每一步，所有梯度都等于 torch.func 求得的梯度，且输入没有梯度。"""
    assert len(run.steps) == 4
    for step in run.steps:
        for name, expected in gradients(run, step).items():
            assert torch.allclose(step.gradient(run["model"].get_parameter(name)), expected, atol=1e-6), name
    assert run["x"].grad is None, "x has a gradient"


def check_no_warning(run):
    """There is no warning about full backward hooks.
    没有关于 full backward hook 的警告。"""
    assert not [message for _, message in run.warnings if "backward hook" in message], "it warns"


def expected_norms(run, step):
    first, last = (run["model"][index] for index in (0, 2))
    hidden = run["x"].detach() @ step.value(first.weight).T + step.value(first.bias)
    weight, bias = step.value(last.weight), step.value(last.bias)
    by_hidden = grad(lambda given: cross_entropy(given.tanh() @ weight.T + bias, run["y"]))(hidden)
    by_logits = grad(lambda given: cross_entropy(given, run["y"]))(hidden.tanh() @ weight.T + bias)
    return by_hidden.norm().item(), by_logits.norm().item()


def check_norms(run):
    """Four norms are logged for each layer, and they are those of torch.func.
    每层记录了四个范数，都与 torch.func 的结果一致。"""
    assert [len(values) for values in run["norms"].values()] == [4, 4]
    for index, step in enumerate(run.steps):
        for values, expected in zip(run["norms"].values(), expected_norms(run, step)):
            assert abs(values[index] - expected) < 1e-5


def measure(run):
    return {"shape": None if run["x"].grad is None else tuple(run["x"].grad.shape)}

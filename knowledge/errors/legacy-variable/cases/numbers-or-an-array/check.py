"""A bigram model is trained to predict the next word of the sentence."""

import torch
from torch.func import grad
from torch.nn.functional import one_hot


def loss_of(table, weight, bias):
    """The table is looked up by a product with one-hot vectors."""
    ids = torch.tensor([0, 1, 2, 3, 0, 4])
    logits = one_hot(ids[:-1], 5).float() @ table @ weight.T + bias
    return -(one_hot(ids[1:], 5) * logits.log_softmax(1)).sum() / 5


def check_gradients(run):
    """At each of the three steps all gradients are those of the next word's cross entropy, by torch.func with one-hot vectors.
    三步中的每一步，全部梯度都等于 torch.func 以 one-hot 向量对下一个词的交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = [*run["embedding"].parameters(), *run["output"].parameters()]
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1, 2))(*(step.value(p) for p in parameters))
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    return {"error": str(run.error).split(";")[0] if run.error else None, "steps": len(run.steps)}

"""Each node sums the messages of all edges that lead to it."""

import torch
from torch.func import grad


def outputs(weight, bias, run):
    """The sums by a product with the adjacency matrix, which counts parallel edges."""
    return run["adjacency"] @ (run["x"] @ weight.T + bias)


def loss_of(weight, bias, run):
    return ((outputs(weight, bias, run) - run["wanted"]) ** 2).mean()


def check_gradients(run):
    """At each of the 100 steps weight and bias have torch.func's gradient of the loss of the summed messages.
    100 步中的每一步，weight 和 bias 的梯度都等于 torch.func 对消息求和后的 loss 求得的梯度。"""
    message = run["layer"].message
    assert len(run.steps) == 100
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1))(step.value(message.weight), step.value(message.bias), run)
        for parameter, gradient in zip((message.weight, message.bias), expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-3)


def check_sums(run):
    """The layer's output is the sum of the messages at each node.
    该层的输出是每个节点收到的消息之和。"""
    message = run["layer"].message
    found = run["layer"](run["x"], run["source"], run["target"])
    assert torch.allclose(found, outputs(message.weight, message.bias, run), atol=1e-4)


def measure(run):
    degrees = run["adjacency"].sum(1)
    return {
        "edges": len(run["target"]),
        "lost": (degrees - degrees.clamp(max=1)).sum().item(),
        "loss": run["loss"].item(),
        "steps": len(run.steps),
    }


def probe(run):
    """Some node's output is not the sum of its messages."""
    message = run["layer"].message
    found = run["layer"](run["x"], run["source"], run["target"])
    return not torch.allclose(found, outputs(message.weight, message.bias, run), atol=1e-4)

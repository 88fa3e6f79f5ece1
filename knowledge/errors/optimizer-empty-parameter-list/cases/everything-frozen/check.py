"""The new head is trained on the mean squared error; the rest stays frozen."""

import torch


def check_head_learns(run):
    """At each of the three steps the head's gradients equal the closed form of the mean squared error.
    三步中的每一步，head 的梯度都等于均方误差的解析梯度。"""
    head, x, y = run["model"][2], run["x"], run["y"]
    hidden = torch.relu(run["model"][0](x)).detach()
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = hidden @ step.value(head.weight).T + step.value(head.bias) - y
        assert step.gradient(head.weight) is not None, "the head's weight has no gradient"
        assert torch.allclose(step.gradient(head.weight), 2 * residual.T @ hidden / len(x), atol=1e-5)
        assert torch.allclose(step.gradient(head.bias), 2 * residual.mean(0), atol=1e-5)


def check_head_moves(run):
    """The head's weight changes between the first and the last step.
    head 的权重在第一步和最后一步之间发生了变化。"""
    weight = run["model"][2].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def check_the_rest_is_frozen(run):
    """The first layer's parameters have no gradient.
    第一层的参数没有梯度。"""
    assert all(parameter.grad is None for parameter in run["model"][0].parameters())


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps), "head_grad": run["model"][2].weight.grad}

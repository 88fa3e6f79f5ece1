"""The policy is trained on the reward that another process gives for the action."""

import torch


def check_policy_gradient(run):
    """At each of the three steps weight and bias have the gradient of -reward times log probability, in closed form.
    三步中的每一步，weight 和 bias 的梯度都等于“负奖励乘以对数概率”的解析解。"""
    policy = run["policy"]
    assert len(run.steps) == 3
    for state, step in zip(run["states"], run.steps):
        probabilities = (step.value(policy.weight) @ state + step.value(policy.bias)).softmax(0)
        action = int(probabilities[1] > probabilities[0])
        reward = 1.0 if action == 1 else -0.5
        slope = reward * (probabilities - torch.eye(2)[action])
        assert step.gradient(policy.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(policy.weight), slope[:, None] * state, atol=1e-6)
        assert torch.allclose(step.gradient(policy.bias), slope, atol=1e-6)


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps), "weight_grad": run["policy"].weight.grad}

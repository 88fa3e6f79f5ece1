"""The policy is trained on the expected reward, with a bonus for its entropy."""

import torch
from torch.func import grad


def expected_loss(weight, bias, states, best):
    """In closed form: the mean over the actions is taken, no action is drawn."""
    log_p = torch.log_softmax(states @ weight.T + bias, dim=1)
    reward = log_p.exp().gather(1, best[:, None]).mean()
    entropy = -(log_p.exp() * log_p).sum(dim=1).mean()
    return -reward - 0.05 * entropy


def percent_off(run):
    """How far the summed gradient is from the summed expected one, in percent of its norm."""
    policy, total, expected = run["policy"], 0.0, 0.0
    for step in run.steps:
        weight, bias = step.value(policy.weight), step.value(policy.bias)
        expected = expected + grad(expected_loss)(weight, bias, run["states"], run["best"])
        total = total + step.gradient(policy.weight)
    return 100 * ((total - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """Summed over the 100 steps, the gradient of the weight is within 10 % of that of the closed-form expectation.
    100 步累加起来，权重的梯度与期望的解析解之差小于其范数的 10 %。"""
    assert len(run.steps) == 100
    assert percent_off(run) < 10, percent_off(run)


def measure(run):
    found = {"steps": len(run.steps), "error": type(run.error).__name__}
    if run.steps:
        with torch.no_grad():
            chosen = torch.softmax(run["policy"](run["states"]), dim=1).gather(1, run["best"][:, None])
        found |= {"percent_off": round(percent_off(run)), "reward": chosen.mean().item()}
    return found


def probe(run):
    """The gradient of the policy is not that of the expected reward."""
    return percent_off(run) > 10

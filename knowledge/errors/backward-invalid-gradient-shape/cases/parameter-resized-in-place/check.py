"""After two steps two of the six neurons are cut off, and the smaller network is trained on."""

import torch
from torch.func import functional_call, grad


def parameters(run):
    return dict(run["model"].named_parameters())


def expected_at(run, step):
    """torch.func's gradient of the mean squared error of the pruned network."""
    values = {name: step.value(parameter) for name, parameter in parameters(run).items()}
    return grad(lambda values: ((functional_call(run["model"], values, (run["x"],)) - run["y"]) ** 2).mean())(values)


def check_the_pruned_network_learns(run):
    """There are four steps; in the last two each parameter of the pruned network has torch.func's gradient.
    共有四步；最后两步中，剪枝后网络的每个参数的梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 4
    assert run["model"][0].weight.shape == (4, 4) and run["model"][2].weight.shape == (1, 4)
    for step in run.steps[2:]:
        for name, expected in expected_at(run, step).items():
            gradient = step.gradient(parameters(run)[name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def check_it_moves(run):
    """Between the last two steps each parameter changes by -0.1 times its gradient.
    最后两步之间，每个参数的变化量都等于 -0.1 乘以它的梯度。"""
    before, after = run.steps[2:]
    for name, parameter in parameters(run).items():
        expected = before.value(parameter) - 0.1 * before.gradient(parameter)
        assert torch.allclose(after.value(parameter), expected, atol=1e-6), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

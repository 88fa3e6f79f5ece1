"""Each code is to be decided and all codes to be used: both over the data of all ranks."""

import torch
from torch.func import grad


def entropy(probabilities):
    return -(probabilities * probabilities.log()).sum(-1)


def expected_gradients(run, step):
    """One process with the data of all ranks."""
    network, x = run["network"], run["x"].flatten(0, 1)
    values = {name: step.value(parameter) for name, parameter in network.named_parameters()}

    def loss(given):
        codes = (x @ given["weight"].T + given["bias"]).softmax(dim=1)
        return entropy(codes).mean() - entropy(codes.mean(dim=0))

    return grad(loss)(values)


def off(run, step):
    network, expected = run["network"], expected_gradients(run, step)
    found = torch.cat([step.gradient(network.weight).flatten(), step.gradient(network.bias)])
    wanted = torch.cat([expected["weight"].flatten(), expected["bias"]])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, the gradients equal those of torch.func for the loss of one process with all the data.
    每个 rank 的三步中，梯度都等于把所有数据放在一个进程里计算 loss 时 torch.func 所得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(run, step) < 1e-4, f"step {number} is off by {off(run, step):.2g}"


def check_no_warning(run):
    """There is no warning about an autograd kernel.
    没有关于 autograd kernel 的警告。"""
    assert not [message for _, message in run.warnings if "autograd kernel" in message], "it warns"


def measure(run):
    return {"percent_off": round(100 * off(run, run.steps[0])), "ranks": run.world_size}

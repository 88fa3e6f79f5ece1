"""The global model holds the mean of what the clients have learned."""

import torch


def names(run):
    return [name for name, value in run["clients"][0].state_dict().items() if value.is_floating_point()]


def mean(run, name):
    return torch.stack([client.state_dict()[name] for client in run["clients"]]).mean(0)


def check_mean(run):
    """Each parameter and each running statistic of the global model is the mean of the three clients'.
    global_model 的每个参数和每个 running 统计量，都是三个 client 的平均。"""
    for name in names(run):
        assert torch.allclose(run["global_model"].state_dict()[name], mean(run, name), atol=1e-5), name


def check_counter(run):
    """The counter of batches is an integer, and says 2 as with each client.
    batch 计数器仍是整数，与每个 client 一样为 2。"""
    counter = run["global_model"][1].num_batches_tracked
    assert not counter.is_floating_point() and counter == 2


def check_clients_trained(run):
    """Six steps were taken.
    一共执行了六步。"""
    assert len(run.steps) == 6


def measure(run):
    found = run["global_model"].state_dict()["0.weight"]
    with torch.no_grad():
        alone, together = run["global_model"](run["data"][0][:4]), run["global_model"](run["data"][0])[:4]
    return {
        "zeros": (found == 0).sum().item(),
        "lowest": found.min().item(),
        "size": found.numel(),
        "differs": (alone - together).abs().max().item(),
    }

"""Each rank ends with the mean over the ranks of the gradients of both losses on their own data."""

import torch


def loss_of(values, rows):
    hidden = torch.tanh(rows @ values["body.weight"].T + values["body.bias"])
    outputs = [hidden @ values[f"heads.{task}.weight"].T + values[f"heads.{task}.bias"] for task in ("depth", "normal")]
    return sum(output.pow(2).mean() for output in outputs)


def expected_gradients(run):
    network, data = run["network"], run["data"]
    values = {name: parameter.detach() for name, parameter in network.named_parameters()}
    per_rank = [torch.func.grad(loss_of)(values, rows) for rows in data]
    return {name: sum(gradients[name] for gradients in per_rank) / run.world_size for name in values}


def check_gradients(run):
    """In every rank each gradient equals the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 上的每个梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    for name, expected in expected_gradients(run).items():
        found = run["network"].get_parameter(name).grad
        assert found is not None, f"{name} has no gradient"
        assert torch.allclose(found, expected, atol=1e-6), f"{name} is not the mean over the ranks"


def measure(run):
    return {
        "error": str(run.error).split(".")[0] if run.error else None,
        "found": run["network"].body.bias.grad,
        "expected": expected_gradients(run)["body.bias"],
    }

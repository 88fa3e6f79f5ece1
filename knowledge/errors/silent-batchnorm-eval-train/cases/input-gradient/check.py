"""The saliency of each sample: the gradient of its own score, as the trained network gives it at inference."""

import torch


def expected_saliency(run):
    first, norm, last = run["model"]
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return ((last.weight * scale) @ first.weight).detach()


def check_saliency(run):
    """Every row of the samples' gradient equals the closed form, the product of the layers' weights with the running statistics.
    samples 的梯度的每一行都等于解析解：各层权重的乘积，其中归一化用 running statistics。"""
    assert torch.allclose(run["saliency"], expected_saliency(run).expand(6, 4), atol=1e-4)


def check_the_model_was_trained(run):
    """50 steps were taken, and the running statistics were updated 50 times.
    共更新了 50 步，running statistics 更新了 50 次。"""
    assert len(run.steps) == 50
    assert run["model"][1].num_batches_tracked == 50, run["model"][1].num_batches_tracked


def measure(run):
    return {
        "largest": round(run["saliency"].abs().max().item(), 4),
        "found": run["saliency"][0].round(decimals=4) + 0.0,
        "expected": expected_saliency(run)[0],
    }


def probe(run):
    """The gradient of the summed scores vanishes in every element."""
    return run["saliency"].abs().max().item() < 1e-4

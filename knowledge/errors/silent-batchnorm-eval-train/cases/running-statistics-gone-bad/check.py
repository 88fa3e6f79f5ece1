"""A network with batch norm is trained in small batches, and then evaluated, each sample by itself."""

import torch
from torch.nn.functional import mse_loss


def check_each_sample_by_itself(run):
    """A sample's prediction is the same in a batch and alone.
    样本放在 batch 里与单独预测，结果相同。"""
    assert torch.allclose(run["prediction"], run["alone"], atol=1e-4)


def check_evaluation(run):
    """The mean squared error of the predictions is at most the training loss of the last epoch.
    预测的均方误差不高于最后一个 epoch 的训练 loss。"""
    training = run["total"] / len(run["batches"])
    assert mse_loss(run["prediction"], run["y"]) <= training, mse_loss(run["prediction"], run["y"])


def check_the_network_learns_in_small_batches(run):
    """At least 320 steps are taken, and the last epoch's training loss is below 2, where the targets have a variance of about 4.
    至少更新 320 步，最后一个 epoch 的训练 loss 低于 2（target 的方差约为 4）。"""
    assert len(run.steps) >= 320
    assert run["total"] / len(run["batches"]) < 2.0, run["total"] / len(run["batches"])


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    return {
        "training": round(run["total"] / len(run["batches"]), 2),
        "evaluation": round(mse_loss(run["prediction"], run["y"]).item(), 2),
        "difference": round((run["prediction"] - run["alone"]).abs().max().item(), 2),
    }


def probe(run):
    """The evaluation loss is above the training loss of the last epoch."""
    return mse_loss(run["prediction"], run["y"]).item() > run["total"] / len(run["batches"])

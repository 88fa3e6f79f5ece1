"""A network learns from images that come one by one, and is then evaluated, each image by itself."""

import torch
from torch.nn.functional import mse_loss


def check_each_image_by_itself(run):
    """An image's prediction is the same in a batch and alone.
    图像放在 batch 里与单独预测，结果相同。"""
    assert torch.allclose(run["prediction"], run["alone"], atol=1e-4)


def check_it_learned(run):
    """The mean squared error of the predictions is below a tenth of the labels' variance.
    预测的均方误差低于 label 方差的十分之一。"""
    error = mse_loss(run["prediction"], run["labels"]) / run["labels"].var()
    assert error < 0.1, f"{error:.3f} of the variance"


def measure(run):
    return {
        "evaluation": round(mse_loss(run["prediction"], run["labels"]).item(), 3),
        "variance": round(run["labels"].var().item(), 3),
        "steps": len(run.steps),
    }


def probe(run):
    """The predictions are worse than half the labels' variance."""
    return (mse_loss(run["prediction"], run["labels"]) > 0.5 * run["labels"].var()).item()

"""A grid holds in each cell the features of its last point, or the mean of its points."""

import torch
from torch.func import grad
from torch.nn.functional import one_hot


def grids(run):
    """Two matrices that make a grid of the points: the last point of each cell, and their mean."""
    members = one_hot(run["cell"], 10).T.float()
    last = torch.tensor([max(i for i, c in enumerate(run["cell"].tolist()) if c == k) for k in range(10)])
    return one_hot(last, 60).float(), members / members.sum(1, keepdim=True)


def loss_of(weight, bias, matrix, run):
    return ((matrix @ (run["points"] @ weight.T + bias) - run["wanted"]) ** 2).mean()


def expected_gradients(run, step, matrix):
    encoder = run["encoder"]
    return grad(loss_of, argnums=(0, 1))(step.value(encoder.weight), step.value(encoder.bias), matrix, run)


def check_gradients(run):
    """At each of the 200 steps weight and bias have torch.func's gradient of the loss of the grid that was written.
    200 步中的每一步，weight 和 bias 的梯度都等于 torch.func 对所写网格的 loss 求得的梯度。"""
    encoder = run["encoder"]
    assert len(run.steps) == 200
    assert all(step.has(encoder.weight) and step.gradient(encoder.weight) is not None for step in run.steps)
    fits = [all(agree(run, step, matrix) for step in run.steps) for matrix in grids(run)]
    assert any(fits), "neither the gradient of the last points nor that of the means"


def agree(run, step, matrix):
    pairs = zip((run["encoder"].weight, run["encoder"].bias), expected_gradients(run, step, matrix))
    return all(torch.allclose(step.gradient(parameter), gradient, atol=1e-4) for parameter, gradient in pairs)


def check_the_grid(run):
    """The grid holds the last point of each cell, or the mean of its points.
    网格的每个格子里是最后一个点的特征，或者其中各点的平均。"""
    encoder = run["encoder"]
    features = run["points"] @ run.steps[-1].value(encoder.weight).T + run.steps[-1].value(encoder.bias)
    assert any(torch.allclose(run["grid"], matrix @ features, atol=1e-4) for matrix in grids(run))


def measure(run):
    weight = run["encoder"].weight
    values = {"points": 60, "cells": 10, "steps": len(run.steps), "loss": run["loss"].item()}
    expected = expected_gradients(run, run.steps[0], grids(run)[0])[0]
    found = run.steps[0].gradient(weight)
    values["cosine"] = torch.cosine_similarity(found.flatten(), expected.flatten(), dim=0).item()
    return values


def probe(run):
    """The grid holds the last points, and the gradient is not theirs."""
    return not any(agree(run, run.steps[0], matrix) for matrix in grids(run))

"""A net is trained on distances of pairs, in each of the six batches."""

import torch


def check_each_batch_trains(run):
    """There are six steps, and at each the weight's gradient equals the closed form, where an equal pair counts as zero.
    共六步，每一步 weight 的梯度都等于解析解，其中相同的一对按零计。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for batch, step in enumerate(run.steps):
        inputs = run["left"][batch] - run["right"][batch]
        difference = inputs @ step.value(run["net"].weight).T
        distance = difference.norm(dim=1, keepdim=True)
        slope = torch.where(distance > 0, 2 * (distance - 1) / distance.clamp(min=1e-20), 0.0) / len(inputs)
        assert torch.allclose(step.gradient(run["net"].weight), (slope * difference).T @ inputs, atol=1e-4), batch


def check_no_warning(run):
    """No operation is reported.
    没有任何运算被报告。"""
    assert not [message for _, message in run.warnings if "Error detected" in message], "one is reported"


def measure(run):
    weight = run["net"].weight
    return {"steps": len(run.steps), "nan": int(weight.isnan().sum()), "weights": weight.numel()}

"""Each of the four batches trains the score; those with an object train the box as well."""

import torch


def expected_gradient(run, step, batch):
    """The gradient of the weight: of the score's binary cross entropy, and of the found boxes' smooth L1 loss."""
    features, labels, targets = (run[name][batch] for name in ("all_features", "all_labels", "all_targets"))
    output = features @ step.value(run["model"].weight).T + step.value(run["model"].bias)
    slope = torch.zeros_like(output)
    slope[:, 0] = (output[:, 0].sigmoid() - labels) / len(labels)
    found = labels == 1
    if found.any():
        slope[found, 1:] = (output[found, 1:] - targets[found]).clamp(-1, 1) / (4 * found.sum())
    return slope.T @ features


def check_every_batch_learns(run):
    """There are four steps, and at each the weight's gradient equals the closed form for that batch.
    共有四步，每一步 weight 的梯度都等于该批次的解析解。"""
    weight = run["model"].weight
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for batch, step in enumerate(run.steps):
        assert step.gradient(weight) is not None, f"batch {batch}: weight has no gradient"
        assert torch.allclose(step.gradient(weight), expected_gradient(run, step, batch), atol=1e-6), f"batch {batch}"


def measure(run):
    return {"third": run.steps[2].gradient(run["model"].weight) if len(run.steps) > 2 else "never computed"}

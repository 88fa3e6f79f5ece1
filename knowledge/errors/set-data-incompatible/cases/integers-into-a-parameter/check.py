"""The trained model is evaluated with weights that are rounded to 8 bits."""

import torch


def rounded(weight):
    scale = weight.abs().max() / 127
    return (weight / scale).round() * scale


def check_outputs(run):
    """After five steps the outputs are those of the trained weights, each rounded to a multiple of its layer's largest weight divided by 127, in closed form.
    五步之后，输出等于训练所得权重的闭式结果，其中每个权重都四舍五入到该层最大权重的 1/127 的整数倍。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    step = run.steps[-1]
    groups = run["optimizer"].param_groups
    trained = [step.value(p) - 0.1 * step.gradient(p) for group in groups for p in group["params"]]
    hidden = (run["x"] @ rounded(trained[0]).T + trained[1]).relu()
    expected = hidden @ rounded(trained[2]).T + trained[3]
    assert torch.allclose(run["outputs"], expected, atol=1e-5), "other outputs"


def measure(run):
    return {"error": str(run.error).split("\n")[0] if run.error else None}

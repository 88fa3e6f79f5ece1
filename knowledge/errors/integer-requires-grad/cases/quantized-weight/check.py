"""The adapter is trained on top of the quantized weight, which stays as it was."""

import torch


def quantized(run):
    weight = run["layer"].weight.detach()
    return (weight / run["model"].scale).round()


def check_adapter_gradients(run):
    """At each of the three steps both halves of the adapter have the gradient of the mean squared error, in closed form.
    三步中的每一步，adapter 的两个矩阵的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        a, b = step.value(model.lora_a.weight), step.value(model.lora_b.weight)
        slope = 2 * (x @ (quantized(run) * model.scale + b @ a).T - y) / y.numel()
        assert step.gradient(model.lora_a.weight) is not None, "lora_a has no gradient"
        assert torch.allclose(step.gradient(model.lora_a.weight), b.T @ slope.T @ x, atol=1e-5)
        assert torch.allclose(step.gradient(model.lora_b.weight), slope.T @ x @ a.T, atol=1e-5)


def check_weight_is_fixed(run):
    """At the end the quantized weight is what it was at the beginning, in integers.
    结束时量化权重与开始时相同，仍是整数。"""
    assert torch.equal(run["model"].weight.detach().float(), quantized(run))
    assert not run["model"].weight.is_floating_point()


def measure(run):
    if run.error:
        return {"error": str(run.error)}
    model = run["model"]
    trained = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    return {"trained": trained, "adapter": model.lora_a.weight.numel() + model.lora_b.weight.numel()}

"""A network is trained over six tasks through one step of adaptation; batches are normalised by their own statistics."""

import torch


def forward(values, x):
    """The network on one batch, normalised by the mean and the variance of this batch."""
    weight, bias, scale, shift, out_weight, out_bias = values
    hidden = x @ weight.T + bias
    hidden = (hidden - hidden.mean(0)) / (hidden.var(0, correction=0) + 1e-5).sqrt() * scale + shift
    return hidden.tanh() @ out_weight.T + out_bias


def task_loss(values, x, y, x_new, y_new):
    gradients = torch.autograd.grad((forward(values, x) - y).square().mean(), values, create_graph=True)
    adapted = [value - 0.1 * gradient for value, gradient in zip(values, gradients)]
    return (forward(adapted, x_new) - y_new).square().mean()


def expected(run, step):
    values = [step.value(p).requires_grad_() for p in run["model"].parameters()]
    tasks = zip(run["x_support"], run["y_support"], run["x_query"], run["y_query"])
    return torch.autograd.grad(sum(task_loss(values, *task) for task in tasks) / 6, values)


def check_gradients(run):
    """At each of the three steps the gradients are those of a loop over the tasks, with batch statistics written out.
    三步中的每一步，梯度都与逐个 task 循环、显式写出 batch 统计量的结果一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for p, gradient in zip(run["model"].parameters(), expected(run, step)):
            assert torch.allclose(step.gradient(p), gradient, atol=1e-4)


def measure(run):
    if not run.steps:
        return {"steps": 0}
    step, bias = run.steps[0], run["model"][0].bias
    norm = torch.cat([step.gradient(p).flatten() for p in run["model"].parameters()]).norm()
    right = torch.cat([g.flatten() for g in expected(run, step)]).norm()
    return {"steps": len(run.steps), "norm": norm, "right": right, "bias": step.gradient(bias).abs().max()}

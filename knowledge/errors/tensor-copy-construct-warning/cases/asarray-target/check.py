"""The output for noisy input is drawn to the output for clean input, which counts as fixed."""

import torch


def expected(run, step):
    model, clean, noisy = run["model"], run["clean"], run["noisy"]
    difference = (noisy - clean) @ step.value(model.weight).T
    return 2 * difference.T @ noisy / difference.numel()


def check_gradients(run):
    """At each of the three steps the weight has the closed-form gradient of the loss with the target held fixed.
    三步中的每一步，weight 的梯度都等于把 target 视为常数时 loss 的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        assert torch.allclose(step.gradient(run["model"].weight), expected(run, step), atol=1e-5)


def check_no_warning(run):
    """The program gives no warning of torch.asarray.
    程序不再给出 torch.asarray 的警告。"""
    assert not [text for _, text in run.warnings if text.startswith("torch.asarray")]


def measure(run):
    step = run.steps[0]
    return {"found": step.gradient(run["model"].weight), "expected": expected(run, step)}

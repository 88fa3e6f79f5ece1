"""The initial weight is trained so that one step of gradient descent on a task serves the task well."""

import torch


def expected_gradient(run, weight):
    """The closed form: (I - 0.1 H) times the gradient at the adapted weight, summed over the tasks; H = 2/5 X'X."""
    total = torch.zeros_like(weight)
    for x, y in zip(run["x"], run["y"], strict=True):
        hessian = 2 / 5 * x[:5].T @ x[:5]
        adapted = weight - 0.1 * 2 / 5 * x[:5].T @ (x[:5] @ weight - y[:5])
        total += (torch.eye(3) - 0.1 * hessian) @ (2 / 5 * x[5:].T @ (x[5:] @ adapted - y[5:]))
    return total


def check_outer_gradient(run):
    """At each of the three steps the weight has the closed form of the outer gradient, with the derivative of the inner step.
    三步中的每一步，weight 的梯度都等于外层梯度的解析解，其中包含内层更新的导数。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        gradient = step.gradient(run["weight"])
        assert gradient is not None, "weight has no gradient"
        assert torch.allclose(gradient, expected_gradient(run, step.value(run["weight"])), atol=1e-5)


def measure(run):
    if not run.steps or run.steps[0].gradient(run["weight"]) is None:
        return {"first": None, "wanted": None}
    step = run.steps[0]
    return {"first": step.gradient(run["weight"])[0], "wanted": expected_gradient(run, step.value(run["weight"]))[0]}

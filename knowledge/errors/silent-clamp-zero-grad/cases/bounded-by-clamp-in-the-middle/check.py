"""A gate learns which of two values to take; its share of the higher one lies between 0 and 1."""


def error_of(run):
    share = run["share"].detach()
    return (share * run["high"] + (1 - share) * run["low"] - run["y"]).square().mean().item()


def check_the_gate_is_trained_from_the_start(run):
    """There are 500 steps, and in the first the gradient of each parameter of the gate is not 0.
    共 500 步，第一步 gate 的每个参数的梯度都不为 0。"""
    assert len(run.steps) == 500
    for name, parameter in run["gate"].named_parameters():
        assert run.steps[0].gradient(parameter).any(), name


def check_the_share(run):
    """In the last step each share lies between 0 and 1, and the mean squared error is below a tenth of the variance of the targets.
    最后一步，每个 share 都在 0 和 1 之间，均方误差小于目标方差的十分之一。"""
    assert run["share"].min() >= 0 and run["share"].max() <= 1
    assert error_of(run) < run["y"].var().item() / 10, error_of(run)


def measure(run):
    with_gradient = sum(bool(step.gradient(run["gate"][0].weight).any()) for step in run.steps)
    return {
        "error": error_of(run),
        "variance": run["y"].var().item(),
        "outside": int(((run["gate"](run["x"]) < 0) | (run["gate"](run["x"]) > 1)).sum()),
        "samples": len(run["y"]),
        "steps": len(run.steps),
        "with_gradient": with_gradient,
    }


def probe(run):
    """In the last step the gradient of the gate's first weight is exactly 0, and the error is not small."""
    gradient = run.steps[-1].gradient(run["gate"][0].weight)
    return not gradient.any() and error_of(run) >= run["y"].var().item() / 10

"""The model is trained in float16 on the mean squared error; the scaler leaves out the steps that overflow."""

from torch.func import functional_call, grad


def check_gradients(run):
    """There are at least five steps; at each every gradient is within 2 % of torch.func's in float32.
    至少有五步；每一步中，所有梯度与 torch.func 在 float32 下的结果相差不超过 2 %。"""
    assert len(run.steps) >= 5, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

        def loss_of(values):
            return ((functional_call(run["model"], values, (run["x"],)) - run["y"]) ** 2).mean()

        for name, expected in grad(loss_of)(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert (gradient - expected).norm() < 0.02 * expected.norm(), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}

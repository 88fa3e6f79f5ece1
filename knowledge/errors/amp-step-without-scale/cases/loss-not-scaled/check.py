"""The model is trained on the mean squared error, with gradients that are not scaled."""

from torch.func import functional_call, grad


def reference(run, step):
    """The gradients of the mean squared error at the weights of this step."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def loss(values):
        return (functional_call(run["model"], values, (run["x"],)) - run["y"]).pow(2).mean()

    return grad(loss)(values)


def check_gradients(run):
    """At least three steps are taken, and at each of them each parameter has, to a tenth of its norm, the gradient that torch.func gives for the mean squared error; none is taken where the scaled gradient overflows.
    至少走了三步；每一步，每个参数的梯度与 torch.func 对均方误差求得的梯度之差不超过其范数的十分之一；放大后的梯度溢出时不更新。"""
    assert len(run.steps) >= 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for name, expected in reference(run, step).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert (found - expected).norm() <= 0.1 * expected.norm(), f"{name}: another gradient"


def measure(run):
    values = {"error": str(run.error).split(".")[0] if run.error else None, "steps": len(run.steps)}
    weight = run["model"][0].weight
    if run.steps and run.steps[0].gradient(weight) is not None:
        expected = reference(run, run.steps[0])["0.weight"]
        values["times"] = (run.steps[0].gradient(weight).norm() / expected.norm()).item()
    return values

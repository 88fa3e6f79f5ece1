"""A network learns codes of -1 and 1 that agree where the labels do."""


def code_loss(run):
    """The loss of the signs of what the network puts out now."""
    codes = run["hash_net"](run["images"]).detach().sign()
    return (codes @ codes.T / codes.shape[1] - run["same"]).square().mean().item()


def check_gradient_from_the_start(run):
    """There are 200 steps, and in the first each parameter of the network has a gradient other than 0.
    共 200 步，第一步网络的每个参数都有不为 0 的梯度。"""
    assert len(run.steps) == 200
    for name, parameter in run["hash_net"].named_parameters():
        assert run.steps[0].gradient(parameter) is not None and run.steps[0].gradient(parameter).any(), name


def check_the_signs_agree(run):
    """At the end the loss of the codes, taken with sign, is below 0.5.
    结束时，用 sign 得到的编码的 loss 低于 0.5。"""
    assert code_loss(run) < 0.5, code_loss(run)


def measure(run):
    return {
        "loss": code_loss(run),
        "first": (lambda codes: (codes @ codes.T / 8 - run["same"]).square().mean().item())(run["codes"].detach().sign()),
        "largest": max(step.gradient(p).abs().max().item() for step in run.steps for p in run["hash_net"].parameters()),
        "steps": len(run.steps),
    }


def probe(run):
    """Each gradient is exactly zero."""
    return measure(run)["largest"] == 0

"""The decay rate is fitted to the measured trajectory, through the steps of Euler's method."""

import torch


def check_gradient(run):
    """At each of the three steps the rate has the closed form: the mean of 2 (q^k - m_k) k q^(k-1) (-0.1), where q = 1 - 0.1 rate.
    三步中的每一步，rate 的梯度都等于解析解：2 (q^k - m_k) k q^(k-1) (-0.1) 的均值，其中 q = 1 - 0.1 rate。"""
    k = torch.arange(21.0)
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        q = 1 - 0.1 * step.value(run["rate"])
        wanted = (2 * (q**k - run["measured"]) * k * q ** (k - 1) * -0.1).mean()
        gradient = step.gradient(run["rate"])
        assert gradient is not None, "rate has no gradient"
        assert torch.allclose(gradient, wanted, atol=1e-6)


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}

"""The state with the lowest energy of a Hermitian matrix is found by descent on the amplitudes."""

import torch


def energy_of(run, amplitudes):
    """The Rayleigh quotient, real by definition."""
    product = run["hamiltonian"] @ amplitudes
    return ((amplitudes.conj() * product).real.sum() / amplitudes.abs().pow(2).sum()).item()


def check_gradients(run):
    """At each of the 30 steps the gradient equals 2 * (H @ a - E * a) / |a|**2, the closed form for the energy E.
    30 步中的每一步，梯度都等于 2 * (H @ a - E * a) / |a|**2，即能量 E 的解析解。"""
    assert len(run.steps) == 30, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        a = step.value(run["amplitudes"])
        expected = 2 * (run["hamiltonian"] @ a - energy_of(run, a) * a) / a.abs().pow(2).sum()
        assert step.gradient(run["amplitudes"]) is not None, "amplitudes has no gradient"
        assert torch.allclose(step.gradient(run["amplitudes"]), expected, atol=1e-5)


def check_lowest_energy(run):
    """After the last step the energy is within 0.001 of the smallest eigenvalue.
    最后一步之后，能量与最小特征值相差不到 0.001。"""
    lowest = torch.linalg.eigvalsh(run["hamiltonian"])[0].item()
    reached = energy_of(run, run["amplitudes"].detach())
    assert reached - lowest < 1e-3, f"{reached}, lowest is {lowest}"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    return {
        "steps": len(run.steps),
        "before": energy_of(run, run.steps[0].value(run["amplitudes"])),
        "after": energy_of(run, run["amplitudes"].detach()),
        "lowest": torch.linalg.eigvalsh(run["hamiltonian"])[0].item(),
    }

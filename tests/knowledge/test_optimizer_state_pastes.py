"""Sizes and keys belong to an optimizer's state only where the failing line is an update: elsewhere they are nobody's."""

from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_entry
from whygrad.finding.evidence import choose_case
from whygrad.reading import read_report

ENTRY = read_entry(Path(__file__).resolve().parents[2] / "knowledge" / "errors" / "optimizer-state-misfit")
INDEX = signature_index([ENTRY])
SIZES = "RuntimeError: The size of tensor a (512) must match the size of tensor b (18) at non-singleton dimension 0"
SHAPE = "RuntimeError: output with shape [8] doesn't match the broadcast shape [8, 4]"
STORAGE = "RuntimeError: invalid argument 3: sizes do not match at generic/THCTensorMathPointwise.cu:271"
LIBRARY = "/usr/lib/python3.10/site-packages/torch/optim"


def at(*lines):
    """A traceback through these lines, the user's own first; those of torch begin with `torch/optim:`."""
    frames = [
        f'  File "{LIBRARY}/adam.py", line 70, in step\n    {line.partition(":")[2]}'
        if line.startswith("torch/optim:")
        else f'  File "train.py", line 9, in fit\n    {line}'
        for line in lines
    ]
    return "Traceback (most recent call last):\n" + "\n".join(frames) + "\n"


UPDATE = "torch/optim:buf.mul_(momentum).add_(d_p, alpha=1 - dampening)"
PASTES = [
    *[f"{at(line, UPDATE)}{SIZES}" for line in ("optimizer.step()", "self.opt_d.step(closure)", "scaler.step(opt)")],
    *[f"{at(line, UPDATE)}{SIZES}" for line in ("optimizers[0].step()", "optimizerG.step()", "encoder_solver.step()")],
    # torch's own lines alone, and an optimizer that stands in the project
    f"{at(UPDATE)}{STORAGE}",
    f"{at('torch/optim:exp_avg.lerp_(grad, 1 - beta1)')}{SHAPE}",
    f"{at('torch/optim:torch._foreach_lerp_(exp_avgs, grads, 1 - beta1)')}{SIZES}",
    f"{at('optimizer.step()', 'exp_avg.mul_(beta1).add_(grad, alpha=1.0 - beta1)')}{SIZES}",
]
KEYS = [
    (at("optimizer.step()", "torch/optim:exp_avg = state['exp_avg']"), "exp_avg"),
    (at("torch/optim:exp_avg, exp_avg_sq = state['exp_avg'], state['exp_avg_sq']"), "exp_avg"),
    (at("optimizer.load_state_dict(saved['optimizer'])", "torch/optim:torch.is_tensor(p_state['step'])"), "step"),
    (at("opt.step()", "torch/optim:momentum = group['momentum']"), "momentum"),
    (at("self.optim.step()", "torch/optim:beta1, beta2 = group['betas']"), "betas"),
]
FOREIGN = [
    *[
        f"{at(line)}{SIZES}"
        for line in (
            "loss = criterion(output, target)",
            "observation, reward, done, _ = env.step(action)",
            "latents = scheduler.step(noise, t, latents).prev_sample",
            "x = solver.step(x, t)",
            "self.options.step()",
            "adopt.step()",
            "self.ema_w.mul_(decay).add_(w, alpha=1 - decay)",
            "model.load_state_dict(saved['model'])",
        )
    ],
    # the closure is what failed
    f"{at('optimizer.step(closure)', 'torch/optim:loss = closure()', 'loss = criterion(output, target)')}{SIZES}",
    *[f"{at(line)}KeyError: 'momentum'" for line in ("m = config['momentum']", "print(group['momentum'])")],
    f"{at('rate = schedule(state)', 'return state[name]')}KeyError: 'step'",
    f"{at('model.load_state_dict(saved)')}KeyError: 'step'",
    f"{at('optimizer.step()')}KeyError: 'model.step.weight'",
    f"{at('optimizer.load_state_dict(saved)')}KeyError: 'param_groups'",
]


@pytest.mark.parametrize("paste", PASTES)
def test_sizes_that_differ_in_an_update_are_state_that_does_not_fit(paste):
    report = read_report(paste)
    assert [match.entry for match in INDEX.match(report)] == [ENTRY.id]
    assert choose_case({case.id: case.cues for case in ENTRY.cases}, report, INDEX.match(report)[0]).case is None


@pytest.mark.parametrize(("traceback", "key"), KEYS)
def test_a_key_that_the_optimizer_misses_is_of_another_optimizer(traceback, key):
    report = read_report(f"{traceback}KeyError: '{key}'")
    match = INDEX.match(report)[0]
    assert match.captures["key"] == key
    assert choose_case({case.id: case.cues for case in ENTRY.cases}, report, match).case == "other-optimizer"


@pytest.mark.parametrize("paste", FOREIGN)
def test_sizes_and_keys_elsewhere_are_nobodys(paste):
    assert INDEX.match(read_report(paste)) == []

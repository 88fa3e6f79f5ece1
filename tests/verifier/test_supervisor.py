"""The verifier says what happened in a program, and nothing else."""

import pytest

from service.verifier.contract import Check, Job

TRAIN = """
import torch
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.ones(4, 2), torch.zeros(4, 1)
for _ in range(2):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print("done")
"""

CHECK = '''
import torch

def check_steps(run):
    """There are two steps, and the gradient is that of the mean squared error.
    共两步，梯度是均方误差的梯度。"""
    assert len(run.steps) == len(run.backwards) == 2
    weight = run["model"].weight
    for step in run.steps:
        residual = run["x"] @ step.value(weight).T + step.value(run["model"].bias) - run["y"]
        assert torch.allclose(step.gradient(weight), 2 * (residual.T @ run["x"]) / 4)

def check_wrong(run):
    """This is false.
    这不成立。"""
    assert run["model"].weight is None, "weight is there"

def measure(run):
    return {"lr": 0.123456, "shape": run["x"].shape, "none": None, "vector": torch.tensor([1.0, 2.5])}

def probe(run):
    return True
'''


def test_a_program_that_ends_has_passed(supervisor):
    verdict = supervisor.run(Job(TRAIN, check=CHECK))
    assert verdict.outcome == "passed"
    assert verdict.stdout == "done\n"
    assert {item.name: item.status for item in verdict.gradients} == {"model.weight": "ok", "model.bias": "ok"}
    assert [check.passed for check in verdict.checks] == [True, False]
    assert verdict.checks[0].statement["zh"] == "共两步，梯度是均方误差的梯度。"
    assert verdict.checks[1].detail == "weight is there"
    assert verdict.values == {
        "lr": "0.1235",
        "shape": "[2]".replace("2", "4, 2"),
        "none": "None",
        "vector": "[1, 2.5]",
    }
    assert verdict.probe is True


def test_a_probe_that_cannot_look_is_a_check_that_failed_and_no_symptom(supervisor):
    verdict = supervisor.run(
        Job(TRAIN, check="def check_it(run):\n    pass\n\ndef probe(run):\n    return run['nothing'] > 1\n")
    )
    assert (verdict.outcome, verdict.probe) == ("passed", None)
    assert [(check.name, check.passed) for check in verdict.checks] == [("check_it", True), ("probe", False)]
    assert "nothing" in verdict.checks[1].detail


def test_an_exception_is_reported_with_the_line_of_the_program(supervisor):
    verdict = supervisor.run(Job("import torch\n\ntorch.ones(3).sum().backward()\n"))
    assert verdict.outcome == "raised"
    assert verdict.exception.type == "RuntimeError"
    assert "does not require grad" in verdict.exception.message
    assert verdict.exception.line == 3


def test_a_syntax_error_is_the_program_s(supervisor):
    verdict = supervisor.run(Job("x = (\n"))
    assert (verdict.outcome, verdict.exception.type) == ("raised", "SyntaxError")


def test_names_defined_before_the_failure_are_kept(supervisor):
    check = "def measure(run):\n    return {'x': run['x']}\n"
    verdict = supervisor.run(Job("x = 7\nraise ValueError('no')\n", check=check))
    assert verdict.values == {"x": "7"}


def test_warnings_are_recorded(supervisor):
    verdict = supervisor.run(Job("import warnings\nwarnings.warn('careful')\n"))
    assert verdict.warnings == ["UserWarning: careful"]


def test_a_process_that_leaves_no_verdict_was_killed(supervisor):
    assert supervisor.run(Job("import os\nos._exit(0)\n")).outcome == "killed"


@pytest.mark.parametrize("state", ["torch.set_grad_enabled(False)", "torch.set_default_dtype(torch.float64)"])
def test_no_program_sees_another_s_state(supervisor, state):
    supervisor.run(Job(f"import torch\n{state}\n"))
    verdict = supervisor.run(Job("import torch\nprint(torch.is_grad_enabled(), torch.get_default_dtype())\n"))
    assert verdict.stdout == "True torch.float32\n"


def test_the_same_program_draws_the_same_numbers(supervisor):
    code = "import torch, random, numpy\nprint(torch.randn(3), random.random(), numpy.random.rand())\n"
    assert supervisor.run(Job(code)).stdout == supervisor.run(Job(code)).stdout


def test_several_ranks_see_each_other(supervisor):
    code = """
import os, torch, torch.distributed as dist
dist.init_process_group("gloo")
total = torch.tensor([float(dist.get_rank() + 1)])
dist.all_reduce(total)
print(os.environ["RANK"], total.item())
dist.destroy_process_group()
"""
    check = 'def check_total(run):\n    """a\n    b"""\n    assert run["total"].item() == 3.0 and run.world_size == 2\n'
    verdict = supervisor.run(Job(code, check=check, world_size=2))
    assert verdict.outcome == "passed"
    assert verdict.stdout == "0 3.0\n"
    assert verdict.checks[0].passed


def test_a_warning_that_torch_prints_itself_is_recorded_once(supervisor):
    code = """
import torch, torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
dist.init_process_group("gloo")
model = DistributedDataParallel(torch.nn.Linear(2, 1), find_unused_parameters=True)
model(torch.ones(3, 2)).sum().backward()
dist.destroy_process_group()
"""
    (warning,) = supervisor.run(Job(code, world_size=2)).warnings
    assert warning.startswith("UserWarning: find_unused_parameters=True was specified in DDP constructor")
    assert warning.endswith("causing later iterations to have unused parameters.")


def test_a_check_that_fails_in_one_rank_fails(supervisor):
    check = 'def check_rank(run):\n    """a\n    b"""\n    assert run.rank == 0, "not rank 0"\n'
    verdict = supervisor.run(Job("x = 1\n", check=check, world_size=2))
    assert verdict.checks[0] == Check("check_rank", {"en": "a", "zh": "b"}, passed=False, detail="rank 1: not rank 0")


def test_ranks_that_wait_for_a_failed_one_are_ended(supervisor):
    code = """
import os, torch, torch.distributed as dist
dist.init_process_group("gloo")
if dist.get_rank() == 1:
    raise ValueError("rank 1 fails")
import time
time.sleep(60)
"""
    verdict = supervisor.run(Job(code, world_size=2))
    assert verdict.outcome == "raised"
    assert verdict.exception.message == "rank 1 fails"


def test_what_a_rank_made_is_not_freed_before_its_record_is_handed_in(supervisor):
    code = "import os, weakref\ngroup = set()\nweakref.finalize(group, os._exit, 1)\n"
    assert supervisor.run(Job(code, world_size=2)).outcome == "passed"

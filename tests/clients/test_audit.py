"""`whygrad run --audit`: what the first steps show of faults that raise nothing, each at its line; and SARIF."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import NON_SCALAR
from whygrad.answers.bundle import installed_library
from whygrad.cli import main

ROOT = Path(__file__).resolve().parents[2]
LOOP = """import torch

torch.manual_seed(0)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Linear(3, 4)
        self.head = torch.nn.Linear(4, 1)

    def forward(self, x):
        return self.head(torch.relu(self.body(x)))


def train(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    total = 0.0
    for step in range(100):
        loss = torch.nn.functional.mse_loss(net(torch.randn(8, 3)), torch.randn(8, 1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        print("step", step)


train(Net())
"""
FAULTS = {
    "silent-detach-in-forward": ("self.body(x))", "self.body(x).detach())", "torch.relu(self.body(x).detach())"),
    "silent-loss-history-leak": ("total += loss.item()", "total += loss", "total += loss"),
    "silent-broadcast-loss": ("torch.randn(8, 1))", "torch.randn(8))", "mse_loss"),
    "silent-missing-zero-grad": ("        optimizer.zero_grad()\n", "", "loss.backward()"),
    "silent-optimizer-never-gets-params": ("net.parameters()", "net.head.parameters()", "torch.optim.SGD"),
}


@pytest.fixture
def run(tmp_path):
    def call(code, *options):
        (tmp_path / "train.py").write_text(code, encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "whygrad", "run", "--audit", *options, "train.py"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=120)

    return call


def changed(old, new):
    assert LOOP.count(old) == 1
    return LOOP.replace(old, new)


def test_a_program_that_trains_is_clean_and_is_ended_after_the_steps(run):
    done = run(LOOP)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "step 0\nstep 1\n"
    assert "4 parameters looked at" in done.stderr and "No fault was found" in done.stderr
    assert run(LOOP, "--steps", "5").stdout.count("step") == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_raises_nothing_is_named_with_its_line(run, fault):
    old, new, at = FAULTS[fault]
    code = changed(old, new)
    done = run(code, "--json")
    assert done.returncode == 1, done.stderr
    found = {finding["id"]: finding for finding in json.loads(done.stdout)["findings"]}
    line = code.splitlines()[found[fault]["line"] - 1]
    assert at in line
    told = run(code).stderr
    assert f"whygrad explain {fault}" in told


def test_what_the_loss_does_not_need_and_cleared_gradients_are_no_faults(run):
    watched = changed("loss.backward()\n", "loss.backward()\n        print(net(torch.ones(1, 3)).item())\n")
    assert run(watched).returncode == 0
    late = changed(
        "        optimizer.zero_grad()\n        loss.backward()\n",
        "        loss.backward()\n        optimizer.zero_grad()\n",
    )
    found = json.loads(run(late, "--json").stdout)["findings"]
    assert [finding["id"] for finding in found] == ["silent-zero-grad-order"]


def test_every_parameter_is_told_with_its_gradient_and_its_optimizer(run):
    code = changed("self.head = torch", "self.spare = torch.nn.Linear(2, 2)\n        self.head = torch")
    done = run(code.replace("net.parameters()", "net.head.parameters()"), "--json")
    found = {parameter["name"]: parameter for parameter in json.loads(done.stdout)["parameters"]}
    assert found["net.spare.weight"] == {
        "name": "net.spare.weight",
        "shape": [2, 2],
        "gradient": "none",
        "optimizer": None,
    }
    assert (found["net.head.weight"]["gradient"], found["net.head.weight"]["optimizer"]) == ("ok", 1)
    assert (found["net.body.weight"]["gradient"], found["net.body.weight"]["optimizer"]) == ("ok", None)


def test_a_program_that_fails_first_is_diagnosed(run):
    done = run(changed("loss.backward()", "loss.detach().backward()"))
    assert done.returncode == 1
    assert installed_library("en").entry("no-grad-fn").title in done.stderr


def test_a_program_that_makes_no_step_is_audited_at_its_end(run):
    done = run("import torch\nprint(torch.ones(2).sum())\n")
    assert done.returncode == 0
    assert "After 0 steps, 0 parameters" in done.stderr


def check_sarif(document):
    assert document["version"] == "2.1.0"
    (sarif_run,) = document["runs"]
    rules = {rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]}
    for result in sarif_run["results"]:
        assert result["ruleId"] in rules and result["message"]["text"]
        assert result["level"] in ("error", "warning")
        assert not [key for key in result if key.startswith("_")]
    return sarif_run["results"]


def test_an_audit_as_sarif(run):
    old, new, _ = FAULTS["silent-broadcast-loss"]
    results = check_sarif(json.loads(run(changed(old, new), "--sarif").stdout))
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].startswith("file:///") and place["region"]["startLine"] > 1


def test_a_log_as_sarif(tmp_path, capsys):
    log = f'Traceback (most recent call last):\n  File "src/train.py", line 3, in <module>\n    loss.backward()\n{NON_SCALAR}\n'
    (tmp_path / "ci.log").write_text(log * 2 + "KeyError: 'x'\n", encoding="utf-8")
    main(["log", "--sarif", str(tmp_path / "ci.log")])
    first, *_ = check_sarif(json.loads(capsys.readouterr().out))
    assert first["ruleId"] == "backward-nonscalar-output" and first["occurrenceCount"] == 2
    location = first["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": "src/train.py"}, "region": {"startLine": 3}}

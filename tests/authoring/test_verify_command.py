"""`verify` on another torch: what is otherwise there is recorded and listed, and fails nothing."""

import contextlib
import json

import pytest
from click.testing import CliRunner

from service import commands
from service.authoring.evidence import other_torch
from service.authoring.evidence.store import evidence_path, installed_torch
from service.verifier import runtimes

REPRODUCTION = "errors/no-graph/cases/plain/reproduce.py"
RAISES_NOTHING = ("(x * 3)", "(x.requires_grad_() * 3)")


class Runtime(contextlib.nullcontext):
    """Stands for a torch of another version: the installed one, on which nothing needs to be started."""

    def __init__(self, run, is_ready=True):
        super().__init__(self)
        self.run, self.is_ready = run, is_ready

    def wait_ready(self, _seconds):
        return self.is_ready


@pytest.fixture
def verify(knowledge_root, run, monkeypatch):
    """Runs the command on the small knowledge; returns its exit code and what it printed."""
    monkeypatch.setattr(commands, "KNOWLEDGE", knowledge_root)
    monkeypatch.setattr(runtimes, "open_runtime", lambda interpreter: Runtime(run, interpreter != "/broken"))
    monkeypatch.setattr(other_torch, "interpreter_with", lambda torch, say: f"/with/{torch}")

    def call(*arguments):
        result = CliRunner().invoke(commands.main, ["verify", *arguments])
        return result.exit_code, result.output

    return call


def test_another_torch_has_evidence_of_its_own(verify, knowledge_root):
    assert verify("--torch", "2.4.1") == (0, "running\n2 run, 0 differences\n")
    written = json.loads(evidence_path(knowledge_root, "2.4.1", "no-graph").read_text(encoding="utf-8"))
    assert (written["torch"], written["cases"]["plain"]["reproduction"]["outcome"]) == ("2.4.1", "raised")
    assert not evidence_path(knowledge_root, installed_torch(), "no-graph").exists()


def test_a_difference_is_listed_and_recorded_and_fails_nothing(verify, edit, knowledge_root):
    edit(REPRODUCTION, *RAISES_NOTHING)
    code, output = verify("--torch", "2.4.1", "no-graph")
    assert code == 0
    assert "no-graph: plain: reproduce.py: must raise, but passed" in output
    written = json.loads(evidence_path(knowledge_root, "2.4.1", "no-graph").read_text(encoding="utf-8"))
    assert written["cases"]["plain"]["reproduction"]["outcome"] == "passed"
    assert verify("no-graph")[0] == 1  # on the newest it is a problem


def test_a_case_that_the_version_does_not_have_is_recorded_and_no_difference(verify, edit, knowledge_root):
    edit(REPRODUCTION, *RAISES_NOTHING)
    edit("errors/no-graph/entry.toml", 'id = "plain"', 'id = "plain"\ntorch = ">=2.5"')
    assert verify("--torch", "2.4.1", "no-graph") == (0, "running\n1 run, 0 differences\n")
    written = json.loads(evidence_path(knowledge_root, "2.4.1", "no-graph").read_text(encoding="utf-8"))
    assert written["cases"]["plain"]["reproduction"]["outcome"] == "passed"


def test_a_comparison_fails_where_a_run_is_not_what_was_recorded(verify, knowledge_root):
    verify("--torch", "2.4.1")
    assert verify("--check", "--torch", "2.4.1")[0] == 0
    path = evidence_path(knowledge_root, "2.4.1", "no-graph")
    path.write_text(path.read_text(encoding="utf-8").replace("raised", "passed", 1), encoding="utf-8")
    code, output = verify("--check", "--torch", "2.4.1")
    assert (code, "no-graph: the run differs from the recorded evidence" in output) == (1, True)


def test_a_torch_that_cannot_be_had_or_does_not_start_is_told(verify, monkeypatch):
    monkeypatch.setattr(other_torch, "interpreter_with", lambda torch, say: "/broken")
    assert verify("--torch", "2.4.1")[1].endswith(
        "Error: the verifier does not start; what it says of it stands above\n"
    )

    def refuse(torch, say):
        raise other_torch.NotInstalled("no such torch")

    monkeypatch.setattr(other_torch, "interpreter_with", refuse)
    assert verify("--torch", "2.99.0") == (1, "Error: no such torch\n")

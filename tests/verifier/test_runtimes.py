"""A further version of torch has one place to be added."""

import contextlib
import sys

import pytest

from service.verifier import runtimes
from service.verifier.contract import Job, NoSuchTorch, Observers, Refused, Verdict
from service.verifier.layers import NO_LAYERS, Layers
from service.verifier.local import LocalVerifier

ALL_LAYERS = Layers(
    landlock=7, uid="unprivileged", **dict.fromkeys({*Layers.__struct_fields__} - {"landlock", "uid"}, True)
)


class OtherTorch(contextlib.AbstractContextManager):
    """A runtime that stamps what it runs."""

    ready, parked, layers = True, 0, ALL_LAYERS

    def __exit__(self, *_):
        return None

    def wait_ready(self, _seconds):
        return True

    def run(self, job):
        return Verdict("passed", Observers([], []), stdout=job.code, isolation=self.layers, torch_version="9.9.0")


@pytest.fixture
def verifier(supervisor, monkeypatch):
    monkeypatch.setitem(runtimes.RUNTIMES, "2.13.0", lambda: contextlib.nullcontext(supervisor))
    monkeypatch.setitem(runtimes.RUNTIMES, "9.9.0", OtherTorch)
    with runtimes.open_runtimes() as opened:
        yield LocalVerifier(opened)


def test_the_version_that_is_installed_is_the_first(supervisor):
    assert supervisor.wait_ready(120)
    assert next(iter(runtimes.RUNTIMES)) == supervisor.run(Job("x = 1")).torch_version


def test_a_runtime_runs_on_the_interpreter_that_is_named(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")  # where a run is a new process
    with runtimes.open_runtime("/nowhere/python") as opened, pytest.raises(FileNotFoundError, match="/nowhere/python"):
        opened.run(Job("x = 1"))


@pytest.mark.parametrize(("asked", "given"), [(None, "2.13.0"), ("2.13.0", "2.13.0"), ("9.9.0", "9.9.0")])
def test_a_job_runs_on_the_version_that_it_asks_for(verifier, asked, given):
    state = verifier.submit(Job("x = 1", foreign=True, torch_version=asked), wait_seconds=30)
    assert state.verdict.torch_version == given


def test_another_version_is_refused_with_those_there_are(verifier):
    with pytest.raises(Refused) as refused:
        verifier.submit(Job("x = 1", foreign=True, torch_version="1.0"), wait_seconds=30)
    assert refused.value.refusal == NoSuchTorch(["2.13.0", "9.9.0"])


def test_each_version_answers_for_its_own_layers(verifier, monkeypatch):
    monkeypatch.setattr(OtherTorch, "layers", NO_LAYERS)
    with pytest.raises(Refused) as refused:
        verifier.submit(Job("x = 1", foreign=True, torch_version="9.9.0"), wait_seconds=30)
    assert "landlock" in refused.value.refusal.missing
    assert verifier.submit(Job("x = 1", foreign=True), wait_seconds=30).verdict.outcome == "passed"

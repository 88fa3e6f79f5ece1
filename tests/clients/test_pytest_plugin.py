"""`pytest --whygrad` in a real pytest: a section, a property in junit xml, under xdist, and nothing unasked."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from whygrad.answers.bundle import installed_library

ROOT = Path(__file__).resolve().parents[2]
TESTS = """import pytest


class Tensor:
    def backward(self):
        raise RuntimeError("grad can be implicitly created only for scalar outputs")


@pytest.fixture
def prepared():
    Tensor().backward()


def test_backward():
    loss = Tensor()
    loss.backward()


def test_setup(prepared):
    pass


def test_other():
    assert {}["x"]


def test_passes():
    assert True


@pytest.mark.xfail
def test_expected():
    Tensor().backward()
"""
TITLE = "backward-nonscalar-output"


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "test_losses.py").write_text(TESTS, encoding="utf-8")

    def call(*arguments):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120).stdout

    return call


@pytest.mark.parametrize("distributed", [(), ("-n", "2")])
def test_failing_tests_and_fixtures_are_explained(run, distributed):
    printed = run("--whygrad", *distributed)
    assert printed.count("- whygrad -") == 2
    assert printed.count(installed_library("en").entry(TITLE).title) == 2
    assert "loss.backward()" in printed
    assert "3 failed" in printed or "2 failed, 1 passed, 1 xfailed, 1 error" in printed


def test_nothing_is_told_unasked(run):
    printed = run()
    assert "whygrad" not in printed.replace("plugins: ", "").partition("FAILURES")[2]


def test_nothing_is_imported_unasked():
    code = "import sys, whygrad.pytest_plugin; print([m for m in sys.modules if m.startswith('whygrad.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.strip() == "['whygrad.pytest_plugin']"


@pytest.mark.parametrize("distributed", [(), ("-n", "2")])
def test_junit_xml_names_the_entry(run, tmp_path, distributed):
    run("--whygrad", f"--junit-xml={tmp_path / 'out.xml'}", *distributed)
    cases = ElementTree.parse(tmp_path / "out.xml").iter("testcase")
    found = {
        case.get("name"): [p.get("value") for p in case.iter("property") if p.get("name") == "whygrad"]
        for case in cases
    }
    assert found["test_backward"] == found["test_setup"] == [TITLE]
    assert found["test_other"] == found["test_passes"] == found["test_expected"] == []

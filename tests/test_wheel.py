"""What is installed in somebody's site-packages: `whygrad` with its knowledge, and nothing else."""

import json
import os
import resource
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PASTE = (ROOT / "examples" / "jupyter-flattened.txt").read_text(encoding="utf-8")
ANSWER = """
import json, sys
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose

diagnosis = diagnose(installed_library(sys.argv[1]), sys.stdin.read())
print(json.dumps([dump(diagnosis), sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names)]))
"""
COMMAND = "import sys; sys.path.insert(0, sys.argv.pop(1)); from whygrad.cli import main; sys.exit(main(sys.argv[1:]))"
FAILING = "def step():\n    raise ValueError('optimizer got an empty parameter list')\n\n\nstep()\n"
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
FRESH_PROCESS_SECONDS = 0.3  # of CPU, whatever else the machine does


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A virtual environment that has the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--quiet", str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return python


def answer(python, language="en", **options):
    command = [python, "-I", "-c", ANSWER, language]
    done = subprocess.run(command, input=PASTE, capture_output=True, text=True, encoding="utf-8", check=True, **options)
    return json.loads(done.stdout)


def test_the_wheel_holds_whygrad_with_its_knowledge_alone(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith((".dist-info", ".data"))} == {"whygrad"}
    laid = {name.partition("/data/")[2] for name in names if "/data/" in name}
    extension = "share/jupyter/labextensions/whygrad"
    assert laid == {f"{extension}/{name}" for name in ("install.json", "package.json", "static/remoteEntry.js")}
    assert {"whygrad/_data/en.json", "whygrad/_data/zh.json", "whygrad/answers/messages/zh.json"} <= {*names}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_installed_wheel_diagnoses_a_paste_offline(installed, language):
    diagnosis, modules = answer(installed, language, env={}, cwd="/")
    assert diagnosis["answer"]["id"] == "no-grad-fn"
    assert diagnosis["report"]["failing_frame"]["source"] == "y3.backward()"
    assert modules == ["__main__", "whygrad"]


def test_a_fresh_process_answers_at_once(installed):
    answer(installed)  # compiles what it imports
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer(installed)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < FRESH_PROCESS_SECONDS


@pytest.mark.parametrize("version", VERSIONS)
def test_every_supported_python_gives_the_same_answer(installed, version):
    python = find_python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    (site,) = installed.parents[1].glob("lib/python*/site-packages")
    command = [python, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r})\n{ANSWER}", "en"]
    done = subprocess.run(command, input=PASTE, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0] == answer(installed)[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_on_every_supported_python_the_command_runs_a_program_and_explains(installed, version, tmp_path):
    python = find_python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    (site,) = installed.parents[1].glob("lib/python*/site-packages")
    (tmp_path / "train.py").write_text(FAILING, encoding="utf-8")
    environment = {"HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def command(*arguments):
        called = [python, "-I", "-c", COMMAND, str(site), *arguments]
        return subprocess.run(called, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment)

    failed = command("run", "train.py")
    assert failed.returncode == 1 and failed.stdout == ""
    assert "line 2, in step" in failed.stderr and "whygrad explain optimizer-empty-parameter-list" in failed.stderr
    explained = command("explain")
    assert explained.returncode == 0 and "optimizer-empty-parameter-list" in explained.stdout, explained.stderr
    assert command("ask", "what", "is", "a", "leaf", "tensor?").returncode == 0
    assert command("explain", "no-grad-fn", "--lang", "zh").returncode == 0


def find_python(version):
    """An interpreter of that version on the path or of pyenv, which works."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for python in (f"python{version}", *versions.glob(f"{version}.*/bin/python")):
        try:
            subprocess.run([python, "-c", ""], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    return None


def test_every_module_of_the_core_needs_the_standard_library_alone(installed):
    code = (
        "import importlib, pkgutil, whygrad\n"
        "needing_others = ('whygrad.ipython', 'whygrad.lsp.actions', 'whygrad.lsp.consent', 'whygrad.lsp.protocol', 'whygrad.lsp.server', 'whygrad.mcp', 'whygrad.pytest_plugin', 'whygrad.running.auditing', 'whygrad.running.traced', 'whygrad.tracing.graph', 'whygrad.tracing.recorder', 'whygrad.tracing.terms', 'whygrad.tracing.trace', 'whygrad.tracing.versions', 'whygrad.tracing.probes.')\n"
        "for module in pkgutil.walk_packages(whygrad.__path__, 'whygrad.'):\n"
        "    module.name.startswith(needing_others) or module.name == 'whygrad.__main__' or importlib.import_module(module.name)\n"
        "    print(module.name)"
    )
    done = subprocess.run([installed, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert {"whygrad.answers.terminal", "whygrad.finding.evidence", "whygrad.reading.report"} <= {*done.stdout.split()}

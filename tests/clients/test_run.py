"""`whygrad run` runs a program as Python does, and says why it failed below its traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose
from whygrad.user.last_failure import last_failure_path, read_last_failure
from whygrad.user.settings import write_setting

ROOT = Path(__file__).resolve().parents[2]
MODEL = """import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(3, 3)
        self.last = torch.nn.Linear(3, 1)

    def forward(self, x):
        hidden = torch.sigmoid(self.first(x))
        hidden += 1
        return self.last(hidden)
"""
TRAIN = """import sys

import torch
from model import Net

print("started", sys.argv[1:])
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loss = net(torch.randn(4, 3)).pow(2).mean()
loss.backward()
optimizer.step()
"""
PLAIN = {
    "exit status": "import sys\nsys.exit(7)",
    "exit message": "import sys\nsys.exit('bye')",
    "error": "def f():\n    raise ValueError('x')\nf()",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise KeyError('y')",
    "own excepthook": "import sys\nsys.excepthook = lambda *a: print('mine', a[0].__name__, file=sys.stderr)\nraise ValueError('x')",
    "syntax": "x = (\n",
    "at exit": "import atexit, __main__\natexit.register(lambda: print('bye', __main__.x))\nx = 3\nraise ValueError('x')",
    "names": "print(__name__, __file__, __builtins__.__name__, __spec__, __package__, __doc__)",
    "arguments": "import sys\nprint(sys.argv, sys.path[0])",
    "main module": "import sys, __main__\nprint(sys.modules['__main__'] is __main__, __main__.__file__)",
    "pickle": "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)",
    "spawned": "import multiprocessing as m\ndef f(q): q.put(3)\nif __name__ == '__main__':\n    c = m.get_context('spawn'); q = c.Queue(); p = c.Process(target=f, args=(q,)); p.start(); print(q.get()); p.join()",
    "thread": "import threading\nt = threading.Thread(target=lambda: print('late'))\nt.start()",
    "interrupt": "raise KeyboardInterrupt",
    "group": "raise ExceptionGroup('g', [ValueError(1)])",
}


def python(*arguments, folder, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, **options)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "model.py").write_text(MODEL, encoding="utf-8")
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PLAIN)
def test_a_script_does_what_it_does_under_python(project, name):
    (project / "plain.py").write_text(PLAIN[name], encoding="utf-8")
    plain = python("plain.py", "--a", "-m", folder=project)
    ours = python("-m", "whygrad", "run", "plain.py", "--a", "-m", folder=project)
    assert (ours.returncode, ours.stdout) == (plain.returncode, plain.stdout)
    assert ours.stderr == plain.stderr


def test_a_module_and_a_package_run_as_under_python(project):
    package = project / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(
        "import sys\nfrom . import part\nprint(__package__, __spec__.name, sys.argv)", encoding="utf-8"
    )
    (package / "part.py").write_text("import sys\nprint(__name__, sys.path[0] == '')", encoding="utf-8")
    for name in ("pack", "pack.part"):
        plain = python("-m", name, "--a", folder=project)
        assert python("-m", "whygrad", "run", "-m", name, "--a", folder=project).stdout == plain.stdout


@pytest.mark.parametrize("arguments", [("no_such.py",), ("-m", "no_such"), ()])
def test_what_is_not_there_is_told(project, arguments):
    done = python("-m", "whygrad", "run", *arguments, folder=project)
    assert done.returncode == 2
    assert done.stderr.startswith("whygrad: ") and "Traceback" not in done.stderr


def test_below_the_untouched_traceback_stands_why(project):
    plain = python("train.py", folder=project)
    ours = python("-m", "whygrad", "run", "train.py", "--epochs", "3", folder=project)
    assert ours.returncode == plain.returncode == 1
    assert ours.stdout == "started ['--epochs', '3']\n"
    assert ours.stderr.startswith(plain.stderr)
    told = ours.stderr.removeprefix(plain.stderr)
    assert installed_library("en").entry("inplace-version-mismatch").title in told
    assert len(told.splitlines()) <= 60


def test_tracing_names_the_line_that_did_it_in_another_module(project):
    done = python("-m", "whygrad", "run", "--trace", "train.py", folder=project)
    assert done.stdout == "started []\n"
    assert "model.py, line 12" in done.stderr
    assert "hidden += 1\n" in done.stderr and "^" in done.stderr.partition("hidden += 1\n")[2].splitlines()[0]
    assert "line 11 has saved" in done.stderr
    assert "recorder.py" not in done.stderr and "handle_torch_function" not in done.stderr
    culprit = read_last_failure().culprit
    assert (culprit.file, culprit.line) == (str(project / "model.py"), 12)


def test_the_last_failure_is_kept_for_editors(project):
    python("-m", "whygrad", "run", "train.py", folder=project)
    failure = read_last_failure()
    assert failure.command == ("train.py",) and failure.folder == str(project)
    assert [*failure.sources] == [str(project / "train.py")]
    python("-m", "whygrad", "run", "train.py", "x", folder=project)
    assert read_last_failure().command == ("train.py", "x")


def test_nothing_is_kept_where_the_user_does_not_want_it(project):
    write_setting("record", "off")
    python("-m", "whygrad", "run", "train.py", folder=project)
    assert not last_failure_path().exists()


def test_a_failure_that_cannot_be_kept_hides_nothing(project):
    last_failure_path().parent.parent.joinpath("whygrad").write_text("a file in the way", encoding="utf-8")
    done = python("-m", "whygrad", "run", "train.py", folder=project)
    assert done.returncode == 1
    assert "could not be kept" in done.stderr and "RuntimeError: one of the variables" in done.stderr


def test_one_document_on_stdout(project):
    done = python("-m", "whygrad", "run", "--json", "train.py", folder=project)
    document = json.loads(done.stdout)
    assert "started []" in done.stderr
    assert document["status"] == "failed"
    assert document["diagnosis"] == dump(diagnose(installed_library("en"), read_last_failure().traceback))
    (project / "well.py").write_text("print('well')", encoding="utf-8")
    done = python("-m", "whygrad", "run", "--json", "well.py", folder=project)
    assert json.loads(done.stdout) == {"status": "passed", "diagnosis": None, "culprit": None}
    assert done.stderr == "well\n"


def test_a_failure_that_is_none_of_ours_gets_no_word(project):
    (project / "plain.py").write_text("{}['x']", encoding="utf-8")
    done = python("-m", "whygrad", "run", "plain.py", folder=project)
    assert done.stderr == python("plain.py", folder=project).stderr

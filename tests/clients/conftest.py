"""Clients as a user has them: the knowledge installed, and folders of their own."""

from pathlib import Path

import pytest

from service.authoring.bundling import write_bundles
from whygrad.answers.bundle import DATA, installed_library

ROOT = Path(__file__).resolve().parents[2]
NO_GRAPH = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
NON_SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs"
BROKEN = """import torch

torch.manual_seed(0)
first, last = torch.nn.Linear(3, 4), torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD([*first.parameters(), *last.parameters()], lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
for _ in range(3):
    hidden = torch.sigmoid(first(x))
    hidden += 1
    loss = torch.nn.functional.mse_loss(last(hidden), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.fixture(scope="session", autouse=True)
def installed_knowledge():
    """The present knowledge where a wheel has it."""
    write_bundles(ROOT / "knowledge", DATA)
    installed_library.cache_clear()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user without settings whose language is English."""
    home = tmp_path / "home"
    for name, folder in (("HOME", home), ("XDG_CONFIG_HOME", home / "config"), ("XDG_STATE_HOME", home / "state")):
        folder.mkdir(exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def program(tmp_path):
    """A program that fails, in a folder of its own."""
    path = tmp_path / "project" / "train.py"
    path.parent.mkdir()
    path.write_text(BROKEN, encoding="utf-8")
    return path

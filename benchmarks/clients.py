"""What the command costs: beside the program that it runs, and before it answers.

Seconds of CPU, so that other work of the machine counts little; what is compared is run in turns. Other work adds to
them and takes nothing away, so below each table stand the least of each.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, show_table
from service.authoring.bundling import write_bundles
from whygrad.answers.bundle import DATA

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9
FRESH_ROUNDS = 15
PASTE = ROOT / "examples" / "jupyter-flattened.txt"
TRAINING = """import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters())
inputs, targets = torch.randn(32, 64), torch.randint(0, 10, (32,))
began = time.process_time()
for _ in range(4000):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()
print(time.process_time() - began)
"""
IMPORT = "import time; began = time.process_time(); import {module}; print(time.process_time() - began)"


def main() -> None:
    """Measure and print."""
    write_bundles(ROOT / "knowledge", DATA)
    with tempfile.TemporaryDirectory() as folder:
        show("The loop of a program that trains", training(Path(folder)))
    show("Import", [importing(module) for module in ("json", "argparse", "whygrad", "whygrad.cli")])
    show("A fresh process", fresh_processes())


def training(folder: Path) -> list[Figure]:
    """The same training loop run by Python and by `whygrad run`, in turns; what the loop itself took."""
    program = folder / "train.py"
    program.write_text(TRAINING, encoding="utf-8")
    ways: dict[str, list[str]] = {"python": [], "whygrad run": ["-m", "whygrad", "run"]}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            seconds[name].append(printed_by([*way, str(program)]))
    return [Figure(name, found) for name, found in seconds.items()]


def importing(module: str) -> Figure:
    """What the import of a module takes in a fresh process."""
    code = IMPORT.format(module=module)
    return Figure(f"import {module}", [printed_by(["-c", code]) for _ in range(FRESH_ROUNDS)])


def printed_by(arguments: Sequence[str]) -> float:
    """The number that a Python prints last."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=quiet())
    return float(done.stdout.split()[-1])


def fresh_processes() -> list[Figure]:
    """Whole processes from start to end: Python alone, and each question to the command."""
    commands = {
        "python -c pass": ["-c", "pass"],
        "whygrad diagnose": ["-m", "whygrad", "diagnose", str(PASTE)],
        "whygrad ask": ["-m", "whygrad", "ask", "why is the gradient of my input None"],
        "whygrad explain": ["-m", "whygrad", "explain", "no-grad-fn"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(FRESH_ROUNDS):
        for name, command in commands.items():
            seconds[name].append(spent_by(command))
    return [Figure(name, found) for name, found in seconds.items()]


def spent_by(arguments: Sequence[str]) -> float:
    """Seconds of CPU that a Python takes from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, env=quiet())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def quiet() -> dict[str, str]:
    """The environment of a user without settings."""
    return os.environ | {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "LANG": "C.UTF-8"}


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print the figures in units of the first, and the least of each."""
    least = ", ".join(f"{figure.name} {figure.percentile(0) * 1e3:.1f}" for figure in figures)
    print(f"\n{title}\n\n{show_table(figures, figures[0])}\n\nThe least, ms: {least}.", flush=True)


if __name__ == "__main__":
    main()

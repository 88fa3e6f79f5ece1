"""Asks every tool about every program and keeps what it says in `said.json` (some minutes); with `--tool`, one anew.

What each answer is worth is judged by a person, in `judged.toml`; `python -m benchmarks.compared.page` makes the page.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.compared.environment import PINNED, tools_folder
from service.authoring.bundling import write_bundles
from whygrad.answers.bundle import DATA

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAID = HERE / "said.json"
TOOLS = ("torchtest2", "torch-audit", "mldoct", "friendly-traceback", "whygrad")
STEPS = 60  # that the programs train for
TIMEOUT_SECONDS = 300
# What tables and panels are drawn of (`=` by mldoct)
FRAMES = "─━═│┃╭╮╰╯┏┓┗┛┡┩├┤┼╇┳┬┴└┘="


def main() -> None:
    """Ask them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", choices=TOOLS)
    only = parser.parse_args().tool
    write_bundles(ROOT / "knowledge", DATA)
    tools = tools_folder()
    programs = json.loads(SAID.read_text(encoding="utf-8"))["programs"] if only else {}
    for path in sorted((HERE / "programs").glob("*.py")):
        print(path.stem, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(path, folder)
            said = ask(path.name, Path(folder), tools, [only] if only else TOOLS)
        kept = programs[path.stem]["said"] if only else {}
        programs[path.stem] = {"title": title_of(path), "said": kept | said}
    made_of = {"python": ".".join(map(str, sys.version_info[:3])), "whygrad": version("whygrad"), "tools": PINNED}
    document = {"made_of": made_of, "programs": programs}
    SAID.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def title_of(path: Path) -> str:
    """What is wrong with a program: its docstring."""
    return str(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))).rstrip(".")


def ask(program: str, folder: Path, tools: Path, wanted: Sequence[str]) -> dict[str, str]:
    """What the wanted tools print of a program, beside what the program itself prints."""
    own = {line.strip() for line in run([sys.executable, program], folder).splitlines()}
    raises = "Traceback (most recent call last):" in own
    python = str(tools / "python")
    asked = str(HERE / "asked.py")
    way = ["--trace"] if raises else ["--audit", "--steps", str(STEPS)]
    commands = {
        "torchtest2": [[python, asked, "torchtest2", program]],
        "torch-audit": [[python, asked, "torch-audit", program]],
        "mldoct": [[str(tools / "mldoctor"), "check", program], [str(tools / "mldoctor"), "watch", program]],
        "friendly-traceback": [[python, "-m", "friendly_traceback", program]],
        "whygrad": [[sys.executable, "-m", "whygrad", "run", *way, program]],
    }
    return {
        tool: "\n".join(line for command in each for line in lines_of(run(command, folder)) if line not in own)
        for tool, each in commands.items()
        if tool in wanted
    }


def run(command: Sequence[str], folder: Path) -> str:
    """What a command prints."""
    user = {"COLUMNS": "220", "NO_COLOR": "1", "LANG": "C.UTF-8", "HOME": str(folder), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **user},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    text = done.stdout.replace(f"{folder}/", "")
    for place in (sys.prefix, str(ROOT), str(Path.home())):
        text = text.replace(f"{place}/", "…/")
    return text


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the frames of tables."""
    lines = (" ".join(line.translate(dict.fromkeys(map(ord, FRAMES), " ")).split()) for line in text.splitlines())
    return [line for line in lines if line]


if __name__ == "__main__":
    main()

"""Console sessions in Markdown: run as they stand, and compared with what stands below each command."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SESSION = re.compile(r"<!-- captured(?P<needs>[^>]*)-->\n```console\n(?P<text>.*?)```", re.DOTALL)
# What differs between machines and runs, and what stands for it
VARYING = (
    (re.compile(r"(?:/[\w.+-]+)+/lib/python3\.\d+/site-packages"), "…/site-packages"),
    (re.compile(r"\d+\.\d+s\b"), "…s"),
    (re.compile(r"(platform|plugins|rootdir): .*"), r"\1: …"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:8000"),
)


@dataclass(frozen=True)
class Session:
    """The commands of one block with what each prints, and what they need: `server`, `statuses`."""

    page: Path
    start: int
    needs: frozenset[str]
    commands: tuple[str, ...]
    expected: str


def sessions_of(page):
    """Every captured session of a page."""
    text = page.read_text(encoding="utf-8")
    for found in SESSION.finditer(text):
        needs = frozenset(re.findall(r"\w+", found["needs"]))
        commands = tuple(line[2:] for line in found["text"].splitlines() if line.startswith("$ "))
        yield Session(page, found.start("text"), needs, commands, found["text"])


def run_session(session, folder, environment):
    """The block as it is printed today."""
    parts = []
    for command in session.commands:
        done = subprocess.run(
            command, shell=True, cwd=folder, env=environment, text=True, timeout=240,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, executable="/bin/bash",
        )  # fmt: skip
        printed = "" if "statuses" in session.needs else normalise(done.stdout, folder)
        if "statuses" in session.needs:
            assert done.returncode == 0 and '"status":4' not in done.stdout[:200] and done.stdout, (
                command,
                done.stdout[:500],
            )
        parts.append(f"$ {command}\n{printed}")
    return "".join(parts)


def normalise(text, folder):
    """Text with what varies replaced."""
    text = text.replace(str(folder), "/home/mia/project").replace(str(folder.parent / "home"), "/home/mia")
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    lines = [line.rstrip() for line in text.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def user_environment(folder, server):
    """A user with an empty home, and this Python's commands on the path."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}",
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "COLUMNS": "100",
        "SERVER": server,
    }


def write_back(session, printed):
    """Put what is printed today into the page."""
    text = session.page.read_text(encoding="utf-8")
    before, after = text[: session.start], text[session.start + len(session.expected) :]
    session.page.write_text(before + printed + after, encoding="utf-8")

"""Print a script that completes the arguments of `whygrad` in a shell (needs `pip install whygrad[completion]`)."""

from __future__ import annotations

import argparse

from whygrad.cli.exits import ANSWERED, MISUSED
from whygrad.cli.session import Session

SHELLS = ("bash", "zsh")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("shell", choices=SHELLS, help="whose script to print")


def run(options: argparse.Namespace, session: Session) -> int:
    """Print it."""
    try:
        import shtab
    except ImportError:
        session.tell("extra_missing", extra="completion")
        return MISUSED
    print(shtab.complete(options.parser, options.shell))
    return ANSWERED

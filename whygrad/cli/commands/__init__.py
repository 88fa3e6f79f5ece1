"""The commands: each module has `configure`, which adds its arguments, and `run`, which returns the exit status."""

from __future__ import annotations

import argparse
from typing import Protocol

from whygrad.cli.commands import ask, completion, diagnose, explain, fix, log, lsp, mcp, run, settings
from whygrad.cli.session import Session


class Command(Protocol):
    """What a module of a command has."""

    __name__: str
    __doc__: str | None

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""

    def run(self, options: argparse.Namespace, session: Session) -> int:
        """Do it; returns the exit status."""


COMMANDS: tuple[Command, ...] = (run, diagnose, explain, ask, log, fix, mcp, lsp, settings, completion)

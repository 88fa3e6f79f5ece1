"""Serve an editor over the language server protocol, on stdio (needs `pip install whygrad[lsp]`)."""

from __future__ import annotations

import argparse

from whygrad.cli.exits import ANSWERED, MISUSED
from whygrad.cli.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--stdio", action="store_true", help="the default; editors add it")


def run(options: argparse.Namespace, session: Session) -> int:
    """Serve until the editor leaves."""
    try:
        from whygrad.lsp.server import build_server
    except ImportError:
        session.tell("extra_missing", extra="lsp")
        return MISUSED
    build_server(session.settings).start_io()
    return ANSWERED

"""Serve an assistant over the Model Context Protocol (needs `pip install whygrad[mcp]`)."""

from __future__ import annotations

import argparse

from whygrad.cli.exits import ANSWERED, MISUSED
from whygrad.cli.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--http", type=int, metavar="PORT", help="streamable HTTP on this machine, instead of stdio")


def run(options: argparse.Namespace, session: Session) -> int:
    """Serve until the assistant leaves."""
    try:
        from whygrad.mcp import build_server
    except ImportError:
        session.tell("extra_missing", extra="mcp")
        return MISUSED
    server = build_server(session.settings)
    if options.http is None:
        server.run()
    else:
        server.run("streamable-http", port=options.http)
    return ANSWERED

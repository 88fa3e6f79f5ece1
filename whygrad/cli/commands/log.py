"""Find and diagnose every failure in a log."""

from __future__ import annotations

import argparse

from whygrad.answers.listing_markdown import log_markdown
from whygrad.answers.sarif import log_sarif
from whygrad.cli.exits import ANSWERED, NOTHING_FOUND
from whygrad.cli.inputs import LOG_BYTES, STANDARD_INPUT, read_input
from whygrad.cli.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=STANDARD_INPUT, help="the log; - (the default) for standard input"
    )
    parser.add_argument("--sarif", action="store_true", help="answer with one SARIF document")


def run(options: argparse.Namespace, session: Session) -> int:
    """Diagnose the log."""
    answer = session.answering.diagnose_log(read_input(options.file, LOG_BYTES))
    if options.sarif:
        session.write_json(log_sarif(answer))
    else:
        session.show(answer, log_markdown(answer, session.language))
    return ANSWERED if answer.failures else NOTHING_FOUND

"""Say what a pasted traceback means and what to do."""

from __future__ import annotations

import argparse

from whygrad.answers.markdown import diagnosis_markdown
from whygrad.cli.exits import ANSWERED, NOTHING_FOUND
from whygrad.cli.inputs import STANDARD_INPUT, TRACEBACK_BYTES, read_input
from whygrad.cli.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default=STANDARD_INPUT,
        help="a text with it; - (the default) for standard input",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Diagnose a file or standard input."""
    diagnosis = session.answering.diagnose(read_input(options.file, TRACEBACK_BYTES))
    session.show(diagnosis, diagnosis_markdown(diagnosis, session.language))
    return ANSWERED if diagnosis.answer else NOTHING_FOUND

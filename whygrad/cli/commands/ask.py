"""Answer a question in English or Chinese."""

from __future__ import annotations

import argparse

from whygrad.answers.listing_markdown import question_markdown
from whygrad.cli.exits import ANSWERED, NOTHING_FOUND
from whygrad.cli.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="the question, in words; code may stand in it")


def run(options: argparse.Namespace, session: Session) -> int:
    """Answer the question."""
    answer = session.answering.ask(" ".join(options.question))
    session.show(answer, question_markdown(answer, session.language))
    return ANSWERED if answer.answers else NOTHING_FOUND

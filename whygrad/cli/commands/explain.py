"""Explain an error or a concept by its id; without one, the last failure."""

from __future__ import annotations

import argparse
import time

from whygrad.answers.browsing import list_titles
from whygrad.answers.library import UnknownItem
from whygrad.answers.listing_markdown import titles_markdown
from whygrad.answers.markdown import diagnosis_markdown, document_markdown
from whygrad.cli.exits import ANSWERED, NOTHING_FOUND
from whygrad.cli.session import Session
from whygrad.user.last_failure import read_last_failure


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("id", metavar="ID", nargs="?", help="of an error or a concept; without it, the last failure")
    parser.add_argument("--list", action="store_true", help="list all errors and concepts")


def run(options: argparse.Namespace, session: Session) -> int:
    """Explain what is named, or the last failure."""
    if options.list:
        return show_list(session)
    return explain_item(options.id, session) if options.id else explain_last_failure(session)


def show_list(session: Session) -> int:
    """List everything by its title."""
    titles = list_titles(session.answering.library)
    session.show(titles, titles_markdown(titles, session.language))
    return ANSWERED


def explain_item(name: str, session: Session) -> int:
    """Show an entry or a concept."""
    try:
        document = session.answering.library.document(name)
    except UnknownItem:
        session.tell("unknown_item", name=name)
        return NOTHING_FOUND
    session.show(document, document_markdown(document, session.language))
    return ANSWERED


def explain_last_failure(session: Session) -> int:
    """Show the diagnosis of the last failure that was kept."""
    failure = read_last_failure()
    if failure is None:
        session.tell("no_failure")
        return NOTHING_FOUND
    diagnosis = session.answering.diagnose(failure.traceback)
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(failure.at))
    heading = session.say("failed_at", when=when, folder=failure.folder, command=" ".join(failure.command))
    session.show(diagnosis, f"{heading}\n\n{diagnosis_markdown(diagnosis, session.language)}")
    return ANSWERED if diagnosis.answer else NOTHING_FOUND

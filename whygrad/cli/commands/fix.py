"""Repair a program, on this machine or by the server that is set; show the difference, ask, and write it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from whygrad.answers.repair_markdown import repair_markdown
from whygrad.answers.runs import Repair
from whygrad.cli.exits import ANSWERED, MISUSED, NOTHING_FOUND
from whygrad.cli.inputs import UnusableInput
from whygrad.cli.session import Session
from whygrad.repairing import NotPermitted, payload, repair_program
from whygrad.user.last_failure import read_last_failure
from whygrad.user.settings import settings_path

YES = ("y", "yes", "是")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the program, one file")
    parser.add_argument("--symptom", default="", help="what goes wrong, if it does not raise")
    parser.add_argument("--yes", action="store_true", help="write a verified correction without asking")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")


def run(options: argparse.Namespace, session: Session) -> int:
    """Repair the file."""
    content = read_program(options.file)
    code = content.decode()
    known = {"symptom": options.symptom} if options.symptom else traceback_of(options.file)
    if options.dry_run:
        session.write_json(payload(session.answering, code, **known))
        return ANSWERED
    if session.settings.is_local:
        session.tell("runs_here")
    try:
        repair = repair_program(session.answering, code, **known)
    except NotPermitted:
        session.tell("no_server", path=settings_path())
        return MISUSED
    session.show(repair, repair_markdown(repair, session.language))
    return offer(repair, content, options, session)


def read_program(path: Path) -> bytes:
    """The program; raises `UnusableInput` where there is none that can be read."""
    try:
        content = path.read_bytes()
        content.decode()
    except OSError as error:
        raise UnusableInput(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnusableInput(f"{path} is not in UTF-8") from error
    return content


def traceback_of(path: Path) -> dict[str, str]:
    """The traceback of the last failure, where it is one of this file."""
    failure = read_last_failure()
    return {"traceback": failure.traceback} if failure and str(path.resolve()) in failure.sources else {}


def offer(repair: Repair, content: bytes, options: argparse.Namespace, session: Session) -> int:
    """Write a proven correction, where the user wants it and the file is still the one that was repaired."""
    if repair.status != "repaired":
        return NOTHING_FOUND
    if not (options.yes or is_wanted(options.file, session)):
        return ANSWERED
    if options.file.read_bytes() != content:
        session.tell("file_changed", file=options.file)
        return MISUSED
    options.file.write_bytes(repair.candidates[0].code.encode())
    session.tell("written", file=options.file)
    return ANSWERED


def is_wanted(path: Path, session: Session) -> bool:
    """Whether the user says yes; no where nobody can be asked."""
    if session.as_json or not sys.stdin.isatty():
        session.tell("not_written", file=path)
        return False
    return input(session.say("write", file=path)).strip().lower() in YES

"""The command `whygrad`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from whygrad.answers.library import KnowledgeMissing
from whygrad.cli.arguments import build_parser
from whygrad.cli.exits import FAILED, MISUSED
from whygrad.cli.inputs import UnusableInput
from whygrad.cli.session import Session
from whygrad.client import ServerError
from whygrad.user.settings import SettingsError, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what it exits with is in `exits`."""
    options = build_parser().parse_args(arguments)
    try:
        session = Session(read_settings(), options)
        status: int = options.run(options, session)
        session.tell_notes()
        if not sys.stdout.closed:  # as a server leaves it
            sys.stdout.flush()
    except (SettingsError, UnusableInput) as error:
        return tell(options, "unusable", error, MISUSED)
    except (KnowledgeMissing, ServerError) as error:
        return tell(options, "unanswered", error, FAILED)
    except BrokenPipeError:  # the reader, `head` for example, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def tell(options: object, code: str, error: Exception, status: int) -> int:
    """Say what went wrong: on stderr, and with `--json` as the document of stdout."""
    if getattr(options, "json", False):
        Session.write_json({"problem": {"code": code, "detail": str(error)}})
    print(f"whygrad: {error}", file=sys.stderr)
    return status

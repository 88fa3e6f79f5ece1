"""Run a program as Python would; when it fails, say why below its traceback.

`whygrad run train.py --epochs 3` is `python train.py --epochs 3`: output, traceback and exit status are the program's.
What whygrad says goes to stderr, below the traceback. With --json or --sarif the program's output goes to stderr too,
and stdout holds one document. With --audit the program is ended after its first optimizer steps.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from whygrad.answers.audits import audit_markdown
from whygrad.answers.brief import brief_markdown
from whygrad.answers.codec import dump
from whygrad.answers.sarif import audit_sarif
from whygrad.cli.exits import MISUSED
from whygrad.cli.session import Session
from whygrad.running.culprits import pasted, show_culprit
from whygrad.running.failures import describe_failure, traceback_text
from whygrad.running.program import NoSuchProgram, Program, run_program
from whygrad.user.last_failure import CulpritLine, record_failure

PROGRAM_FAILED = 1  # as Python exits after a traceback


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--trace", action="store_true", help="watch it run, to name the line that did it (slower)")
    parser.add_argument("--audit", action="store_true", help="look for faults that raise nothing, in the first steps")
    parser.add_argument("--steps", type=int, default=3, metavar="N", help="steps that an audit waits for (default: 3)")
    parser.add_argument("--sarif", action="store_true", help="the audit as one SARIF document")
    parser.add_argument(
        "-m", dest="module", metavar="MODULE ...", nargs=argparse.REMAINDER, help="run a module instead"
    )
    parser.add_argument("program", metavar="PROGRAM ...", nargs=argparse.REMAINDER, help="the script and its arguments")


def run(options: argparse.Namespace, session: Session) -> int:
    """Run it; tell why it failed where it does."""
    program = name_program(options)
    if program is None:
        session.tell("no_program")
        return MISUSED
    try:
        if options.audit:
            return run_audit(program, options, session)
        with stdout_for_one_document(session.as_json):
            error, culprit = execute(program, options.trace, session)
    except NoSuchProgram as missing:
        print(f"whygrad: {missing}", file=sys.stderr)
        return MISUSED
    if error is None:
        session.write_json({"status": "passed", "diagnosis": None, "culprit": None}) if session.as_json else None
        return 0
    return tell_failure(error, culprit, program, session)


def run_audit(program: Program, options: argparse.Namespace, session: Session) -> int:
    """Audit it; 0 where nothing was found, 1 where something was or where it failed before."""
    from whygrad.running.auditing import audit

    with stdout_for_one_document(session.as_json or options.sarif):
        error, found = audit(lambda: run_program(program), options.steps)
    if found is None:
        return tell_failure(error, None, program, session) if error else PROGRAM_FAILED
    if options.sarif:
        session.write_json(audit_sarif(found, session.language))
    elif session.as_json:
        session.write_json(dump(found))
    else:
        session.write_aside(audit_markdown(found, session.language))
        session.tell("audit_ended")
    return PROGRAM_FAILED if found.findings else 0


def name_program(options: argparse.Namespace) -> Program | None:
    """What is to be run; None where nothing is named."""
    name, *arguments = options.module or options.program or [""]
    return Program(name, tuple(arguments), is_module=bool(options.module)) if name else None


def execute(program: Program, trace: bool, session: Session) -> tuple[BaseException | None, CulpritLine | None]:
    """What ended the program, and with `trace` the line that did it."""
    if not trace:
        return run_program(program), None
    from whygrad.running.traced import run_traced

    return run_traced(lambda: run_program(program), lambda: session.tell("second_run"))


def tell_failure(error: BaseException, culprit: CulpritLine | None, program: Program, session: Session) -> int:
    """Show the traceback as Python does, then why; keep the failure; what Python would exit with."""
    sys.excepthook(type(error), error, error.__traceback__)
    if not isinstance(error, Exception):
        return leave_as_python(error)
    keep(error, culprit, program, session)
    diagnosis = session.answering.diagnose(traceback_text(error) + pasted(culprit))
    if session.as_json:
        session.write_json({"status": "failed", "diagnosis": dump(diagnosis), "culprit": dump(culprit)})
    elif diagnosis.answer is not None:
        shown = show_culprit(culprit, name_place(culprit), session.language) if culprit else ""
        session.write_aside(brief_markdown(diagnosis, session.language, shown))
        if culprit is None:
            session.tell("can_trace")
    return PROGRAM_FAILED


def keep(error: BaseException, culprit: CulpritLine | None, program: Program, session: Session) -> None:
    """Keep the failure for editors, where the user has not switched that off."""
    if session.settings.record == "on":
        try:
            record_failure(describe_failure(error, program.command, culprit))
        except OSError as reason:
            session.tell("not_kept", reason=reason)


def name_place(culprit: CulpritLine) -> str:
    """Its file, below the folder that the program runs in where it is there."""
    here = Path.cwd()
    return str(Path(culprit.file).relative_to(here)) if Path(culprit.file).is_relative_to(here) else culprit.file


def leave_as_python(error: BaseException) -> int:
    """End as Python does after an interrupt, whose traceback has been shown."""
    if isinstance(error, KeyboardInterrupt):
        sys.excepthook = lambda *_: None
        raise error.with_traceback(None)
    return PROGRAM_FAILED


@contextlib.contextmanager
def stdout_for_one_document(is_wanted: bool) -> Iterator[None]:
    """Where one document is wanted, what the program in the block prints goes to stderr."""
    if not is_wanted:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)

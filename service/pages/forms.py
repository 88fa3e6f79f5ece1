"""What the forms of the pages send; the language stands in the address."""

from __future__ import annotations

from typing import Any

from service.api.fields import Language, Text
from service.api.requests import StrictParser
from service.api.schemas import TRACEBACK_LIMIT_BYTES, ProgramOfKnowledge, Sized, body_limit

RUN_LIMIT_BYTES = 2_000


class PasteForm(Sized):
    """A traceback or a question: whoever reads it decides which."""

    limit_bytes = body_limit(TRACEBACK_LIMIT_BYTES)

    text = Text(TRACEBACK_LIMIT_BYTES, required=True)


class RunForm(ProgramOfKnowledge, Sized):
    """Which program to run."""

    limit_bytes = RUN_LIMIT_BYTES


class VerdictQuery(ProgramOfKnowledge):
    """Which program a verdict is about."""

    language = Language()


_PARSER = StrictParser()


def use_form(form: type[Sized]) -> Any:  # noqa: ANN401 - as webargs has it
    """Give a view what was sent with that form; it is refused where it is none."""
    return _PARSER.use_args(form(), location="form")


def use_query(query: type[VerdictQuery]) -> Any:  # noqa: ANN401 - as webargs has it
    """Give a view what its address asks for; it is refused where it asks for what there is not."""
    return _PARSER.use_args(query(), location="query")

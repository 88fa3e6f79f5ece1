"""The shape of requests: fields, types and limits; the contract that `/openapi.json` publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import marshmallow as ma

from service.api.fields import Choice, Language, Seconds, Text, Texts, Whole
from service.problems.faults import Fault

TRACEBACK_LIMIT_BYTES = 200_000
QUESTION_LIMIT_BYTES = 20_000
CODE_LIMIT_BYTES = 200_000
BATCH_LIMIT = 100
BATCH_LIMIT_BYTES = 2_000_000
LOG_LIMIT_BYTES = 2_000_000
QUERY_LIMIT_BYTES = 1_000
ID_LIMIT_BYTES = 100
PAGE_LIMIT = 100_000
PAGE_SIZE_LIMIT = 100
WAIT_DEFAULT_SECONDS = 10
WAIT_LIMIT_SECONDS = 30
# JSON writes Chinese as `\uXXXX` in twice its bytes, and a coloured terminal's escapes in somewhat more.
JSON_GROWTH = 3
OTHER_FIELDS_BYTES = 10_000


def body_limit(text_bytes: int) -> int:
    """The most bytes of a body whose texts have at most `text_bytes`."""
    return JSON_GROWTH * text_bytes + OTHER_FIELDS_BYTES


class Strict(ma.Schema):
    """What a request holds, and nothing else."""

    error_messages = {"unknown": Fault("unknown-field")}  # noqa: RUF012 - as marshmallow declares it


class NoParameters(Strict):
    """The query of a GET request that takes no parameters."""


class LanguageQuery(Strict):
    """The query of a GET request for a text."""

    language = Language()


class PageQuery(LanguageQuery):
    """The query of a list."""

    page = Whole(1, PAGE_LIMIT, load_default=1)
    page_size = Whole(1, PAGE_SIZE_LIMIT, load_default=50)


class ErrorsQuery(PageQuery):
    """Filters of the list of entries."""

    area = Text(QUERY_LIMIT_BYTES)
    kind = Choice("error", "warning", "silent")
    frequency = Choice("very common", "common", "occasional", "rare")
    concept = Text(QUERY_LIMIT_BYTES)


class SearchQuery(PageQuery):
    """A search over entries and concepts."""

    q = Text(QUERY_LIMIT_BYTES, required=True)


class Sized(Strict):
    """What is sent with a POST request; `limit_bytes` is the most that is read of it."""

    limit_bytes: ClassVar[int]


class Body(Sized):
    """The body of a POST request of the API."""

    language = Language()


class DiagnosisRequest(Body):
    """A pasted traceback."""

    limit_bytes = body_limit(TRACEBACK_LIMIT_BYTES)

    traceback = Text(TRACEBACK_LIMIT_BYTES, required=True)


class BatchRequest(Body):
    """Several pasted tracebacks."""

    limit_bytes = body_limit(BATCH_LIMIT_BYTES)

    tracebacks = Texts(Text(TRACEBACK_LIMIT_BYTES), BATCH_LIMIT, BATCH_LIMIT_BYTES, required=True)


class LogRequest(Body):
    """A log, of a CI run for example."""

    limit_bytes = body_limit(LOG_LIMIT_BYTES)

    log = Text(LOG_LIMIT_BYTES, required=True)


class QuestionRequest(Body):
    """A question."""

    limit_bytes = body_limit(QUESTION_LIMIT_BYTES)

    question = Text(QUESTION_LIMIT_BYTES, required=True)


class ProgramOfKnowledge(Strict):
    """An entry's reproduction or fix, or a concept's demo."""

    subjects: ClassVar[Sequence[str]] = ("error", "concept")
    companions: ClassVar[Mapping[str, str]] = {"case": "error", "fix": "error"}

    error = Text(ID_LIMIT_BYTES)
    case = Text(ID_LIMIT_BYTES)
    fix = Text(ID_LIMIT_BYTES)
    concept = Text(ID_LIMIT_BYTES)

    @classmethod
    def rules(cls) -> dict[str, Any]:
        """What `check_subject` checks, as the contract says it."""
        one = [{"required": [name]} for name in cls.subjects]
        return {
            "allOf": [{"oneOf": one}],  # within `allOf`, where generators of clients keep one type of it
            "dependentRequired": {name: [other] for name, other in cls.companions.items()},
        }

    @ma.validates_schema
    def check_subject(self, data: dict[str, Any], **_: object) -> None:
        """Exactly one of the subjects; some fields belong to one of them."""
        if sum(name in data for name in self.subjects) != 1:
            raise ma.ValidationError(Fault("exactly-one-of", choices=list(self.subjects)), self.subjects[0])
        for name, other in self.companions.items():
            if name in data and other not in data:
                raise ma.ValidationError(Fault("goes-with", other=other), name)


class VerificationRequest(ProgramOfKnowledge, Body):
    """What to run: code, or a program of the knowledge."""

    limit_bytes = body_limit(CODE_LIMIT_BYTES)
    subjects = ("code", "error", "concept")
    companions: ClassVar[Mapping[str, str]] = {"case": "error", "fix": "error", "torch_version": "code"}

    code = Text(CODE_LIMIT_BYTES)
    torch_version = Text(ID_LIMIT_BYTES)
    wait = Seconds(WAIT_LIMIT_SECONDS, load_default=WAIT_DEFAULT_SECONDS)


class RepairRequest(Body):
    """A program to repair, with what it raised or how it misbehaves; or, with `fixed`, a correction to check."""

    limit_bytes = body_limit(2 * CODE_LIMIT_BYTES + TRACEBACK_LIMIT_BYTES + QUESTION_LIMIT_BYTES)

    code = Text(CODE_LIMIT_BYTES, required=True)
    traceback = Text(TRACEBACK_LIMIT_BYTES)
    symptom = Text(QUESTION_LIMIT_BYTES)
    fixed = Text(CODE_LIMIT_BYTES)
    wait = Seconds(WAIT_LIMIT_SECONDS, load_default=WAIT_DEFAULT_SECONDS)

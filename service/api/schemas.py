"""The shape of requests: fields, types and limits; the contract that `/openapi.json` publishes."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from whygrad.languages import LANGUAGES

TRACEBACK_LIMIT_BYTES = 200_000
QUESTION_LIMIT_BYTES = 20_000
CODE_LIMIT_BYTES = 200_000
BATCH_LIMIT = 100
LOG_LIMIT_BYTES = 2_000_000
QUERY_LIMIT_BYTES = 1_000
ID_LIMIT_CHARACTERS = 100
PAGE_SIZE_LIMIT = 100
WAIT_DEFAULT_SECONDS = 10
WAIT_LIMIT_SECONDS = 30


class Text(ma.fields.String):
    """Text from outside: not blank, at most so many bytes of UTF-8; lone surrogates become U+FFFD."""

    def __init__(self, limit_bytes: int, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        """`limit_bytes` is the most that the text may have."""
        super().__init__(**options)
        self.limit_bytes = limit_bytes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **kwargs)
        encoded = str(text).encode("utf-8", "surrogatepass")
        if len(encoded) > self.limit_bytes:
            raise ma.ValidationError(f"has {len(encoded)} bytes; at most {self.limit_bytes} are read")
        if not encoded.strip():
            raise ma.ValidationError("must not be blank")
        return encoded.decode("utf-8", "replace")


class Language(ma.fields.String):
    """`en` or `zh`."""

    def __init__(self) -> None:
        """An optional field with that choice."""
        super().__init__(validate=validate.OneOf(LANGUAGES), load_default=None)


class LanguageQuery(ma.Schema):
    """The query of a GET request."""

    language = Language()


class NoQuery(ma.Schema):
    """The query of a POST request: none."""


class PageQuery(LanguageQuery):
    """The query of a list."""

    page = ma.fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    page_size = ma.fields.Integer(load_default=50, validate=validate.Range(min=1, max=PAGE_SIZE_LIMIT))


class ErrorsQuery(PageQuery):
    """Filters of the list of entries."""

    area = Text(QUERY_LIMIT_BYTES)
    kind = ma.fields.String(validate=validate.OneOf(["error", "warning", "silent"]))
    frequency = ma.fields.String(validate=validate.OneOf(["very common", "common", "occasional", "rare"]))
    concept = Text(QUERY_LIMIT_BYTES)


class SearchQuery(PageQuery):
    """A search over entries and concepts."""

    q = Text(QUERY_LIMIT_BYTES, required=True)


class DiagnosisRequest(ma.Schema):
    """A pasted traceback."""

    traceback = Text(TRACEBACK_LIMIT_BYTES, required=True)
    language = Language()


class BatchRequest(ma.Schema):
    """Several pasted tracebacks."""

    tracebacks = ma.fields.List(
        Text(TRACEBACK_LIMIT_BYTES), required=True, validate=validate.Length(min=1, max=BATCH_LIMIT)
    )
    language = Language()


class LogRequest(ma.Schema):
    """A log, of a CI run for example."""

    log = Text(LOG_LIMIT_BYTES, required=True)
    language = Language()


class QuestionRequest(ma.Schema):
    """A question."""

    question = Text(QUESTION_LIMIT_BYTES, required=True)
    language = Language()


class VerificationRequest(ma.Schema):
    """What to run: code, or an entry's reproduction or fix, or a concept's demo."""

    code = Text(CODE_LIMIT_BYTES)
    torch_version = ma.fields.String(validate=validate.Length(max=ID_LIMIT_CHARACTERS))
    error = ma.fields.String(validate=validate.Length(max=ID_LIMIT_CHARACTERS))
    case = ma.fields.String(validate=validate.Length(max=ID_LIMIT_CHARACTERS))
    fix = ma.fields.String(validate=validate.Length(max=ID_LIMIT_CHARACTERS))
    concept = ma.fields.String(validate=validate.Length(max=ID_LIMIT_CHARACTERS))
    wait = ma.fields.Float(
        load_default=WAIT_DEFAULT_SECONDS, validate=validate.Range(min=0, max=WAIT_LIMIT_SECONDS), allow_nan=False
    )
    language = Language()

    @ma.validates_schema
    def check_subject(self, data: dict[str, Any], **_: object) -> None:
        """Exactly one of code, error and concept; case and fix belong to an error."""
        subjects = [name for name in ("code", "error", "concept") if name in data]
        if len(subjects) != 1:
            raise ma.ValidationError("name exactly one of code, error and concept", "code")
        for name in ("case", "fix"):
            if name in data and "error" not in data:
                raise ma.ValidationError("goes with error", name)
        if "torch_version" in data and "code" not in data:
            raise ma.ValidationError("goes with code", "torch_version")

"""The fields of requests: what each refuses is a fault with a code."""

from __future__ import annotations

from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import validate
from marshmallow.types import ErrorMessages

from service.problems.faults import Fault
from whygrad.languages import LANGUAGES

_Number = TypeVar("_Number", bound=float)

NOT_BLANK = r"[^ \t\n\v\f\r]"  # for the contract: a character that is no blank must occur


def faults_of(expected: str) -> ErrorMessages:
    """What a field says in place of marshmallow's texts; `expected` names its type as JSON does."""
    wrong = Fault("wrong-type", expected=expected)
    return {
        "required": Fault("missing"),
        "null": Fault("null"),
        **dict.fromkeys(("invalid", "invalid_utf8", "special", "too_large"), wrong),
    }


class Text(ma.fields.String):
    """Text from outside: not blank, at most so many bytes of UTF-8; lone surrogates become U+FFFD."""

    default_error_messages = faults_of("string")

    def __init__(self, limit_bytes: int, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        """`limit_bytes` is the most that the text may have."""
        described = {"maxLength": limit_bytes, "pattern": NOT_BLANK, "description": f"At most {limit_bytes} bytes."}
        super().__init__(**options, metadata=described)
        self.limit_bytes = limit_bytes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **kwargs)
        encoded = str(text).encode("utf-8", "surrogatepass")
        if len(encoded) > self.limit_bytes:
            raise ma.ValidationError(Fault("too-long", bytes=len(encoded), limit_bytes=self.limit_bytes))
        if not encoded.strip():
            raise ma.ValidationError(Fault("blank"))
        return encoded.decode("utf-8", "replace")


class Texts(ma.fields.List[str]):
    """Several texts, counted before any is read, and with a limit of bytes in all."""

    default_error_messages = faults_of("array")

    def __init__(self, text: Text, limit_items: int, limit_bytes: int, **options: Any) -> None:  # noqa: ANN401
        """From one to `limit_items` of `text`, with at most `limit_bytes` together."""
        described = {"minItems": 1, "maxItems": limit_items, "description": f"At most {limit_bytes} bytes in all."}
        super().__init__(text, **options, metadata=described)
        self.limit_items = limit_items
        self.limit_bytes = limit_bytes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str | None]:  # noqa: ANN401
        if isinstance(value, list) and not 1 <= len(value) <= self.limit_items:
            raise ma.ValidationError(Fault("number-of-items", count=len(value), min=1, max=self.limit_items))
        texts = super()._deserialize(value, attr, data, **kwargs)
        size = sum(len(str(text).encode()) for text in texts)
        if size > self.limit_bytes:
            raise ma.ValidationError(Fault("too-long-together", bytes=size, limit_bytes=self.limit_bytes))
        return texts


class Choice(ma.fields.String):
    """One of a few words."""

    default_error_messages = faults_of("string")

    def __init__(self, *choices: str, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        """`choices` are the words."""
        error = Fault("one-of", choices=list(choices))
        super().__init__(validate=validate.OneOf(choices, error=error), **options)


class Language(Choice):
    """The language of the answer; by `Accept-Language` where it is not named."""

    def __init__(self) -> None:
        """An optional field."""
        super().__init__(*LANGUAGES, load_default=None)


class Bounded(ma.fields.Number[_Number]):
    """A number from `low` to `high`, as people write it: Python's `1_0` for ten is refused."""

    def __init__(self, low: _Number, high: _Number, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        """Both ends are permitted."""
        error = Fault("out-of-range", min=low, max=high)
        super().__init__(validate=validate.Range(low, high, error=error), **options)

    def _validated(self, value: Any) -> _Number:  # noqa: ANN401
        is_pythons = isinstance(value, str) and "_" in value
        return super()._validated("" if is_pythons else value)


class Whole(Bounded[int], ma.fields.Integer):
    """A whole number."""

    default_error_messages = faults_of("integer")


class Seconds(Bounded[float], ma.fields.Float):
    """A duration of at most `high` seconds."""

    default_error_messages = faults_of("number")

    def __init__(self, high: float, **options: Any) -> None:  # noqa: ANN401 - marshmallow's options
        """Zero is permitted."""
        super().__init__(0, high, **options)

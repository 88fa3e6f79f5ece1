"""The contract of answers, derived from the dataclasses that are sent: there is no second list of fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import marshmallow as ma
from marshmallow import validate

Field = ma.fields.Field[Any]
PLAIN: dict[Any, type[Field]] = {
    str: ma.fields.String,
    int: ma.fields.Integer,
    float: ma.fields.Float,
    bool: ma.fields.Boolean,
    Any: ma.fields.Raw,
}


@cache
def schema_of(kind: type) -> type[ma.Schema]:
    """The schema of a dataclass, called as the class is."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {field.name: field_of(hints[field.name]) for field in dataclasses.fields(kind)}
    return ma.Schema.from_dict(fields, name=kind.__name__)


def field_of(hint: Any, **options: Any) -> Field:  # noqa: ANN401 - any type hint
    """The field that a type hint stands for. Every field is present in every answer."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return field_of(arguments[0], metadata={"description": arguments[1]})
    if origin in (Union, UnionType):
        (inner,) = set(arguments) - {NoneType}
        return field_of(inner, allow_none=True, **options)
    options |= {"required": True}
    if hint in PLAIN:
        return PLAIN[hint](**options)
    if origin is Literal:
        return ma.fields.String(validate=validate.OneOf(arguments), **options)
    if origin is tuple and ... not in arguments:
        return ma.fields.List(field_of(arguments[0]), validate=validate.Length(equal=len(arguments)), **options)
    if origin is Mapping:
        return ma.fields.Dict(ma.fields.String(), field_of(arguments[1]), **options)
    if origin is not None:
        return ma.fields.List(field_of(arguments[0]), **options)
    return ma.fields.Nested(schema_of(hint), **options)


def separate_null(_converter: object, field: Field, ret: dict[str, Any]) -> dict[str, Any]:
    """Publish a choice that may be null as a choice or null: generators of clients make one type of it, not three."""
    if not field.allow_none or "enum" not in ret:
        return {}
    del ret["type"]
    return {"anyOf": [{"type": "string", "enum": [value for value in ret.pop("enum") if value]}, {"type": "null"}]}

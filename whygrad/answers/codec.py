"""Typed values to what JSON can hold, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

_Value = TypeVar("_Value")
Reader = Callable[[Any], Any]


def dump(value: Any, *, derived: bool = True) -> Any:  # noqa: ANN401 - any JSON
    """`value` as dicts, lists (of a set: sorted) and scalars; without `derived`, without what follows from the rest."""
    if dataclasses.is_dataclass(value):
        shown = [field.name for field in dataclasses.fields(value) if field.init or derived]
        return {name: dump(getattr(value, name), derived=derived) for name in shown}
    if isinstance(value, Mapping):
        return {key: dump(item, derived=derived) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [dump(item, derived=derived) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def load(kind: type[_Value], data: Mapping[str, Any]) -> _Value:
    """The `kind` that was dumped as `data`; names that it does not know were added later and are passed over.

    Raises `TypeError` where a name is missing that has no default.
    """
    readers = _readers(kind)  # type: ignore[arg-type]  # any class is hashable
    return kind(**{name: read(data[name]) for name, read in readers.items() if name in data})


@cache
def _readers(kind: type[Any]) -> dict[str, Reader]:
    """How each field of a dataclass is read that does not follow from others."""
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind) if field.init}


def _reader(hint: Any) -> Reader:  # noqa: ANN401 - any annotation
    """How a value of an annotation is read: dataclasses, tuples and sets differ from what JSON holds."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return partial(load, hint)
    origin = get_origin(hint)
    if origin is frozenset:
        return frozenset
    if origin in (tuple, Sequence):
        return partial(_read_items, _reader(get_args(hint)[0]))
    if origin is Mapping:
        return partial(_read_mapping, _reader(get_args(hint)[1]))
    readers = [read for read in map(_reader, get_args(hint)) if read is not _keep]
    return partial(_read_optional, readers[0]) if readers else _keep


def _read_items(read: Reader, items: list[Any]) -> tuple[Any, ...]:
    return tuple(items) if read is _keep else tuple(map(read, items))


def _read_mapping(read: Reader, items: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: read(item) for key, item in items.items()}


def _read_optional(read: Reader, value: Any) -> Any:  # noqa: ANN401 - any JSON
    return None if value is None else read(value)


def _keep(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return value

"""Reads TOML tables and files strictly: what is missing, mistyped or unknown is refused by name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_Expected = TypeVar("_Expected")


class KnowledgeError(ValueError):
    """An entry or a concept does not have the form that `knowledge/README.md` describes."""


class Table:
    """A TOML table whose keys are read once each; what is left over is an error."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        """`where` names the table in messages."""
        self._where = where
        self._values = dict(values)

    def take(self, key: str, kind: type[_Expected], default: _Expected | None = None) -> _Expected:
        """Take a value of a type; raises `KnowledgeError` where it is missing or of another type."""
        value = self._values.pop(key, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise KnowledgeError(f"{self._where}: {key} must be a {kind.__name__}")
        return value

    def take_choice(self, key: str, choices: Any, default: str | None = None) -> Any:  # noqa: ANN401 - a Literal
        """Take a value that must be one of a Literal's."""
        value = self.take(key, str, default)
        if value != default and value not in get_args(choices):
            raise KnowledgeError(f"{self._where}: {key} must be one of {', '.join(get_args(choices))}")
        return value

    def take_strings(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """Take a list of strings."""
        values = self.take(key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise KnowledgeError(f"{self._where}: {key} must hold strings")
        return tuple(values)

    def holds(self, key: str) -> bool:
        """Whether a key is there and nobody has taken it."""
        return key in self._values

    def take_tables(self, key: str) -> list[Table]:
        """Take a list of tables; an absent one is empty."""
        values = self.take(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise KnowledgeError(f"{self._where}: {key} must hold tables")
        return [Table(f"{self._where}: {key}[{index}]", value) for index, value in enumerate(values)]

    def end(self) -> None:
        """Refuse keys that nobody took."""
        if self._values:
            raise KnowledgeError(f"{self._where}: unknown keys: {', '.join(sorted(self._values))}")


def read_table(path: Path) -> Table:
    """Read a TOML file."""
    return Table(f"{path.parent.name}/{path.name}", tomllib.loads(read_text(path)))


def read_text(path: Path) -> str:
    """Read a file that the form requires; raises `KnowledgeError` naming it."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name} is missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name} cannot be read: {error}") from error


def choose(where: str, key: str, value: str, choices: Any) -> str:  # noqa: ANN401 - a Literal
    """Return `value` where it is one of a Literal's; raises `KnowledgeError`."""
    if value not in get_args(choices):
        raise KnowledgeError(f"{where}: {key} must hold only {', '.join(get_args(choices))}")
    return value


def check_id(name: str) -> None:
    """Ids are lower-case words joined by hyphens."""
    if not _ID.match(name):
        raise KnowledgeError(f"{name!r} is not an id: lower-case words joined by hyphens")


def compile_pattern(where: str, pattern: str) -> None:
    """Refuse what is no regex, and the unbounded lazy group that captures anything."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise KnowledgeError(f"{where}: {pattern!r} is not a regular expression: {error}") from error
    if ".+?" in pattern or ".*" in pattern or ".+" in pattern:
        raise KnowledgeError(f"{where}: {pattern!r}: groups are typed (\\d+, \\w+), never `.+` or `.*`")

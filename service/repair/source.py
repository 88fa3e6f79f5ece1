"""A program's text with its tree: finds nodes by the compiler's positions, replaces spans, keeps everything else."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from whygrad.tracing.places import Place

INDENT = "    "
Node = TypeVar("Node", bound=ast.AST)
Suite = list[ast.stmt]


@dataclass(frozen=True)
class Replacement:
    """New text for the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class Source:
    """One program; raises `SyntaxError` where it is none."""

    def __init__(self, text: str) -> None:
        """Parse `text`."""
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self.parents: dict[ast.AST, ast.AST] = {
            child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)
        }

    def offset(self, line: int, column: int) -> int:
        """Index of the character at a line (from 1) and a column in bytes."""
        row = self._lines[line - 1] if line <= len(self._lines) else ""
        if row.isascii():
            return self._starts[line - 1] + column
        return self._starts[line - 1] + len(row.encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Start and end of a node, as indices into the text."""
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return start, self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def segment(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line(self, number: int) -> str:
        """A line, from 1."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def walk(self, kind: type[Node]) -> Iterator[Node]:
        """Every node of a kind."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def expression_at(self, place: Place) -> ast.expr | None:
        """The expression whose span a place is."""
        wanted = (place.line, place.column, place.end_line, place.end_column)
        return next((node for node in self.walk(ast.expr) if span_of(node) == wanted), None)

    def statement_at(self, line: int) -> ast.stmt | None:
        """The innermost statement that holds a line."""
        found: ast.stmt | None = None
        for node in self.walk(ast.stmt):
            inside = node.lineno <= line <= (node.end_lineno or node.lineno)
            if inside and (found is None or node.lineno > found.lineno or is_inside(node, found)):
                found = node
        return found

    def statement_around(self, place: Place) -> ast.stmt | None:
        """The statement of the expression at a place: of several on a line, that one."""
        node = self.expression_at(place)
        return self.statement_at(place.line) if node is None else self.statement_of(node)

    def statements_on(self, line: int) -> list[ast.stmt]:
        """The innermost statements that begin on a line; the one that holds it where none begins there."""
        found = [node for node in self.walk(ast.stmt) if node.lineno == line and not hasattr(node, "body")]
        holding = self.statement_at(line)
        return sorted(found, key=lambda node: node.col_offset) or ([holding] if holding is not None else [])

    def imported_names(self) -> set[str]:
        """The names that the program's imports bind to modules."""
        return {
            alias.asname or alias.name.partition(".")[0]
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The statement that a node stands in."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def enclosing(self, node: ast.AST, kinds: type[Node] | tuple[type[Node], ...]) -> Iterator[Node]:
        """What encloses a node, innermost first."""
        parent = self.parents.get(node)
        while parent is not None:
            if isinstance(parent, kinds):
                yield parent
            parent = self.parents.get(parent)

    def suite_of(self, statement: ast.stmt) -> Suite:
        """The statements among which a statement stands."""
        parent = self.parents[statement]
        for field in ("body", "orelse", "finalbody"):
            suite = getattr(parent, field, None)
            if isinstance(suite, list) and statement in suite:
                return suite
        return [statement]

    def indent_of(self, statement: ast.stmt) -> str:
        """The white space before a statement's line."""
        row = self.line(statement.lineno)
        return row[: len(row) - len(row.lstrip())]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing but white space and a comment shares its lines."""
        _, end = self.span(statement)
        before = self.text[self._starts[first_line(statement) - 1] : self.offset_of_first(statement)]
        rest = self.text[end : self._starts[statement.end_lineno or statement.lineno]].strip()
        return not before.strip() and (not rest or rest.startswith("#"))

    def offset_of_first(self, statement: ast.stmt) -> int:
        """Where a statement begins, its decorators included."""
        decorators = getattr(statement, "decorator_list", [])
        return self.span(decorators[0])[0] - 1 if decorators else self.span(statement)[0]

    def lines_of(self, first: ast.stmt, last: ast.stmt) -> tuple[int, int]:
        """The whole lines from one statement to another."""
        return self._starts[first_line(first) - 1], self._starts[last.end_lineno or last.lineno]

    def insert_before(self, statement: ast.stmt, lines: Iterable[str]) -> Replacement:
        """New lines before a statement that stands alone."""
        at = self._starts[first_line(statement) - 1]
        indent = self.indent_of(statement)
        return Replacement(at, at, "".join(f"{indent}{line}\n" for line in lines))

    def insert_after(self, statement: ast.stmt, lines: Iterable[str]) -> Replacement:
        """New lines after a statement that stands alone."""
        at = self._starts[statement.end_lineno or statement.lineno]
        indent = self.indent_of(statement)
        text = "".join(f"{indent}{line}\n" for line in lines)
        if at and self.text[at - 1] != "\n":
            text = "\n" + text.rstrip("\n")
        return Replacement(at, at, text)

    def remove(self, statement: ast.stmt) -> Replacement:
        """Take a statement that stands alone away, with its lines; `pass` where its suite has no other."""
        start, end = self.lines_of(statement, statement)
        others = self.suite_of(statement)
        return Replacement(start, end, "" if len(others) > 1 else f"{self.indent_of(statement)}pass\n")

    def replace(self, node: ast.AST, text: str) -> Replacement:
        """New text for a node."""
        return Replacement(*self.span(node), text)

    def indented(self, first: ast.stmt, last: ast.stmt, head: str) -> Replacement:
        """Put the statements from `first` to `last` under a compound statement with that head."""
        start, end = self.lines_of(first, last)
        indent = self.indent_of(first)
        inside = self.strings_over_lines(first, last)
        rows = self.text[start:end].splitlines(keepends=True)
        moved = [
            row if not row.strip() or number in inside else INDENT + row
            for number, row in enumerate(rows, first_line(first))
        ]
        return Replacement(start, end, f"{indent}{head}\n" + "".join(moved))

    def strings_over_lines(self, first: ast.stmt, last: ast.stmt) -> set[int]:
        """Lines that begin inside a string, which must not be indented."""
        strings = [node for node in self.walk(ast.expr) if isinstance(node, ast.Constant | ast.JoinedStr)]
        found: set[int] = set()
        for node in strings:
            if first.lineno <= node.lineno <= (last.end_lineno or last.lineno):
                found.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
        return found

    def apply(self, replacements: Iterable[Replacement]) -> str:
        """The text with every replacement made; they must not overlap."""
        text = self.text
        for change in sorted(replacements, key=lambda change: (change.start, change.end), reverse=True):
            text = text[: change.start] + change.text + text[change.end :]
        return text

    def spread(self, statement: ast.stmt) -> Source:
        """The same program with the statements of that suite on lines of their own."""
        if self.stands_alone(statement):
            return self
        suite = self.suite_of(statement)
        owner = self.parents[statement]
        start, _ = self.span(suite[0])
        _, end = self.span(suite[-1])
        is_one_line = isinstance(owner, ast.stmt) and owner.lineno == suite[0].lineno
        indent = self.indent_of(suite[0]) + (INDENT if is_one_line else "")
        pieces = [self.segment(piece) for piece in suite]
        joined = f"\n{indent}".join(pieces)
        if is_one_line:
            while self.text[start - 1] in " \t":
                start -= 1
            joined = f"\n{indent}{joined}"
        return Source(self.text[:start] + joined + self.text[end:]) if self._only_one_liners(suite) else self

    def separated(self, suite: Suite) -> Source:
        """The same program with a new line for each statement of a suite that follows another on its line."""
        pairs = [(one, two) for one, two in itertools.pairwise(suite) if one.end_lineno == first_line(two)]
        indent = self.indent_of(suite[0])
        gaps = [Replacement(self.span(one)[1], self.span(two)[0], f"\n{indent}") for one, two in pairs]
        return Source(self.apply(gaps)) if gaps else self

    def _only_one_liners(self, suite: Suite) -> bool:
        lines = {piece.lineno for piece in suite} | {piece.end_lineno for piece in suite}
        return len(lines) == 1


def span_of(node: ast.AST) -> tuple[int, int, int, int]:
    """Line, column, end line and end column of a node, as the compiler keeps them."""
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def first_line(statement: ast.stmt) -> int:
    """The first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def is_inside(node: ast.stmt, other: ast.stmt) -> bool:
    """Whether a statement stands inside another."""
    return node is not other and any(node is inner for inner in ast.walk(other))


def dotted(node: ast.AST) -> str:
    """`torch.nn.functional.relu` for a chain of names; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def needs_parentheses(node: ast.AST) -> bool:
    """Whether a method of an expression can only be called with parentheses around it."""
    return not isinstance(
        node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.List | ast.ListComp | ast.Dict
    )


def alone(source: Source, statement: ast.stmt) -> tuple[Source, ast.stmt]:
    """The program with a statement on lines of its own, and that statement in it."""
    spread = source.spread(statement)
    return (source, statement) if spread is source else (spread, counterpart(source, spread, statement))


def counterpart(source: Source, other: Source, statement: ast.stmt) -> ast.stmt:
    """The statement of the same program in another layout."""
    number = next(i for i, node in enumerate(source.walk(ast.stmt)) if node is statement)
    return next(node for i, node in enumerate(other.walk(ast.stmt)) if i == number)

"""Reading the tree of a Python text."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

Function = ast.FunctionDef | ast.AsyncFunctionDef


def scopes(tree: ast.Module) -> Iterator[ast.Module | Function]:
    """The module and each function."""
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions and classes inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield child
            yield from own_nodes(child)


def assigned(scope: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each name that is assigned in a scope, with its value."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def bound(scope: ast.AST) -> Iterator[tuple[str, int]]:
    """Each name that a scope binds, parameters and targets of every kind, with its line."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def is_bound_after(node: ast.AST, name: str, scope: ast.AST) -> bool:
    """Whether a name gets another value below a node."""
    return any(name == other and line > line_of(node) for other, line in bound(scope))


def only_values(scope: ast.AST) -> dict[str, ast.AST]:
    """The names that a scope binds once, by an assignment, with their values."""
    counts = Counter(name for name, _ in bound(scope))
    return {name: value for name, value in assigned(scope) if counts[name] == 1}


def imported(tree: ast.Module) -> dict[str, str]:
    """The full name of each name that is imported, as `torch.nn.functional` of `F`."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots = ((alias.asname, alias.name, alias.name.partition(".")[0]) for alias in node.names)
            found |= {short or root: name if short else root for short, name, root in roots}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def full_name(node: ast.AST, names: Mapping[str, str]) -> str:
    """The dotted name of an expression by what is imported; empty for what is no dotted name."""
    if isinstance(node, ast.Attribute):
        before = full_name(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def called(node: ast.AST, names: Mapping[str, str]) -> str:
    """The full name of the function that is called; empty for what is no call of a dotted name."""
    return full_name(node.func, names) if isinstance(node, ast.Call) else ""


def calls_of(scope: ast.AST, method: str) -> list[ast.Call]:
    """The calls of a method in a scope."""
    nodes = own_nodes(scope)
    return [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == method]


def receiver(call: ast.Call) -> str:
    """The plain name whose method is called; empty for anything else."""
    return name_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def line_of(node: ast.AST) -> int:
    """The line of an expression or a statement, from 1."""
    line: int = node.lineno  # type: ignore[attr-defined]
    return line


def name_of(node: ast.AST) -> str:
    """A plain name; empty for anything else."""
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}

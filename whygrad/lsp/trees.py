"""Reading the tree of a Python text."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef
_PLACING = frozenset({"to", "cuda", "cpu", "float", "double", "half", "train", "eval"})


# --- scopes and blocks


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


def blocks(scope: ast.AST) -> Iterator[list[ast.stmt]]:
    """Each list of statements of a scope that run one after the other."""
    for node in (scope, *own_nodes(scope)):
        for part in ("body", "orelse", "finalbody"):
            block = getattr(node, part, None)
            if isinstance(block, list):
                yield block


def heads_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement without those of the blocks in it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case | ast.Lambda):
            yield child
            yield from own_nodes(child)


# --- names and their values


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


def only_values(scope: ast.AST) -> dict[str, ast.AST]:
    """The names that a scope binds once, by an assignment, with their values."""
    counts = Counter(name for name, _ in bound(scope))
    return {name: value for name, value in assigned(scope) if counts[name] == 1}


def all_values(tree: ast.Module) -> dict[str, list[ast.AST | None]]:
    """What each name and attribute is given anywhere in a text; None for what no plain assignment gives."""
    found: dict[str, list[ast.AST | None]] = defaultdict(list)
    plain: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            plain |= {id(target) for target in node.targets}
            for target in node.targets:
                found[full_name(target, {})].append(node.value)
        elif isinstance(node, ast.arg):
            found[node.arg].append(None)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store) and id(node) not in plain:
            found[full_name(node, {})].append(None)
    return found


def value_before(block: Sequence[ast.stmt], number: int, name: str) -> ast.AST | None:
    """What a name holds at a statement of a block, where a plain assignment above in that block gave it."""
    for statement in reversed(block[:number]):
        if binds(statement, name):
            is_plain = isinstance(statement, ast.Assign) and [*map(name_of, statement.targets)] == [name]
            return statement.value if is_plain else None  # type: ignore[attr-defined]
    return None


def binds(statement: ast.AST, name: str) -> bool:
    """Whether a name gets another value in a statement, or may get one."""
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(statement))


# --- expressions


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


def called(node: ast.AST | None, names: Mapping[str, str]) -> str:
    """The full name of the function that is called; empty for what is no call of a dotted name."""
    return full_name(node.func, names) if isinstance(node, ast.Call) else ""


def calls_of(scope: ast.AST, method: str) -> list[ast.Call]:
    """The calls of a method in a scope."""
    nodes = own_nodes(scope)
    return [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == method]


def placed(node: ast.AST | None) -> ast.AST | None:
    """An expression without what only moves it, as `Net()` of `Net().to(device)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PLACING:
        node = node.func.value
    return node


def receiver(call: ast.Call) -> str:
    """The plain name whose method is called; empty for anything else."""
    return name_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def line_of(node: ast.AST) -> int:
    """The line of an expression or a statement, from 1."""
    line: int = node.lineno  # type: ignore[attr-defined]
    return line


def name_of(node: ast.AST | None) -> str:
    """A plain name; empty for anything else."""
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}

"""A loss that no longer leads to what it was computed from, and that backward() starts from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from whygrad.lsp.trees import binds, blocks, called, imported, name_of, names_in, scopes, value_before

HACK = "silent-loss-requires-grad-hack"
_LOSS = re.compile(r"(?i)(?:^|_)(?:loss|cost|objective)\d{0,3}(?:$|_)")
_NEW = frozenset({"torch.tensor", "torch.Tensor", "torch.FloatTensor", "torch.autograd.Variable"})
_KEEPING = frozenset({"to", "cuda", "cpu", "float", "double", "mean", "sum", "clone", "squeeze", "requires_grad_"})


def loss_without_graph(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`loss.requires_grad = True`, `torch.tensor(loss, requires_grad=True)`, and `loss.backward()` below in the block.

    Setting the attribute raises for a tensor that has a graph, so what passes it has none. The method
    `requires_grad_()` is permitted there and changes nothing: it is told only where the loss was cut off above.
    A copy without requires_grad needs no hint: its backward() raises at once.
    """
    names = imported(tree)
    for block in (block for scope in scopes(tree) for block in blocks(scope)):
        for number, statement in enumerate(block):
            name = root_of(statement)
            made = maker_of(block[:number], name) if name else None
            if made is not None:
                yield from faults_of(made, block, name, names)


def root_of(statement: ast.stmt) -> str:
    """The name whose backward() a statement is; empty for anything else."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and function.attr == "backward":
            return name_of(function.value)
    return ""


def maker_of(above: Sequence[ast.stmt], name: str) -> int | None:
    """Which statement makes a name what it is: its last assignment, or what switches its requires_grad on after it."""
    for number in reversed(range(len(above))):
        if switched(above[number]) == name or binds(above[number], name):
            return number
    return None


def faults_of(
    number: int, block: Sequence[ast.stmt], name: str, names: Mapping[str, str]
) -> Iterator[tuple[ast.AST, str]]:
    """What is wrong with the statement that makes the loss, if anything is."""
    statement = block[number]
    value = value_before(block, number if switched(statement) else number + 1, name)
    is_cut = value is not None and cuts(value, names)
    if not any(map(_LOSS.search, {name, *names_in(value or statement)})):
        return
    if isinstance(statement, ast.Expr):
        yield from [(statement, HACK)] if is_cut else ()
    elif switched(statement):
        yield from [(statement, HACK)] if is_computed(value, names) else ()
    elif value is not None and is_cut and requires_grad(value):
        yield value, HACK


def switched(statement: ast.stmt) -> str:
    """The name whose requires_grad a statement switches on; empty for none."""
    if (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is True
    ):
        target = statement.targets[0]
        return name_of(target.value) if isinstance(target, ast.Attribute) and target.attr == "requires_grad" else ""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return name_of(switch_of(statement.value) or statement)
    return ""


def switch_of(call: ast.Call) -> ast.expr | None:
    """What `requires_grad_()` or `requires_grad_(True)` is called on; None for another call."""
    given = call.args + [keyword.value for keyword in call.keywords]
    wants = not given or is_true(given[0])
    is_switch = isinstance(call.func, ast.Attribute) and call.func.attr == "requires_grad_" and wants
    return call.func.value if is_switch else None  # type: ignore[attr-defined]


def is_computed(value: ast.AST | None, names: Mapping[str, str]) -> bool:
    """Whether a value is computed from others, which `torch.zeros(1)` is not; where it is not known, it is."""
    return value is None or bool(names_in(value) - {*names})


def cuts(value: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a value is a copy without the graph of what it was computed from."""
    if not isinstance(value, ast.Call):
        return False
    if called(value, names) in _NEW:
        return bool(value.args) and bool(names_in(value.args[0]) - {*names})
    if called(value, names) in {"torch.mean", "torch.sum"} and len(value.args) == 1:
        return cuts(value.args[0], names)
    function = value.func
    if not isinstance(function, ast.Attribute):
        return False
    is_detached = function.attr == "detach" and bool(names_in(function.value) - {*names})
    return is_detached or (function.attr in _KEEPING and cuts(function.value, names))


def requires_grad(value: ast.AST) -> bool:
    """Whether requires_grad is switched on in an expression."""
    calls = [part for part in ast.walk(value) if isinstance(part, ast.Call)]
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "requires_grad"]
    return any(map(switch_of, calls)) or any(map(is_true, given))


def is_true(node: ast.AST) -> bool:
    """Whether `True` is written there."""
    return isinstance(node, ast.Constant) and node.value is True

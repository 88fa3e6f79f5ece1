"""A loss that is changed through `.data` before its backward(), which takes no notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from whygrad.lsp.rules.losses import root_of
from whygrad.lsp.trees import binds, blocks, name_of, own_nodes, scopes

THROUGH_DATA = "silent-data-inplace"


def loss_written_through_data(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A write to `loss.data` that stands, in one block, below what computes the loss and above `loss.backward()`.

    Other writes through `.data` are left alone: whether a graph needs what they change, the text seldom decides.
    """
    for block in (block for scope in scopes(tree) for block in blocks(scope)):
        for end, statement in enumerate(block):
            loss = root_of(statement)
            for number in range(end) if loss else ():
                if is_computed_in(block[:number], loss, block[number + 1 : end]):
                    yield from ((node, THROUGH_DATA) for node in writes_in(block[number]) if writes_to(node) == loss)


def writes_in(statement: ast.stmt) -> list[ast.AST]:
    """A statement that may write, or those under a condition."""
    return [*own_nodes(statement)] if isinstance(statement, ast.If) else [statement]


def writes_to(node: ast.AST) -> str:
    """The name whose `.data` a statement writes: assigned, in place by an operator or a method, or at an index."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return owner_of_data(target.value if isinstance(target, ast.Subscript) else target)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        is_in_place = node.value.func.attr.endswith("_") and not node.value.func.attr.endswith("__")
        return owner_of_data(node.value.func.value) if is_in_place else ""
    return ""


def owner_of_data(node: ast.AST) -> str:
    """The name in `name.data`; empty for anything else."""
    return name_of(node.value) if isinstance(node, ast.Attribute) and node.attr == "data" else ""


def is_computed_in(above: Sequence[ast.stmt], loss: str, below: Sequence[ast.stmt]) -> bool:
    """Whether a loss is what a block has computed, and stays so."""
    return any(binds(one, loss) for one in above) and not any(binds(one, loss) for one in below)

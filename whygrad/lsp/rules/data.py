"""Values that backward() needs, changed through `.data` between the forward pass and it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from whygrad.lsp.rules.losses import root_of
from whygrad.lsp.trees import binds, blocks, called, full_name, name_of, names_in, own_nodes, scopes

THROUGH_DATA = "silent-data-inplace"


def written_through_data(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A write through `.data` that stands, in one block, above `loss.backward()` and below what it falsifies.

    Certain are two: the loss itself, of which backward() takes no notice; and the parameters of a model, where the
    loss was computed by that model above and it is not called again in between.
    """
    for block in (block for scope in scopes(tree) for block in blocks(scope)):
        for end, statement in enumerate(block):
            loss = root_of(statement)
            for number in range(end) if loss else ():
                between = block[number + 1 : end]
                if is_computed_in(block[:number], loss, between):
                    yield from ((node, THROUGH_DATA) for node in writes_in(block[number]) if writes_to(node) == loss)
                model = parameters_written(block[number])
                if model and model in models_of(loss, block[:number], between):
                    yield block[number], THROUGH_DATA


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


def parameters_written(statement: ast.stmt) -> str:
    """The model in `for p in model.parameters(): p.data…`; empty for anything else."""
    if not isinstance(statement, ast.For) or not called(statement.iter, {}).endswith(".parameters"):
        return ""
    is_written = any(writes_to(node) and writes_to(node) == name_of(statement.target) for node in own_nodes(statement))
    return called(statement.iter, {}).removesuffix(".parameters") if is_written else ""


def models_of(loss: str, above: Sequence[ast.stmt], between: Sequence[ast.stmt]) -> set[str]:
    """The models that the loss was computed by above, none of which is called in between."""
    wanted, found = {loss}, set[str]()
    for statement in reversed([*above, *between]):
        if isinstance(statement, ast.Assign) and wanted & {name for t in statement.targets for name in names_in(t)}:
            wanted |= names_in(statement.value)
            found |= models_called(statement) if statement in above else set()
    return found - {name for statement in between for name in models_called(statement)}


def models_called(statement: ast.AST) -> set[str]:
    """The names that are called in a statement."""
    return {full_name(node.func, {}) for node in ast.walk(statement) if isinstance(node, ast.Call)}

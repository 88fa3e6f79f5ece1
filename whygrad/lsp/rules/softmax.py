"""A softmax before a loss that takes logits."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from whygrad.lsp.trees import (
    all_values,
    blocks,
    called,
    heads_of,
    imported,
    line_of,
    name_of,
    names_in,
    only_values,
    placed,
    receiver,
    scopes,
    value_before,
)

DOUBLE = "silent-double-softmax"
_SOFTMAX = frozenset({"torch.softmax", "torch.nn.functional.softmax"})
_LOSS, _LOSS_LAYER = "torch.nn.functional.cross_entropy", "torch.nn.CrossEntropyLoss"


@dataclass(frozen=True)
class Known:
    """What a text says of its names: where they come from, which are the loss, which end in a softmax."""

    names: Mapping[str, str]
    criteria: frozenset[str]
    models: frozenset[str]

    def is_loss(self, node: ast.AST) -> bool:
        """Whether the loss is computed there, of a value that is given by position."""
        if not isinstance(node, ast.Call) or not node.args:
            return False
        is_made = called(node.func, self.names) == _LOSS_LAYER
        return is_made or called(node, self.names) == _LOSS or called(node, {}) in self.criteria

    def is_softmax(self, node: ast.AST | None) -> bool:
        """Whether a softmax is what comes of an expression: taken there, or by the model that is called."""
        return node is not None and (called(node, {}) in self.models or is_softmax(node, self.names))


def softmax_before_cross_entropy(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A softmax that goes straight into cross_entropy: in one expression, by a name, or as the end of the model."""
    names = imported(tree)
    ending = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and ends_in_softmax(node, names)]
    known = know(tree, names, {module.name for module in ending})
    of_itself = replace(known, models=known.models | {"self", "self.forward"})
    methods = {id(method) for module in ending for method in module.body}
    for scope in scopes(tree):
        yield from losses_of_softmax(scope, of_itself if id(scope) in methods else known)


def losses_of_softmax(scope: ast.AST, known: Known) -> Iterator[tuple[ast.AST, str]]:
    """Each loss of a scope that is given a softmax."""
    values = only_values(scope)
    for block in blocks(scope):
        for number, statement in enumerate(block):
            for loss in filter(known.is_loss, heads_of(statement)):
                given = loss.args[0]  # type: ignore[attr-defined]
                name = name_of(given)
                value = value_before(block, number, name) or values.get(name, given)
                if known.is_softmax(value) and line_of(value) <= line_of(loss):
                    yield loss, DOUBLE


def know(tree: ast.Module, names: Mapping[str, str], classes: set[str]) -> Known:
    """What a text says of its names, given the modules that end in a softmax."""
    alike = {name: [*map(placed, given)] for name, given in all_values(tree).items() if name}
    criteria = {name for name, given in alike.items() if all(called(one, names) == _LOSS_LAYER for one in given)}
    models = {
        name
        for name, given in alike.items()
        if all(called(one, {}) in classes or is_softmax_layer(one, names) for one in given)
    }
    return Known(names, frozenset(criteria), frozenset(models))


def ends_in_softmax(module: ast.ClassDef, names: Mapping[str, str]) -> bool:
    """Whether all that the forward of a module returns is a softmax."""
    forward = next((n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == "forward"), None)
    if forward is None:
        return False
    values = all_values(ast.Module([module], []))
    layers = {name for name, given in values.items() if all(is_softmax_layer(one, names) for one in given)}
    known = Known(names, frozenset(), frozenset(name for name in layers if name.startswith("self.")))
    returned = [
        value_before(block, number, name_of(statement.value)) or statement.value
        for block in blocks(forward)
        for number, statement in enumerate(block)
        if isinstance(statement, ast.Return) and statement.value is not None
    ]
    return bool(returned) and all(map(known.is_softmax, returned))


def is_softmax_layer(node: ast.AST | None, names: Mapping[str, str]) -> bool:
    """Whether `nn.Softmax(…)` is made there, or a `nn.Sequential(…)` that ends in one."""
    node = placed(node)
    if called(node, names) == "torch.nn.Sequential" and node.args:  # type: ignore[union-attr]
        return is_softmax_layer(node.args[-1], names)  # type: ignore[union-attr]
    return called(node, names) == "torch.nn.Softmax"


def is_softmax(node: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether torch's softmax is taken there, by name, as `x.softmax(dim)` or as `nn.Softmax(dim)(x)`."""
    if called(node, names) in _SOFTMAX:
        return True
    if isinstance(node, ast.Call) and is_softmax_layer(node.func, names):
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "softmax"):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return receiver(node) not in {"", "self", *names} and not any(map(names_in, given))

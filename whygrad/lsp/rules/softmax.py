"""A softmax before a loss that takes logits."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from whygrad.lsp.trees import called, imported, line_of, name_of, names_in, only_values, own_nodes, receiver, scopes

_SOFTMAX = frozenset({"torch.softmax", "torch.nn.functional.softmax"})


def softmax_before_cross_entropy(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A softmax that goes straight into cross_entropy, in one expression or by a name that has no other value."""
    names = imported(tree)
    for scope in scopes(tree):
        values = only_values(scope)
        criteria = {name for name, value in values.items() if called(value, names) == "torch.nn.CrossEntropyLoss"}
        for node in own_nodes(scope):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            given = values.get(name_of(node.args[0]), node.args[0])
            is_loss = called(node, names) == "torch.nn.functional.cross_entropy" or name_of(node.func) in criteria
            if is_loss and is_softmax(given, names) and line_of(given) <= line_of(node):
                yield node, "silent-double-softmax"


def is_softmax(node: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether torch's softmax is taken there, by name or as `x.softmax(dim)`."""
    if called(node, names) in _SOFTMAX:
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "softmax"):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return receiver(node) not in {"", "self", *names} and not any(map(names_in, given))

"""Layers that their module does not register."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from whygrad.lsp.trees import called, full_name, imported, name_of

_LAYERS = frozenset({"Linear", "Conv1d", "Conv2d", "Conv3d", "LSTM", "GRU", "Embedding", "LayerNorm", "BatchNorm2d"})
_REGISTERING = frozenset({"add_module", "register_module", "register_parameter", "setattr", "parameters"})


def layers_in_a_list(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`self.layers = [nn.Linear(…), …]` in a module that nowhere registers them, and that nobody else reads."""
    names = imported(tree)
    read = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and name_of(n.value) != "self"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(is_module(base, names) for base in node.bases):
            handed_on = read | handed_on_by(node)
            for attribute, statement in lists_of_layers(node, names):
                if attribute not in handed_on:
                    yield statement, "silent-unregistered-parameter"


def is_module(base: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a class is a module of torch or of Lightning by that base."""
    name = full_name(base, names)
    return name == "torch.nn.Module" or name.endswith(".LightningModule")


def lists_of_layers(module: ast.ClassDef, names: Mapping[str, str]) -> Iterator[tuple[str, ast.AST]]:
    """Each attribute of self that gets a list of layers, in a module that registers nothing by itself."""
    if {ast.unparse(n.func).rpartition(".")[2] for n in ast.walk(module) if isinstance(n, ast.Call)} & _REGISTERING:
        return
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and holds_layers(node.value, names):
            (target, *more) = node.targets
            if not more and isinstance(target, ast.Attribute) and name_of(target.value) == "self":
                yield target.attr, node


def handed_on_by(module: ast.ClassDef) -> set[str]:
    """The attributes that stand among the arguments of a call."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    arguments = (one for call in calls for one in [*call.args, *(keyword.value for keyword in call.keywords)])
    return {part.attr for one in arguments for part in ast.walk(one) if isinstance(part, ast.Attribute)}


def holds_layers(value: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a list or a comprehension of layers of torch is written there."""
    parts = value.elts if isinstance(value, ast.List) else [value.elt] if isinstance(value, ast.ListComp) else []
    made = [called(part, names).rpartition(".") for part in parts]
    return bool(made) and all(package == "torch.nn" and name in _LAYERS for package, _, name in made)

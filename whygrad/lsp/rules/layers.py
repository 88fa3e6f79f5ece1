"""Layers that their module does not register."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from whygrad.lsp.trees import all_values, called, full_name, imported, name_of, placed

_LAYERS = frozenset({"Linear", "Conv1d", "Conv2d", "Conv3d", "LSTM", "GRU", "Embedding", "LayerNorm", "BatchNorm2d"})
_LOOKING = frozenset({"enumerate", "len", "range", "reversed", "zip"})
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
    """Each attribute of self that is a list of layers and is used, in a module that registers nothing by itself."""
    if {ast.unparse(n.func).rpartition(".")[2] for n in ast.walk(module) if isinstance(n, ast.Call)} & _REGISTERING:
        return
    lists = {name: given for name, given in all_values(ast.Module([module], [])).items() if name.startswith("self.")}
    appended, used = appends(module), uses(module)
    for name, given in lists.items():
        added = appended.get(name, [])
        if used[name] <= len(added):
            continue
        if all(map(is_empty, given)) and added and all(is_layer(one.args[0], names) for one in added):
            yield name.removeprefix("self."), added[0]
        elif all(holds_layers(one, names) for one in given):
            yield from ((name.removeprefix("self."), one) for one in assignments_of(module, given[0]))


def appends(module: ast.ClassDef) -> dict[str, list[ast.Call]]:
    """The calls that append to a list, by its name."""
    found: dict[str, list[ast.Call]] = defaultdict(list)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args and called(node, {}).endswith(".append"):
            found[called(node, {}).removesuffix(".append")].append(node)
    return found


def uses(module: ast.ClassDef) -> Counter[str]:
    """How often each attribute is read."""
    loads = (node for node in ast.walk(module) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load))
    return Counter(full_name(node, {}) for node in loads)


def assignments_of(module: ast.ClassDef, value: ast.AST | None) -> Iterator[ast.AST]:
    """The assignment of a value, where it gets one name only."""
    assigns = (node for node in ast.walk(module) if isinstance(node, ast.Assign))
    yield from (node for node in assigns if node.value is value and len(node.targets) == 1)


def is_empty(value: ast.AST | None) -> bool:
    """Whether a value is an empty list."""
    return isinstance(value, ast.List) and not value.elts


def handed_on_by(module: ast.ClassDef) -> set[str]:
    """The attributes that stand among the arguments of a call, or alone as what is assigned or returned."""
    found = set[str]()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node, {}) not in _LOOKING:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            found |= {part.attr for one in given for part in ast.walk(one) if isinstance(part, ast.Attribute)}
        elif isinstance(node, ast.Assign | ast.Return) and isinstance(node.value, ast.Attribute):
            found.add(node.value.attr)
    return found


def holds_layers(value: ast.AST | None, names: Mapping[str, str]) -> bool:
    """Whether a list or a comprehension of layers of torch is written there."""
    parts = value.elts if isinstance(value, ast.List) else [value.elt] if isinstance(value, ast.ListComp) else []
    return bool(parts) and all(is_layer(part, names) for part in parts)


def is_layer(value: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a layer of torch with parameters is made there; a norm with `affine=False` has none."""
    made = placed(value)
    package, _, name = called(made, names).rpartition(".")
    keywords = made.keywords if isinstance(made, ast.Call) else []
    return package == "torch.nn" and name in _LAYERS and "affine" not in {keyword.arg for keyword in keywords}

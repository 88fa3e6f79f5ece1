"""Keeps modules in a ModuleList or a ModuleDict, where `parameters()` finds them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, dotted
from service.repair.strategies.out_of_place import keyword_removed
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

CONTAINERS = {"list": "List", "tuple": "List", "dict": "Dict"}
TITLE = words("Register the layers in nn.{container}", "用 nn.{container} 注册这些层")
WHY = words(
    "parameters() does not look into plain lists and dicts, so these layers never reach the optimizer.",
    "parameters() 不会查看普通的 list 和 dict，所以这些层没有交给优化器。",
)
TENSOR_TITLE = words("Make the tensor an nn.Parameter", "把这个张量做成 nn.Parameter")
TENSOR_WHY = words(
    "A plain tensor in a module is not among its parameters(), so no optimizer gets it.",
    "模块里的普通张量不在 parameters() 里，优化器拿不到它。",
)
TENSOR_ASSUMES = words("it is to be trained with the other parameters", "它应当和其他参数一起训练")


@strategy("optimizer-empty-parameter-list", "silent-unregistered-parameter")
def register_children(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At each assignment of the attribute in the class."""
    kind = CONTAINERS.get(finding.facts.get("container", ""))
    if kind is None:
        return
    container = f"{finding.facts['kept'].capitalize()}{kind}"
    attribute, classes = finding.facts["attribute"], finding.facts["classes"]
    values = [value for value in assigned(source, attribute, classes) if value is not None]
    if not values:
        return
    name = f"{nn_name(source)}.{container}"
    changes = [source.replace(value, contained(source, value, name)) for value in values]
    title = {language: text.format(container=container) for language, text in TITLE.items()}
    facts = {"attributes": [attribute]}
    yield Proposal(f"{container.lower()}", source.apply(changes), title, WHY, "kept-are-children", facts)


@strategy("silent-unregistered-parameter")
def register_tensor(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `self.scale = torch.ones(4, requires_grad=True)`."""
    if finding.facts["kept"] != "tensor":
        return
    values = assigned(source, finding.facts["attribute"], finding.facts["classes"])
    flags = [
        (value, word)
        for value in values
        if isinstance(value, ast.Call)
        for word in value.keywords
        if word.arg == "requires_grad"
    ]
    for value, flag in flags:
        parameter = f"{nn_name(source)}.Parameter"
        start, end = source.span(value)
        changes = [
            keyword_removed(source, flag),
            Replacement(start, start, f"{parameter}("),
            Replacement(end, end, ")"),
        ]
        yield Proposal("parameter", source.apply(changes), TENSOR_TITLE, TENSOR_WHY, None, {}, TENSOR_ASSUMES)


def assigned(source: Source, attribute: str, classes: list[str]) -> Iterator[ast.expr | None]:
    """What the classes assign to `self.<attribute>`."""
    for kind in source.walk(ast.ClassDef):
        if kind.name not in classes:
            continue
        for node in ast.walk(kind):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            if any(dotted(target) == f"self.{attribute}" for target in targets):
                yield node.value  # type: ignore[attr-defined]


def contained(source: Source, value: ast.expr, name: str) -> str:
    """The container around what was assigned; an empty list needs no argument."""
    if isinstance(value, ast.List | ast.Tuple | ast.Dict) and not getattr(value, "elts", getattr(value, "keys", [])):
        return f"{name}()"
    text = source.segment(value)
    if text in ("list()", "tuple()", "dict()"):
        return f"{name}()"
    return f"{name}({text})"


def nn_name(source: Source) -> str:
    """The name under which the program has `torch.nn`."""
    for node in source.walk(ast.Import):
        for alias in node.names:
            if alias.name == "torch.nn" and alias.asname:
                return alias.asname
    for imported in source.walk(ast.ImportFrom):
        for alias in imported.names:
            if imported.module == "torch" and alias.name == "nn":
                return alias.asname or "nn"
    return f"{torch_name(source)}.nn"

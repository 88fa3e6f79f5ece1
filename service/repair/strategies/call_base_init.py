"""Calls `super().__init__()` before anything is assigned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from whygrad.tracing.findings import Finding

TITLE = words("Call super().__init__() first", "首先调用 super().__init__()")
WHY = words(
    "nn.Module.__init__() makes the tables in which parameters and submodules are registered.",
    "nn.Module.__init__() 建立注册参数和子模块所用的表。",
)


@strategy("module-parameter-before-init")
def call_base_init(finding: Finding, source: Source) -> Iterator[Proposal]:
    """In the class, nearest to nn.Module, whose `__init__` lacks the call or makes it too late."""
    classes = {node.name: node for node in source.walk(ast.ClassDef)}
    for name in reversed(finding.facts.get("classes", [])):
        init = init_of(classes.get(name))
        if init is None:
            continue
        calls = [node for node in ast.walk(init) if is_base_call(node)]
        statement = first_statement(init)
        if not calls:
            yield from inserted(source, statement)
        elif source.statement_of(calls[0]) is not statement:
            yield from moved(source, statement, source.statement_of(calls[0]))


def init_of(kind: ast.ClassDef | None) -> ast.FunctionDef | None:
    """`__init__` of a class."""
    body = kind.body if kind else []
    return next((node for node in body if isinstance(node, ast.FunctionDef) and node.name == "__init__"), None)


def is_base_call(node: ast.AST) -> bool:
    """`super().__init__(…)` or `Base.__init__(self, …)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__"


def first_statement(function: ast.FunctionDef) -> ast.stmt:
    """The first statement after the docstring."""
    first = function.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return function.body[1] if is_text and len(function.body) > 1 else first


def inserted(source: Source, statement: ast.stmt) -> Iterator[Proposal]:
    """The call as a line of its own."""
    own, statement = alone(source, statement)
    text = own.apply([own.insert_before(statement, ["super().__init__()"])])
    yield Proposal("call-base-init", text, TITLE, WHY, "every-module-initialised")


def moved(source: Source, statement: ast.stmt, call: ast.stmt) -> Iterator[Proposal]:
    """The call that comes too late, moved to the front."""
    if not source.stands_alone(call) or not source.stands_alone(statement):
        return
    lines = source.segment(call).splitlines()
    text = source.apply([source.insert_before(statement, lines), source.remove(call)])
    yield Proposal("call-base-init-first", text, TITLE, WHY, "every-module-initialised")

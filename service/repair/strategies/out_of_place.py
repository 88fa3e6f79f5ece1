"""Writes a new tensor instead of changing one that backward needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, Words, strategy, words
from service.repair.source import Replacement, Source, alone, dotted, needs_parentheses
from whygrad.tracing.findings import Finding

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@", ast.Mod: "%",
             ast.FloorDiv: "//"}  # fmt: skip
TITLE = words("Make a new tensor instead of writing in place", "不要原地修改，生成一个新张量")
CLONE_TITLE = words("Write into a clone of what backward needs", "写入反向传播所需张量的克隆")
WHY = words(
    "Backward needs the old value; a new tensor leaves it as it was. Values and gradients do not change.",
    "反向传播需要旧值；生成新张量后旧值保持不变，数值和梯度都不变。",
)
RETURNED_WHY = words(
    "What a custom function or a hooked module returns cannot be written in place; a new tensor has the same values.",
    "自定义 Function 或带钩子的模块返回的张量不能原地修改；生成新张量，数值不变。",
)


@strategy("inplace-version-mismatch", "multi-output-view-inplace")
def out_of_place(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the writing statement; nothing where an optimizer's step is the writer."""
    if finding.facts.get("by_step") or not finding.stack:
        return
    rule = "views-apart" if finding.family == "multi-output-view-inplace" else "saved-values-kept"
    yield from reads_cloned(finding, source, rule)
    for place in reversed(finding.stack):
        for text in rewritten_line(source, place.line):
            yield Proposal("out-of-place", text, TITLE, WHY, rule)
    yield from modules_out_of_place(source, rule)
    yield from saved_cloned(finding, source, rule)


@strategy("module-hook-inplace", "custom-function-view-inplace")
def returned_out_of_place(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Where the output of a hooked module, or of a custom function, is written: by a module, or at the statement."""
    yield from modules_out_of_place(source, None, RETURNED_WHY)
    for place in reversed(finding.stack):
        for text in rewritten_line(source, place.line):
            yield Proposal("out-of-place", text, TITLE, RETURNED_WHY)


def rewritten_line(source: Source, line: int) -> Iterator[str]:
    """Each form of the statement on a line; where several stand there, of all that write, one after another."""
    statements = source.statements_on(line)
    if len(statements) < 2:
        yield from (text for statement in statements for text in rewritten(source, statement))
        return
    now = source
    for number in range(len(statements)):
        found = now.statements_on(line)
        text = next(rewritten(now, found[number]), None) if number < len(found) else None
        now = now if text is None else Source(text)
    yield now.text


def saved_cloned(finding: Finding, source: Source, rule: str) -> Iterator[Proposal]:
    """`h = tanh(x)` as `h = tanh(x).clone()`: the write changes the clone, under every name that it has."""
    line = finding.facts.get("saved_line")
    for statement in source.statements_on(line) if line else []:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            text = source.apply([source.replace(statement.value, method_of(source, statement.value, ".clone()"))])
            yield Proposal("clone-what-is-saved", text, CLONE_TITLE, WHY, rule)


def reads_cloned(finding: Finding, source: Source, rule: str) -> Iterator[Proposal]:
    """`f(x[t])` as `f(x[t].clone())`: what is saved is no part of `x`, which is written to later."""
    written = source.statement_at(finding.line or 0)
    target = written.targets[0] if isinstance(written, ast.Assign) else getattr(written, "target", None)
    if not isinstance(target, ast.Subscript):
        return
    name, lines = ast.unparse(target.value), {finding.line, finding.facts.get("saved_line")}
    reads = [
        node
        for node in source.walk(ast.Subscript)
        if node.lineno in lines and isinstance(node.ctx, ast.Load) and ast.unparse(node.value) == name
    ]
    if reads:
        text = source.apply([source.replace(node, method_of(source, node, ".clone()")) for node in reads])
        yield Proposal("clone-what-is-read", text, CLONE_TITLE, WHY, rule)


def rewritten(source: Source, statement: ast.stmt) -> Iterator[str]:
    """The forms in which the same statement can be written without changing a tensor in place."""
    if isinstance(statement, ast.AugAssign):
        yield from augmented(source, statement)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        yield from cloned_first(source, statement, statement.targets[0].value)
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    if any(is_in_place(call) for call in calls):
        yield from renamed(source, statement)
        yield from cloned_first(source, statement, written_by(source, next(filter(is_in_place, calls))))
    flags = [word for call in calls for word in call.keywords if is_in_place_flag(word)]
    if flags:
        yield without_flags(source, flags)


def augmented(source: Source, statement: ast.AugAssign) -> Iterator[str]:
    """`x *= 2` as `x = x * 2`; `x[0] *= 2` on a clone."""
    target, operator = statement.target, OPERATORS.get(type(statement.op))
    if isinstance(target, ast.Subscript):
        yield from cloned_first(source, statement, target.value)
    elif operator is not None:
        name, value = source.segment(target), source.segment(statement.value)
        if isinstance(statement.value, ast.BinOp | ast.IfExp | ast.Compare | ast.UnaryOp | ast.Lambda):
            value = f"({value})"
        yield source.apply([source.replace(statement, f"{name} = {name} {operator} {value}")])


def cloned_first(source: Source, statement: ast.stmt, target: ast.expr | None) -> Iterator[str]:
    """`x = x.clone()` before a write to a part of `x`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Name | ast.Attribute):
        own, statement = alone(source, statement)
        name = ast.unparse(target)
        yield own.apply([own.insert_before(statement, [f"{name} = {name}.clone()"])])


def is_in_place(call: ast.Call) -> bool:
    """Whether a call is of a method or a function such as `add_`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name.endswith("_") and not name.endswith("__") and name not in ("requires_grad_", "retain_grad_")


def renamed(source: Source, statement: ast.stmt) -> Iterator[str]:
    """`x.add_(y)` as `x = x.add(y)`, chains included; inside an expression the name is kept by a walrus."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and is_in_place(node)]
    changes = [underscore_dropped(source, call) for call in calls]
    first = min(calls, key=lambda call: source.span(call.func)[1])
    target = written_by(source, first)
    if isinstance(target, ast.Subscript):
        yield from cloned_first(source, statement, target)
        return
    if not isinstance(target, ast.Name | ast.Attribute):
        if isinstance(statement, ast.Assign | ast.Return):
            yield source.apply(changes)
        return
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        start = source.span(statement)[0]
        yield source.apply([*changes, Replacement(start, start, f"{ast.unparse(target)} = ")])
    elif isinstance(statement, ast.Assign) and statement.value in calls and isinstance(target, ast.Name):
        start = source.span(statement.value)[0]
        own_name = any(isinstance(t, ast.Name) and t.id == target.id for t in statement.targets)
        yield source.apply([*changes, *([] if own_name else [Replacement(start, start, f"{target.id} = ")])])
    else:
        yield source.apply(changes)


def written_by(source: Source, call: ast.Call) -> ast.expr | None:
    """What a call changes: the receiver of a method, the first argument of a function."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if receiver is None or dotted(receiver).partition(".")[0] in source.imported_names():
        return call.args[0] if call.args else None
    return receiver


def underscore_dropped(source: Source, call: ast.Call) -> Replacement:
    """The method of a call without its underscore."""
    end = source.span(call.func)[1]
    return Replacement(end - 1, end, "")


def is_in_place_flag(word: ast.keyword) -> bool:
    """`inplace=True`."""
    return word.arg == "inplace" and isinstance(word.value, ast.Constant) and word.value.value is True


def without_flags(source: Source, flags: list[ast.keyword]) -> str:
    """The program with `inplace=True` taken away from those calls."""
    return source.apply([keyword_removed(source, flag) for flag in flags])


def keyword_removed(source: Source, word: ast.keyword) -> Replacement:
    """A keyword argument and the comma that belongs to it."""
    start, end = source.span(word)
    text = source.text
    before = start
    while text[before - 1] in " \t\n":
        before -= 1
    if text[before - 1] == ",":
        return Replacement(before - 1, end, "")
    while end < len(text) and text[end] in " \t\n":
        end += 1
    if end < len(text) and text[end] == ",":
        end += 1
        while end < len(text) and text[end] in " \t":
            end += 1
    return Replacement(start, end, "")


def modules_out_of_place(source: Source, rule: str | None, why: Words = WHY) -> Iterator[Proposal]:
    """`nn.ReLU(inplace=True)` is changed where it is made."""
    flags = [word for call in source.walk(ast.Call) for word in call.keywords if is_in_place_flag(word)]
    if flags:
        yield Proposal("out-of-place-module", without_flags(source, flags), TITLE, why, rule)


def method_of(source: Source, node: ast.expr, method: str) -> str:
    """The text of a call of a method of an expression."""
    text = source.segment(node)
    return f"({text}){method}" if needs_parentheses(node) else f"{text}{method}"

"""Mends custom autograd functions: what they save, how many gradients they return, the old style."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, dotted
from whygrad.tracing.findings import Finding

SAVE_TITLE = words("Keep the number on ctx, save the tensors", "数值放在 ctx 属性上，只保存张量")
SAVE_WHY = words(
    "save_for_backward takes tensors alone; anything else is kept as an attribute of ctx.",
    "save_for_backward 只接受张量；其他值作为 ctx 的属性保存。",
)
PAD_TITLE = words("Return one gradient for each input", "为每个输入返回一个梯度")
PAD_WHY = words(
    "backward returns as many gradients as forward has inputs; None for what needs none.",
    "backward 返回的梯度数要与 forward 的输入数相同；不需要梯度的返回 None。",
)
STATIC_TITLE = words(
    "Make forward and backward static and call apply", "把 forward 和 backward 改为静态方法，并用 apply 调用"
)
STATIC_WHY = words(
    "torch calls custom functions through apply; settings are inputs of forward, kept on ctx.",
    "torch 通过 apply 调用自定义函数；设置作为 forward 的输入，保存在 ctx 上。",
)


def functions_of(source: Source) -> list[ast.ClassDef]:
    """The custom functions of a program."""
    return [
        node
        for node in source.walk(ast.ClassDef)
        if any(dotted(base).rpartition(".")[2] == "Function" for base in node.bases)
    ]


def method(kind: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """A method of a class."""
    return next((node for node in kind.body if isinstance(node, ast.FunctionDef) and node.name == name), None)


def calls_of(node: ast.AST, name: str) -> list[ast.Call]:
    """Calls of a method of that name."""
    return [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == name
    ]


@strategy("custom-fn-save-non-tensor")
def keep_numbers_on_ctx(finding: Finding, source: Source) -> Iterator[Proposal]:
    """In the function whose backward unpacks `saved_tensors` into as many names as are saved."""
    index = finding.facts["argument"]
    for kind in functions_of(source):
        saves = calls_of(kind, "save_for_backward")
        backward = method(kind, "backward")
        if len(saves) != 1 or backward is None or len(saves[0].args) <= index:
            continue
        argument = saves[0].args[index]
        unpacked = unpacking(backward)
        if unpacked and len(unpacked[1]) == len(saves[0].args) and not isinstance(argument, ast.Starred):
            yield kept_on_ctx(source, saves[0], index, unpacked)


def unpacking(backward: ast.FunctionDef) -> tuple[ast.Assign, list[str]] | None:
    """The statement that unpacks `ctx.saved_tensors` into names."""
    for node in ast.walk(backward):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "saved_tensors"
        ):
            target = node.targets[0]
            if isinstance(target, ast.Tuple) and all(isinstance(item, ast.Name) for item in target.elts):
                return node, [item.id for item in target.elts if isinstance(item, ast.Name)]
    return None


def kept_on_ctx(source: Source, save: ast.Call, index: int, unpacked: tuple[ast.Assign, list[str]]) -> Proposal:
    """`ctx.x = x` after the save, `x = ctx.x` after the unpacking."""
    statement, names = unpacked
    ctx = ast.unparse(save.func.value)  # type: ignore[attr-defined]
    backward_ctx = ast.unparse(statement.value.value)  # type: ignore[attr-defined]
    name = names[index]
    value = source.segment(save.args[index])
    left = [source.segment(argument) for i, argument in enumerate(save.args) if i != index]
    rest = [other for i, other in enumerate(names) if i != index]
    save_statement = source.statement_of(save)
    changes = [
        source.replace(save, f"{ctx}.save_for_backward({', '.join(left)})"),
        source.insert_after(save_statement, [f"{ctx}.{name} = {value}"]),
        source.insert_after(statement, [f"{name} = {backward_ctx}.{name}"]),
    ]
    if rest:
        changes.append(source.replace(statement.targets[0], ", ".join(rest) + ("," if len(rest) == 1 else "")))
    else:
        changes.append(source.remove(statement))
    return Proposal("attribute-of-ctx", source.apply(changes), SAVE_TITLE, SAVE_WHY, "saves-anything")


@strategy("custom-fn-wrong-grad-count")
def pad_gradients(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At each return of the function's backward."""
    missing = finding.facts["expected"] - finding.facts["got"]
    for kind in functions_of(source):
        backward = method(kind, "backward")
        if kind.name != finding.facts["class"] or backward is None or missing <= 0:
            continue
        returned = [
            node.value for node in ast.walk(backward) if isinstance(node, ast.Return) and node.value is not None
        ]
        changes = [padded(source, value, missing) for value in returned if width(value) == finding.facts["got"]]
        if changes:
            yield Proposal("one-gradient-for-each-input", source.apply(changes), PAD_TITLE, PAD_WHY, "missing-is-none")


def width(value: ast.expr) -> int:
    """How many gradients a return gives back."""
    return len(value.elts) if isinstance(value, ast.Tuple) else 1


def padded(source: Source, value: ast.expr, missing: int) -> Replacement:
    """The returned value followed by so many None."""
    _, end = source.span(value)
    if isinstance(value, ast.Tuple) and source.text[end - 1] == ")":
        end -= 1
    elif isinstance(value, ast.IfExp | ast.Lambda):
        return source.replace(value, f"({source.segment(value)})" + ", None" * missing)
    comma = source.text[:end].rstrip().endswith(",")
    text = ", None" * missing
    return Replacement(end, end, text[1:] if comma else text)


@strategy("custom-fn-legacy-nonstatic")
def make_static(finding: Finding, source: Source) -> Iterator[Proposal]:
    """In every function with a forward that is not static and whose instances are called where they are made."""
    text = source.text
    for name in [kind.name for kind in functions_of(source)]:
        now = Source(text)
        kind = next(node for node in functions_of(now) if node.name == name)
        forward, backward = method(kind, "forward"), method(kind, "backward")
        if forward is None or backward is None or forward.decorator_list:
            continue
        changes = static_edits(now, kind, forward, backward)
        if changes is None:
            return
        text = now.apply(changes)
    if text != source.text:
        yield Proposal("static-methods", text, STATIC_TITLE, STATIC_WHY, "old-functions-called")


def static_edits(
    source: Source, kind: ast.ClassDef, forward: ast.FunctionDef, backward: ast.FunctionDef
) -> list[Replacement] | None:
    """Every change to one function and its calls; None where its instances are used in another way."""
    init = method(kind, "__init__")
    settings = settings_of(init) if init is not None else []
    calls = [call for call in source.walk(ast.Call) if is_made_and_called(call, kind.name)]
    made = [call for call in source.walk(ast.Call) if isinstance(call.func, ast.Name) and call.func.id == kind.name]
    kept = [call for call in made if all(call is not called.func for called in calls)]
    if settings is None or (kept and settings):
        return None
    values = [argument_values(call.func, settings) for call in calls if isinstance(call.func, ast.Call)]
    if any(value is None for value in values):
        return None
    changes = [change for function in (forward, backward) for change in static_method(source, function)]
    changes.extend(source.replace(call, f"{kind.name}.apply") for call in kept)
    if init is not None:
        gone = source.remove(init)
        changes.append(Replacement(gone.start, swallow_blank(source.text, gone.end), ""))
        changes.extend(settings_moved(source, init, forward, settings))
        changes.extend(padded(source, value, len(settings)) for value in returns_of(backward) if settings)
    for call, given in zip(calls, values, strict=True):
        arguments = [source.segment(argument) for argument in call.args] + (given or [])
        changes.append(source.replace(call, f"{kind.name}.apply({', '.join(arguments)})"))
    return changes


def swallow_blank(text: str, at: int) -> int:
    """The end of the blank lines that follow."""
    while text.startswith("\n", at):
        at += 1
    return at


def returns_of(function: ast.FunctionDef) -> list[ast.expr]:
    """What a function returns."""
    return [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]


def settings_of(init: ast.FunctionDef) -> list[tuple[str, str | None]] | None:
    """Names (and defaults) of the settings of an `__init__` that only assigns them; None for any other."""
    arguments = init.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
        return None
    for statement in init.body:
        is_super = isinstance(statement, ast.Expr) and "__init__" in ast.unparse(statement)
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_set = isinstance(statement, ast.Assign) and dotted(statement.targets[0]).startswith("self.")
        if not (is_super or is_text or is_set):
            return None
    names = [argument.arg for argument in arguments.args[1:]]
    defaults: list[str | None] = [None] * (len(names) - len(arguments.defaults))
    return list(zip(names, defaults + [ast.unparse(value) for value in arguments.defaults], strict=True))


def is_made_and_called(call: ast.Call, name: str) -> bool:
    """`Name(…)(…)`."""
    inner = call.func
    return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == name


def argument_values(call: ast.expr, settings: list[tuple[str, str | None]]) -> list[str] | None:
    """The settings given to an instance, in order; None where one is missing."""
    if not isinstance(call, ast.Call):
        return None
    given = dict(zip([name for name, _ in settings], map(ast.unparse, call.args), strict=False))
    given |= {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}
    values = [given.get(name, default) for name, default in settings]
    return None if any(value is None for value in values) else [value for value in values if value is not None]


def static_method(source: Source, function: ast.FunctionDef) -> Iterator[Replacement]:
    """`@staticmethod`, and `ctx` for `self`."""
    yield source.insert_before(function, ["@staticmethod"])
    first = function.args.args[0]
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node is first:
            start, _ = source.span(node)
            yield Replacement(start, start + len(node.arg), "ctx")
        elif isinstance(node, ast.Name) and node.id == first.arg:
            yield source.replace(node, "ctx")


def settings_moved(
    source: Source, init: ast.FunctionDef, forward: ast.FunctionDef, settings: list[tuple[str, str | None]]
) -> Iterator[Replacement]:
    """The settings as last inputs of forward, and what `__init__` assigned as its first statements."""
    if settings:
        last = forward.args.args[-1]
        _, end = source.span(last)
        yield Replacement(end, end, "".join(f", {name}" for name, _ in settings))
    owner = init.args.args[0].arg
    lines = [
        source.segment(statement).replace(f"{owner}.", "ctx.")
        for statement in init.body
        if isinstance(statement, ast.Assign)
    ]
    yield source.insert_before(forward.body[0], lines)

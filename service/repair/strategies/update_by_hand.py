"""Changes a leaf in place where an update by hand gives its name to a new tensor, which is no leaf."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import INDENT, Replacement, Source, Suite, counterpart
from service.repair.strategies.guard_absent_gradient import zeroed
from service.repair.strategies.leaf_of_expression import wrapped
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

TITLE = words("Update the leaf in place under torch.no_grad()", "在 torch.no_grad() 下原地更新叶子张量")
WHY = words(
    "The assignment makes a new tensor, which is no leaf and gets no `.grad`; written in place, the leaf stays one.",
    "这次赋值生成了一个新张量，它不是叶子，也得不到 `.grad`；原地写入，叶子就还是叶子。",
)
NEW_TITLE = words("Let what the update makes be the new leaf", "让更新得到的张量成为新的叶子")
NEW_WHY = words(
    "The assignment makes a new tensor; detached and told to require grad, it is a leaf, and the old values stay.",
    "这次赋值生成了一个新张量；detach 后再要求梯度，它就是新的叶子，旧的数值保持不变。",
)
ASSUMES = words("the update itself is not to be differentiated", "不需要对更新本身求导")
SIGNS = {ast.Add: "+", ast.Sub: "-"}
Run = list[ast.Assign]


@strategy("grad-is-none-attributeerror", "silent-grad-none-nonleaf", "no-grad-fn")
def update_by_hand(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At every `w = w - lr * w.grad` of the program, if the finding is at one of them."""
    found = source.statement_around(finding.stack[-1]) if finding.stack else None
    if found is None:
        return
    own = source.separated(source.suite_of(found))
    runs = [run for suite in suites_of(own) for run in updates_in(own, suite)]
    if not any(counterpart(own, source, statement) is found for run in runs for statement in run):
        return
    lasts = [statement for run in runs for statement in lasts_of(run)]
    lines = sorted({counterpart(own, source, statement).lineno for statement in lasts})
    facts = {"lines": lines, "cleared_gradients": True}
    assumes = ASSUMES if "create_graph" in source.text else None
    text = own.apply([in_place(own, run) for run in runs])
    yield Proposal("update-in-place", text, TITLE, WHY, "update-is-leaf", facts, assumes)
    text = own.apply([change for statement in lasts for change in leaf_again(own, statement)])
    yield Proposal("new-leaf", text, NEW_TITLE, NEW_WHY, "update-is-leaf", facts, assumes)


def suites_of(source: Source) -> Iterator[Suite]:
    """Every suite of the program."""
    for node in ast.walk(source.tree):
        for field in ("body", "orelse", "finalbody"):
            suite = getattr(node, field, None)
            if isinstance(suite, list):
                yield suite


def updates_in(source: Source, suite: Suite) -> Iterator[Run]:
    """The updates of a suite that stand one after another, and what goes on from them: `w = w.clamp(0, 1)`."""
    run: Run = []
    for statement in suite:
        if is_update(source, suite, statement) or continues(run, statement):
            run.append(statement)  # type: ignore[arg-type]
        elif run:
            yield run
            run = []
    if run:
        yield run


def is_update(source: Source, suite: Suite, statement: ast.stmt) -> bool:
    """Whether it assigns a name from itself and its gradient, or a list from its items and theirs."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not source.stands_alone(statement):
        return False
    loop = comprehension_of(statement)
    owner = ast.unparse(statement.targets[0] if loop is None else loop.target)
    reads = texts_in(statement.value)
    return f"{owner}.grad" in reads or (owner in reads and is_used_before(f"{owner}.grad", suite, statement))


def is_used_before(gradient: str, suite: Suite, statement: ast.stmt) -> bool:
    """Whether a gradient is read between a backward and a statement: for a momentum that the update goes by."""
    earlier = suite[: suite.index(statement)]
    begin = next((at for at, other in enumerate(earlier) if ".backward(" in ast.unparse(other)), len(earlier))
    return any(isinstance(other, ast.Assign) and gradient in texts_in(other.value) for other in earlier[begin:])


def continues(run: Run, statement: ast.stmt) -> bool:
    """Whether it changes what an update before it has assigned."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target = ast.unparse(statement.targets[0])
    return target in texts_in(statement.value) and any(ast.unparse(before.targets[0]) == target for before in run)


def comprehension_of(statement: ast.Assign) -> ast.comprehension | None:
    """The loop of `params = [p - lr * p.grad for p in params]`."""
    value = statement.value
    if not isinstance(value, ast.ListComp) or len(value.generators) != 1 or value.generators[0].ifs:
        return None
    loop = value.generators[0]
    return loop if ast.unparse(loop.iter) == ast.unparse(statement.targets[0]) else None


def texts_in(node: ast.expr) -> set[str]:
    """The names, attributes and items that an expression reads, as text."""
    kinds = ast.Name | ast.Attribute | ast.Subscript
    return {ast.unparse(inner) for inner in ast.walk(node) if isinstance(inner, kinds)}


def in_place(source: Source, run: Run) -> Replacement:
    """The same updates, written into the leaves."""
    indent = source.indent_of(run[0])
    lines = [line for statement in run for line in lines_in_place(source, statement)]
    if not clears_gradients(source):
        lines += [line for statement in lasts_of(run) for line in cleared(statement)]
    if not is_without_grad(source, run[0]):
        lines = [f"with {torch_name(source)}.no_grad():", *(INDENT + line for line in lines)]
    return Replacement(*source.lines_of(run[0], run[-1]), "".join(f"{indent}{line}\n" for line in lines))


def leaf_again(source: Source, statement: ast.Assign) -> Iterator[Replacement]:
    """What a statement assigns as a leaf; its gradient, which is not there yet, is not zeroed."""
    value = statement.value
    made = value.elt if isinstance(value, ast.ListComp) else value
    yield from wrapped(source, made, ".detach().requires_grad_()")
    gradient = f"{ast.unparse(statement.targets[0])}.grad"
    for other in source.suite_of(statement):
        if zeroed(other) == gradient and source.stands_alone(other):
            yield source.remove(other)


def lines_in_place(source: Source, statement: ast.Assign) -> list[str]:
    """One update, as a write in place."""
    loop = comprehension_of(statement)
    if loop is None:
        return [write(source, statement.targets[0], statement.value)]
    assert isinstance(statement.value, ast.ListComp)
    return [looped(statement, loop), INDENT + write(source, loop.target, statement.value.elt)]


def write(source: Source, target: ast.expr, value: ast.expr) -> str:
    """`w -= step` for a sum or a difference, `w.copy_(value)` for anything else."""
    name = ast.unparse(target)
    if isinstance(value, ast.BinOp) and type(value.op) in SIGNS and ast.unparse(value.left) == name:
        return f"{name} {SIGNS[type(value.op)]}= {source.segment(value.right)}"
    return f"{name}.copy_({source.segment(value)})"


def looped(statement: ast.Assign, loop: ast.comprehension) -> str:
    """The head of a loop over the list."""
    return f"for {ast.unparse(loop.target)} in {ast.unparse(statement.targets[0])}:"


def lasts_of(run: Run) -> list[ast.Assign]:
    """The last statement for each name."""
    return list({ast.unparse(statement.targets[0]): statement for statement in run}.values())


def cleared(statement: ast.Assign) -> list[str]:
    """The gradient that was used taken away, as it went with the tensor that the name stood for."""
    loop = comprehension_of(statement)
    if loop is None:
        return [f"{ast.unparse(statement.targets[0])}.grad = None"]
    return [looped(statement, loop), f"{INDENT}{ast.unparse(loop.target)}.grad = None"]


def clears_gradients(source: Source) -> bool:
    """Whether the program clears any gradient itself."""
    stored = any(node.attr == "grad" and isinstance(node.ctx, ast.Store) for node in source.walk(ast.Attribute))
    called = any(
        call.func.attr == "zero_grad" for call in source.walk(ast.Call) if isinstance(call.func, ast.Attribute)
    )
    return stored or called or any(zeroed(statement) for statement in source.walk(ast.Expr))


def is_without_grad(source: Source, statement: ast.stmt) -> bool:
    """Whether it stands under `torch.no_grad()` already."""
    blocks = source.enclosing(statement, ast.With)
    return any("no_grad" in ast.unparse(item.context_expr) for block in blocks for item in block.items)

"""Detaches a state that a loop carries from one iteration to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Place

TITLE = words("Detach what is carried over to the next iteration", "把传到下一次迭代的张量 detach")
WHY = words(
    "The value is carried over, its graph was freed by the last backward().",
    "需要传递的是数值，而它的计算图已被上一次 backward() 释放。",
)
ASSUMES = words(
    "the carried value is a number: gradients need not flow into earlier iterations",
    "传递的只是数值：梯度不需要流入之前的迭代",
)
MOST_USES = 8
LOOPS = (ast.For, ast.While, ast.AsyncFor)
Assignment = ast.Assign | ast.AugAssign


@strategy("inplace-version-mismatch")
def carried_over_a_step(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Where the graph of an earlier iteration was retained, a step lies between, and a loop carries the state on."""
    if not finding.facts.get("by_step"):
        return
    old = assigning(source, finding.facts["saving_stacks"])
    for loop, names in carried_names(source, old, finding.facts["error_stack"]):
        for text in (*detached_at_first(source, loop, names), *detached_at_last(source, loop, names)):
            yield detaching_state(text)


def detached(source: Source, finding: Finding) -> Iterator[Proposal]:
    """A detach of what is carried over: at names that a loop both reads and assigns, or where it is kept."""
    yield from map(detaching_state, carried(source, finding))


def detaching_state(text: str) -> Proposal:
    """The proposal of a program in which a carried state is detached: whether it is one is open."""
    return Proposal("detach-carried-state", text, TITLE, WHY, None, {}, ASSUMES)


def assigning(source: Source, stacks: list[tuple[Place, ...]]) -> list[Assignment]:
    """The assignments during which something happened."""
    lines = {place.line for stack in stacks for place in stack}
    assigns = [node for node in source.walk(ast.stmt) if isinstance(node, ast.Assign | ast.AugAssign)]
    return [node for node in assigns if lines & {*range(node.lineno, (node.end_lineno or 0) + 1)}]


def carried_names(
    source: Source, old: list[Assignment], backward_stack: tuple[Place, ...]
) -> list[tuple[ast.stmt, list[str]]]:
    """For each loop around a backward, the names that the assignments carry from one iteration to the next."""
    found: list[tuple[ast.stmt, list[str]]] = []
    for loop in loops_of(source, backward_stack):
        for statement in [node for node in old if node in set(ast.walk(loop))]:
            names = [name for name in assigned_names(statement) if is_read_before(loop, name, statement)]
            found += [(loop, names)] if names else []
    return found


def carried(source: Source, finding: Finding) -> Iterator[str]:
    """A detach where the program keeps the tensor for the next iteration, or where it reads it then."""
    old = assigning(source, finding.facts["stacks"])
    found = carried_names(source, old, finding.facts["backward_stack"])
    for loop, names in found:
        yield from detached_at_first(source, loop, names)
    kept = {ast.unparse(target) for node in old for target in targets_of(node)}
    for use in uses_of(source, kept, finding):
        yield source.apply(wrapped(source, use, ".detach()"))
        states = f"tuple(state.detach() for state in {ast.unparse(use)})"
        yield source.apply([source.replace(use, states)])
    for loop, names in found:
        yield from detached_at_last(source, loop, names)


def uses_of(source: Source, kept: set[str], finding: Finding) -> list[ast.expr]:
    """Where the names and attributes are read: behind an earlier backward on the way to the failing one alone, if they
    are; what is handed to a call that stands for itself first."""
    found: list[ast.expr] = [
        node
        for node in source.walk(ast.expr)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and ast.unparse(node) in kept
    ]
    last, failing = (line_of(finding.facts[name]) for name in ("last_backward_stack", "backward_stack"))
    between = [node for node in found if last < node.lineno <= failing]
    return sorted(between or found, key=lambda node: not is_handed_over(source, node))[:MOST_USES]


def line_of(stack: tuple[Place, ...]) -> int:
    """The innermost line of a stack; 0 without one."""
    return stack[-1].line if stack else 0


def is_handed_over(source: Source, node: ast.expr) -> bool:
    """Whether a tensor is an argument of a statement such as `memory.append(z)` or `value = tracker.update(z)`."""
    call = source.parents.get(node)
    return (
        isinstance(call, ast.Call) and node in call.args and isinstance(source.parents.get(call), ast.Expr | ast.Assign)
    )


def assigned_names(statement: Assignment) -> list[str]:
    """The names that an assignment sets."""
    return [target.id for target in targets_of(statement) if isinstance(target, ast.Name)]


def targets_of(statement: Assignment) -> list[ast.expr]:
    """What an assignment sets, each by itself: names, attributes, items."""
    targets = [statement.target] if isinstance(statement, ast.AugAssign) else statement.targets
    inside = [node for target in targets for node in ast.walk(target) if isinstance(node, ast.expr)]
    return [node for node in inside if isinstance(getattr(node, "ctx", None), ast.Store) and not is_several(node)]


def is_several(target: ast.expr) -> bool:
    """Whether it stands for several targets."""
    return isinstance(target, ast.Tuple | ast.List | ast.Starred)


def is_read_before(loop: ast.stmt, name: str, statement: ast.stmt) -> bool:
    """Whether the loop reads a name before, or in, the statement that assigns it."""
    end = statement.end_lineno or statement.lineno
    return isinstance(statement, ast.AugAssign) or any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) and node.lineno <= end
        for node in ast.walk(loop)
    )


def detached_at_first(source: Source, loop: ast.stmt, names: list[str]) -> Iterator[str]:
    """`h = h.detach()` at the beginning of each iteration."""
    body = getattr(loop, "body")  # noqa: B009 - one of three classes
    own, first = alone(source, body[0])
    for lines in detaching(names):
        yield own.apply([own.insert_before(first, lines)])


def detached_at_last(source: Source, loop: ast.stmt, names: list[str]) -> Iterator[str]:
    """`h = h.detach()` at the end of each iteration, where the first one begins with None."""
    body = getattr(loop, "body")  # noqa: B009 - one of three classes
    own, last = alone(source, body[-1])
    for lines in detaching(names):
        yield own.apply([own.insert_after(last, lines)])


def detaching(names: list[str]) -> Iterator[list[str]]:
    """Lines that detach what the names hold: tensors, or tuples of them."""
    yield [f"{name} = {name}.detach()" for name in names]
    yield [f"{name} = tuple(state.detach() for state in {name})" for name in names]


def loops_of(source: Source, stack: tuple[Place, ...]) -> list[ast.stmt]:
    """Every loop that runs around a call, over all its frames."""
    loops: list[ast.stmt] = []
    for place in stack:
        statement = source.statement_at(place.line)
        if statement is not None:
            loops.extend(source.enclosing(statement, LOOPS))
    return loops

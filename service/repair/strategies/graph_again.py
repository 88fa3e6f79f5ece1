"""Mends a graph that is used after it was freed: made once, carried over, or shared by two losses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, dotted
from service.repair.strategies.carried_state import LOOPS, assigned_names, detached, loops_of
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Place

AGAIN_TITLE = words("Make it again in every iteration", "每次迭代都重新计算")
AGAIN_WHY = words(
    "It was made once, so that its graph is freed by the first backward(); made again, it follows the parameters.",
    "它只计算过一次，第一次 backward() 就释放了它的计算图；每次重新计算才会随参数更新。",
)
VALUE_TITLE = words("Keep what was made once as a value", "把只计算一次的结果作为数值保留")
VALUE_WHY = words(
    "Its graph was freed by the first backward(); a target needs its values alone.",
    "它的计算图已被第一次 backward() 释放；作为目标，只需要它的数值。",
)
VALUE_ASSUMES = words(
    "it is a fixed value: gradients need not flow into what it was made of", "它是固定的数值：梯度不需要流入它的来源"
)
KEPT_TITLE = words("Keep the graph for the second backward()", "为第二次 backward() 保留计算图")
KEPT_WHY = words(
    "Two backward() calls share a part of the graph; the first one has to retain it.",
    "两次 backward() 共用一部分计算图；第一次需要保留它。",
)
KEPT_ASSUMES = words("both gradients are to be added up", "两次的梯度应当相加")


@strategy("backward-twice")
def graph_again(finding: Finding, source: Source) -> Iterator[Proposal]:
    """By what the trace says: the same line or another ran backward before, and where the old operations stand."""
    facts = finding.facts
    if not facts.get("stacks"):
        return
    places = [stack[-1] for stack in facts["stacks"]]
    statements = statements_at(source, places)
    loops = loops_of(source, facts["backward_stack"])
    inside = [s for s in statements if any(loop in set(source.enclosing(s, LOOPS)) for loop in loops)]
    called = is_called_in(source, facts["stacks"], loops)
    if loops and not inside and not called:
        yield from retained(source, facts)
        yield from made_again(source, statements, loops, facts)
        yield from kept_as_value(source, statements, loops)
    elif loops and same_line(facts["backward_stack"], facts["last_backward_stack"]):
        yield from detached(source, finding)
        yield from retained(source, facts)
    else:
        yield from retained(source, facts)
        if facts["changed_between"]:
            yield from detached(source, finding)


def statements_at(source: Source, places: list[Place]) -> list[ast.stmt]:
    """The statements at those places, each once."""
    found = [source.statement_at(place.line) for place in places]
    return list(dict.fromkeys(statement for statement in found if statement is not None))


def is_called_in(source: Source, stacks: list[tuple[Place, ...]], loops: list[ast.stmt]) -> bool:
    """Whether an operation ran inside one of the loops through a call."""
    for stack in stacks:
        for place in stack:
            statement = source.statement_at(place.line)
            if statement is not None and any(loop in set(source.enclosing(statement, LOOPS)) for loop in loops):
                return True
    return False


def same_line(one: tuple[Place, ...], other: tuple[Place, ...]) -> bool:
    """Whether two calls stand on one line."""
    return bool(one and other) and one[-1].line == other[-1].line


def made_again(source: Source, statements: list[ast.stmt], loops: list[ast.stmt], facts: object) -> Iterator[Proposal]:
    """A property for an attribute; the statements moved into the loop for names."""
    names = [name for s in statements if isinstance(s, ast.Assign) for name in assigned_names(s)]
    rule = {
        "open_names": names,
        "lines": [line for s in statements for line in range(s.lineno, (s.end_lineno or s.lineno) + 1)],
    }
    if len(statements) == 1 and is_attribute(statements[0]):
        changes = as_property(source, statements[0])
        if changes:
            yield Proposal("make-it-again", source.apply(changes), AGAIN_TITLE, AGAIN_WHY, "made-again", rule)
        return
    outermost = [loop for loop in loops if not any(other in set(source.enclosing(loop, LOOPS)) for other in loops)]
    if not outermost or not all(isinstance(s, ast.Assign) and source.stands_alone(s) for s in statements):
        return
    same_suite = all(source.parents[s] is source.parents[outermost[0]] for s in statements)
    body = getattr(innermost(source, loops, outermost[0]), "body")  # noqa: B009 - one of three classes
    if not same_suite or not source.stands_alone(body[0]):
        return
    moved = [line for s in sorted(statements, key=lambda s: s.lineno) for line in source.segment(s).splitlines()]
    changes = [source.remove(s) for s in statements] + [source.insert_before(body[0], moved)]
    yield Proposal("make-it-again", source.apply(changes), AGAIN_TITLE, AGAIN_WHY, "made-again", rule)


def kept_as_value(source: Source, statements: list[ast.stmt], loops: list[ast.stmt]) -> Iterator[Proposal]:
    """A detach where what the loops read is assigned: a target, an earlier policy, what a teacher says."""
    read = {node.id for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Name)}
    made = [s for s in statements if isinstance(s, ast.Assign) and read.intersection(assigned_names(s))]
    if made:
        text = source.apply([change for s in made for change in wrapped(source, s.value, ".detach()")])
        yield Proposal("keep-as-value", text, VALUE_TITLE, VALUE_WHY, None, {}, VALUE_ASSUMES)


def innermost(source: Source, loops: list[ast.stmt], outer: ast.stmt) -> ast.stmt:
    """The loop inside `outer` in which each backward frees the graph, as far as names reach: of the same function."""
    inside = [loop for loop in loops if outer in set(source.enclosing(loop, LOOPS))]
    function = next(source.enclosing(outer, ast.FunctionDef), None)
    near = [loop for loop in inside if next(source.enclosing(loop, ast.FunctionDef), None) is function]
    return max(near, key=lambda loop: len(list(source.enclosing(loop, LOOPS))), default=outer)


def is_attribute(statement: ast.stmt) -> bool:
    """`self.name = …`."""
    return (
        isinstance(statement, ast.Assign)
        and dotted(statement.targets[0]).count(".") == 1
        and (dotted(statement.targets[0]).startswith("self."))
    )


def as_property(source: Source, statement: ast.stmt) -> list[Replacement]:
    """The attribute as a property; nothing where its expression needs names of `__init__`."""
    assert isinstance(statement, ast.Assign)
    function = next(source.enclosing(statement, ast.FunctionDef), None)
    if function is None or not source.stands_alone(statement):
        return []
    local = {argument.arg for argument in function.args.args[1:]} | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    if any(isinstance(node, ast.Name) and node.id in local for node in ast.walk(statement.value)):
        return []
    name = dotted(statement.targets[0]).partition(".")[2]
    lines = ["", "@property", f"def {name}(self):", f"    return {source.segment(statement.value)}"]
    indent = source.indent_of(function)
    at = source.lines_of(function, function)[1]
    text = "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)
    if source.text[at - 1] != "\n":
        text = "\n" + text
    return [source.remove(statement), Replacement(at, at, text)]


def retained(source: Source, facts: object) -> Iterator[Proposal]:
    """`retain_graph=True` at the first of two backward calls."""
    last, failing = facts["last_backward_stack"], facts["backward_stack"]  # type: ignore[index]
    call = source.expression_at(last[-1]) if last else None
    if not isinstance(call, ast.Call) or any(word.arg == "retain_graph" for word in call.keywords):
        return
    end = source.span(call)[1] - 1
    text = "retain_graph=True" if not call.args and not call.keywords else ", retain_graph=True"
    if facts["changed_between"]:  # type: ignore[index]
        return
    adds_up = not ast.unparse(call.func).endswith("grad")
    is_open = adds_up and (facts["same_root"] or same_line(last, failing))  # type: ignore[index]
    edited = source.apply([Replacement(end, end, text)])
    yield Proposal("retain-graph", edited, KEPT_TITLE, KEPT_WHY, "graph-kept", {}, KEPT_ASSUMES if is_open else None)

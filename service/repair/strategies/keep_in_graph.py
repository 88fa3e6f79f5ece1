"""Takes away what cuts the graph on the way to the loss: copies, numbers read out, detach."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from service.repair.strategies.soft_choice import flags_off
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

TITLE = words("Keep the tensor in the graph", "让张量留在计算图中")
WHY = words(
    "Numbers and copies carry no graph; the tensor itself does.",
    "数值和拷贝不带计算图，张量本身带。",
)
ASSUMES = words("gradients are meant to flow through here", "梯度应当从这里流过")
FAMILIES = ("silent-tensor-copy-detaches", "silent-item-detaches", "silent-detach-in-forward", "no-grad-fn",
            "silent-loss-requires-grad-hack", "backward-on-non-tensor")  # fmt: skip
COPIES = ("tensor", "as_tensor", "Tensor", "FloatTensor", "from_numpy", "Variable")
MOST_MOVED = 4
READS = ("item", "detach", "numpy", "tolist", "cpu")


@strategy(*FAMILIES)
def keep_in_graph(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the expression that cut, with every copy and number around it."""
    if finding.operation == "frozen" or not finding.stack:
        return
    node = source.expression_at(finding.stack[-1])
    if node is None:
        return
    for text in whole(source, node, bool(finding.facts.get("grad_enabled", True))):
        yield Proposal("keep-in-graph", text, TITLE, WHY, "driven-by-candidate", {}, None, ASSUMES)


def whole(source: Source, node: ast.expr, grad_enabled: bool) -> Iterator[str]:
    """The edits, smallest first."""
    inner = tensor_read(node)
    if not grad_enabled:
        yield from without_no_grad(source, node)
        return
    if inner is None:
        return
    outer = copied_outside(source, node)
    content = outer.args[0] if isinstance(outer, ast.Call) and outer is not node else inner
    kept = source.segment(inner)
    if content is not inner:
        start, end = (position - source.span(content)[0] for position in source.span(node))
        held = (
            kept
            if isinstance(inner, ast.Name | ast.Attribute | ast.Call | ast.Subscript) or content is node
            else f"({kept})"
        )
        kept = source.segment(content)[:start] + held + source.segment(content)[end:]
    if isinstance(content, ast.List | ast.ListComp):
        kept = f"{torch_name(source)}.stack({kept})"
    elif isinstance(content, ast.BinOp | ast.UnaryOp | ast.IfExp) and not is_argument(source, outer):
        kept = f"({kept})"
    further = [*stacked(source, outer), *(kept_further(source, node) if outer is node else ())]
    yield source.apply([put_in_place(source, outer, kept), *further, *flags_off(source)])
    if isinstance(content, ast.Name) and outer is not content:
        tensors = f"{torch_name(source)}.stack({kept})"
        yield source.apply([source.replace(outer, tensors), *flags_off(source)])


def put_in_place(source: Source, node: ast.expr, text: str) -> Replacement:
    """New text for an expression; without the statement where it would assign a name to itself."""
    statement = source.parents.get(node)
    if not isinstance(statement, ast.Assign) or not source.stands_alone(statement):
        return source.replace(node, text)
    targets = [ast.unparse(target) for target in statement.targets]
    return source.remove(statement) if targets == [text] else source.replace(node, text)


def stacked(source: Source, node: ast.expr) -> list[Replacement]:
    """Where numbers were gathered in a list of that name, `torch.tensor(name)` has to be `torch.stack(name)`."""
    name = gathered_in(source, node)
    calls = [c for c in source.walk(ast.Call) if name_of(c.func) in (*COPIES, "array", "asarray") and c.args]
    whole_calls = [call for call in calls if isinstance(call.args[0], ast.Name) and call.args[0].id == name]
    outer = [copied_outside(source, call) for call in whole_calls]
    return [source.replace(call, f"{torch_name(source)}.stack({name})") for call in outer]


def kept_further(source: Source, node: ast.expr) -> list[Replacement]:
    """Where a number was assigned or added to that name, `torch.tensor(name / n)` has to be `name / n`."""
    name = added_to(source, node)
    calls = [c for c in source.walk(ast.Call) if name_of(c.func) in COPIES and c.args]
    copies = [call for call in calls if any(n.id == name for n in ast.walk(call.args[0]) if isinstance(n, ast.Name))]
    return [source.replace(call, without_copy(source, call)) for call in copies]


def added_to(source: Source, node: ast.expr) -> str | None:
    """The name that an expression is added to, or assigned to, perhaps through arithmetic."""
    parent = source.parents.get(node)
    while isinstance(parent, ast.BinOp | ast.UnaryOp):
        parent = source.parents.get(parent)
    if isinstance(parent, ast.AugAssign):
        return ast.unparse(parent.target)
    return ast.unparse(parent.targets[0]) if isinstance(parent, ast.Assign) else None


def without_copy(source: Source, call: ast.Call) -> str:
    """What is copied, itself."""
    content = source.segment(call.args[0])
    is_plain = is_argument(source, call) or not isinstance(call.args[0], ast.BinOp | ast.UnaryOp | ast.IfExp)
    return content if is_plain else f"({content})"


def gathered_in(source: Source, node: ast.expr) -> str | None:
    """The list that an expression is appended to, or that is made of it."""
    parent = source.parents.get(node)
    while isinstance(parent, ast.BinOp | ast.UnaryOp):
        parent = source.parents.get(parent)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr == "append":
        return parent.func.value.id if isinstance(parent.func.value, ast.Name) else None
    made = source.parents.get(parent) if isinstance(parent, ast.ListComp | ast.List) else None
    target = made.targets[0] if isinstance(made, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else None


def is_argument(source: Source, node: ast.expr) -> bool:
    """Whether an expression stands where it needs no parentheses."""
    parent = source.parents.get(node)
    return isinstance(
        parent, ast.Call | ast.List | ast.Tuple | ast.Assign | ast.Return | ast.ListComp | ast.GeneratorExp
    )


def tensor_read(node: ast.expr) -> ast.expr | None:
    """The tensor of `float(x)`, `x.item()`, `torch.tensor(x)`, through several of them."""
    found: ast.expr | None = None
    while isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in READS and not node.args:
            node = function.value
        elif name_of(function) in (*COPIES, "float", "asarray", "array") and len(node.args) >= 1:
            node = node.args[0]
        else:
            return found
        found = node
    if isinstance(node, ast.Attribute) and node.attr == "data":
        return node.value
    return found


def name_of(function: ast.expr) -> str:
    """The last part of the name of a function."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def copied_outside(source: Source, node: ast.expr) -> ast.expr:
    """The copy, `torch.tensor(…)` or `float(…)`, that a number read at an expression ends in, through arithmetic."""
    found: ast.expr = node
    at: ast.AST = node
    while True:
        parent = source.parents.get(at)
        if (
            isinstance(parent, ast.Call)
            and at in parent.args
            and name_of(parent.func) in (*COPIES, "float", "array", "asarray")
        ):
            found = parent
        elif not isinstance(parent, ast.BinOp | ast.UnaryOp | ast.List | ast.ListComp | ast.IfExp):
            return found
        at = parent


def moved_out(source: Source, block: ast.With, first: ast.stmt) -> str:
    """The body of a block from a statement on behind it; without the block where that is the first."""
    start, _ = source.lines_of(block if first is block.body[0] else first, first)
    begin, _ = source.lines_of(first, first)
    _, end = source.lines_of(block, block)
    shift = len(source.indent_of(first)) - len(source.indent_of(block))
    rows = source.text[begin:end].splitlines(keepends=True)
    moved = "".join(row[shift:] if row.strip() else row for row in rows)
    return source.apply([Replacement(start, end, moved)])


def without_no_grad(source: Source, node: ast.expr) -> Iterator[str]:
    """`with torch.no_grad():` without the end of its body, as little as will do first; a decorator taken away."""
    for block in source.enclosing(node, ast.With):
        if (
            len(block.items) == 1
            and "no_grad" in ast.unparse(block.items[0].context_expr)
            and source.stands_alone(block.body[0])
        ):
            yield from (moved_out(source, block, first) for first in reversed(block.body[-MOST_MOVED:]))
            if len(block.body) > MOST_MOVED:
                yield moved_out(source, block, block.body[0])
            return
    for function in source.enclosing(node, ast.FunctionDef):
        for decorator in function.decorator_list:
            if "no_grad" in ast.unparse(decorator):
                row = source.offset(decorator.lineno, 0)
                yield source.apply([Replacement(row, source.offset(decorator.lineno + 1, 0), "")])
                return

"""Faults that are certain from the text alone: one rule each, which rather misses one than tells a wrong one.

`# whygrad: ignore` on a line silences it, `# whygrad: ignore[ID]` one entry of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from whygrad.answers.edits import lines_of
from whygrad.lsp.findings import Found, span_of

MOST_CHARACTERS = 400_000
Rule = Callable[[ast.Module], Iterator[tuple[ast.AST, str]]]
Function = ast.FunctionDef | ast.AsyncFunctionDef

_IGNORED = re.compile(r"#\s{0,4}whygrad:\s{0,4}ignore(?:\[(?P<ids>[\w, -]{1,200})\])?")
_LOSS = re.compile(r"(?i)(?:^|_)(?:loss|cost|objective)\d{0,3}(?:$|_)")
_LAYERS = frozenset({"Linear", "Conv1d", "Conv2d", "Conv3d", "LSTM", "GRU", "Embedding", "LayerNorm", "BatchNorm2d"})
_REGISTERING = frozenset({"add_module", "register_module", "register_parameter", "setattr", "parameters"})
_CLEARING = ("zero_grad", ".grad = None", "grad.zero_", "autograd.grad(")

TEXTS = {
    "silent-loss-requires-grad-hack": {
        "en": "requires_grad on a loss trains nothing: where it has no graph, backward() stops at the loss itself.",
        "zh": "给 loss 设置 requires_grad 不会训练任何参数：没有计算图时，backward() 到 loss 就停了。",
    },
    "silent-tensor-copy-detaches": {
        "en": "torch.tensor() copies the value without its graph, so this backward() reaches no weight.",
        "zh": "torch.tensor() 只拷贝数值而不带计算图，这里的 backward() 到达不了任何权重。",
    },
    "silent-unregistered-parameter": {
        "en": "Layers in a plain list are not registered: parameters() does not find them, no optimizer trains them.",
        "zh": "放在普通列表里的层没有注册：parameters() 找不到它们，优化器也不会训练它们。",
    },
    "silent-double-softmax": {
        "en": "cross_entropy takes logits and applies log_softmax itself; a softmax before it flattens the gradient.",
        "zh": "cross_entropy 接收 logits 并自己做 log_softmax；之前再做 softmax 会使梯度变小。",
    },
    "silent-missing-zero-grad": {
        "en": "Nothing in this file clears the gradients: each backward() adds to those of the steps before.",
        "zh": "这个文件里没有清除梯度：每次 backward() 都会累加到之前各步的梯度上。",
    },
}


def hints_in(text: str) -> list[Found]:
    """What is certain of a text, in the order of its lines; nothing for what does not parse."""
    if len(text) > MOST_CHARACTERS:
        return []
    try:
        tree = ast.parse(text)
        nodes = [found for rule in RULES for found in rule(tree)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    lines = lines_of(text)
    found = {(one.line, one.id): one for one in (describe(node, id_, lines) for node, id_ in nodes)}
    return [found[key] for key in sorted(found) if not is_silenced(lines, *key)]


def describe(node: ast.AST, id_: str, lines: list[str]) -> Found:
    """A finding at the expression of a node."""
    line: int = node.lineno  # type: ignore[attr-defined]
    source = lines[line - 1] if line <= len(lines) else ""
    is_short = node.end_lineno == line  # type: ignore[attr-defined]
    start, end = span_of(source, node.col_offset, node.end_col_offset if is_short else 0)  # type: ignore[attr-defined]
    return Found(id_, "hint", line, start, end, TEXTS[id_])


def is_silenced(lines: list[str], line: int, id_: str) -> bool:
    """Whether a comment on the line silences that entry."""
    found = _IGNORED.search(lines[line - 1]) if line <= len(lines) else None
    return found is not None and (found["ids"] is None or id_ in re.split(r"[,\s]+", found["ids"]))


# --- rules


def grad_required_of_loss(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`loss.requires_grad_()` or `loss.requires_grad = True` on a computed loss that backward() starts from."""
    for function in scopes(tree):
        roots = {receiver(call) for call in calls_of(function, "backward")}
        computed = {name for name, value in assigned(function) if isinstance(value, ast.Call | ast.BinOp)}
        for node in own_nodes(function):
            name = loss_asked_for(node)
            if name and name in roots & computed and _LOSS.search(name):
                yield node, "silent-loss-requires-grad-hack"


def loss_asked_for(node: ast.AST) -> str:
    """The name whose requires_grad is switched on; empty for none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requires_grad_":
        wants = not node.args or (isinstance(node.args[0], ast.Constant) and node.args[0].value is True)
        return name_of(node.func.value) if wants else ""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is True:
        (target, *more) = node.targets
        if not more and isinstance(target, ast.Attribute) and target.attr == "requires_grad":
            return name_of(target.value)
    return ""


def loss_copied(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`torch.tensor(loss)` whose result backward() starts from."""
    for function in scopes(tree):
        roots = {receiver(call) for call in calls_of(function, "backward")}
        computed = {name for name, value in assigned(function) if isinstance(value, ast.Call | ast.BinOp)}
        for name, value in assigned(function):
            if name in roots and is_call_of(value, "torch.tensor") and isinstance(value, ast.Call) and value.args:
                copied = names_in(value.args[0])
                if copied and copied <= computed and any(map(_LOSS.search, copied)):
                    yield value, "silent-tensor-copy-detaches"


def layers_in_a_list(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`self.layers = [nn.Linear(…), …]` in a module that nowhere registers them or hands them on."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ClassDef) and any("Module" in ast.unparse(base) for base in node.bases)):
            continue
        calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
        given = {ast.unparse(part) for call in calls for argument in call.args for part in ast.walk(argument)}
        if any(ast.unparse(call.func).rpartition(".")[2] in _REGISTERING for call in calls):
            continue
        for statement in ast.walk(node):
            if isinstance(statement, ast.Assign) and holds_layers(statement.value):
                target = ast.unparse(statement.targets[0])
                if target.startswith("self.") and target not in given:
                    yield statement, "silent-unregistered-parameter"


def holds_layers(value: ast.AST) -> bool:
    """Whether a list or a comprehension of layers is written there."""
    parts = value.elts if isinstance(value, ast.List) else [value.elt] if isinstance(value, ast.ListComp) else []
    return bool(parts) and all(
        isinstance(part, ast.Call) and ast.unparse(part.func).rpartition(".")[2] in _LAYERS for part in parts
    )


def softmax_before_cross_entropy(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A softmax that goes straight into cross_entropy, in one expression or by a name that has no other value."""
    for scope in scopes(tree):
        values = only_values(scope)
        criteria = {name for name, value in values.items() if is_call_of(value, "CrossEntropyLoss")}
        for node in own_nodes(scope):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            is_loss = is_call_of(node, "cross_entropy") or name_of(node.func) in criteria
            if is_loss and is_softmax(values.get(name_of(node.args[0]), node.args[0])):
                yield node, "silent-double-softmax"


def is_softmax(node: ast.AST) -> bool:
    """Whether a softmax is taken there."""
    return is_call_of(node, "softmax")


def gradients_never_cleared(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """An innermost loop with backward() and an optimizer's step(), in a file that never clears gradients."""
    text = ast.unparse(tree)
    if "import torch" not in text or any(word in text for word in _CLEARING):
        return
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or any(isinstance(inner, ast.For) for inner in own_nodes(loop)):
            continue
        backwards = [call for call in calls_of(loop, "backward") if not call.args]
        steps = [call for call in calls_of(loop, "step") if "optim" in ast.unparse(call.func).lower()]
        if backwards and steps:
            yield backwards[0], "silent-missing-zero-grad"


RULES: tuple[Rule, ...] = (
    grad_required_of_loss,
    loss_copied,
    layers_in_a_list,
    softmax_before_cross_entropy,
    gradients_never_cleared,
)


# --- reading the tree


def scopes(tree: ast.Module) -> Iterator[ast.Module | Function]:
    """The module and each function."""
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions and classes inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield child
            yield from own_nodes(child)


def assigned(scope: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each name that is assigned in a scope, with its value."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def only_values(scope: ast.AST) -> dict[str, ast.AST]:
    """The names that are assigned once in a scope, with their values."""
    found: dict[str, list[ast.AST]] = {}
    for name, value in assigned(scope):
        found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def calls_of(scope: ast.AST, method: str) -> list[ast.Call]:
    """The calls of a method in a scope."""
    nodes = own_nodes(scope)
    return [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == method]


def receiver(call: ast.Call) -> str:
    """The plain name whose method is called; empty for anything else."""
    return name_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def is_call_of(node: ast.AST, name: str) -> bool:
    """Whether a function of that name is called, however it was imported."""
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called == name or called.endswith(f".{name}")


def name_of(node: ast.AST) -> str:
    """A plain name; empty for anything else."""
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}

"""Faults that are certain from the text alone: one rule each, which rather misses one than tells a wrong one.

`# whygrad: ignore` on a line silences it, `# whygrad: ignore[ID]` one entry of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from whygrad.answers.edits import lines_of
from whygrad.lsp.findings import Found, span_of
from whygrad.lsp.trees import (
    assigned,
    called,
    calls_of,
    full_name,
    imported,
    is_bound_after,
    line_of,
    name_of,
    names_in,
    only_values,
    own_nodes,
    receiver,
    scopes,
)

MOST_CHARACTERS = 400_000
Rule = Callable[[ast.Module], Iterator[tuple[ast.AST, str]]]

_IGNORED = re.compile(r"#\s{0,4}whygrad:\s{0,4}ignore(?:\[(?P<ids>[\w, -]{1,200})\])?")
_LOSS = re.compile(r"(?i)(?:^|_)(?:loss|cost|objective)\d{0,3}(?:$|_)")
_LAYERS = frozenset({"Linear", "Conv1d", "Conv2d", "Conv3d", "LSTM", "GRU", "Embedding", "LayerNorm", "BatchNorm2d"})
_REGISTERING = frozenset({"add_module", "register_module", "register_parameter", "setattr", "parameters"})
_CLEARING = ("zero_grad", "reset_grad", "clear_grad", ".grad = ", ".grad *= ", ".grad.", "autograd.grad(")
_SOFTMAX = frozenset({"torch.softmax", "torch.nn.functional.softmax"})

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
    line = line_of(node)
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
        candidates = computed_losses(function) & roots_of(function)
        for node in own_nodes(function):
            name = loss_asked_for(node)
            if name in candidates and not is_bound_after(node, name, function):
                yield node, "silent-loss-requires-grad-hack"


def roots_of(scope: ast.AST) -> set[str]:
    """The names that backward() starts from."""
    return {receiver(call) for call in calls_of(scope, "backward")}


def computed_losses(scope: ast.AST) -> set[str]:
    """The names of losses that are computed from other values, which `torch.zeros(1)` is not."""
    values = ((name, value) for name, value in assigned(scope) if isinstance(value, ast.Call | ast.BinOp))
    return {name for name, value in values if _LOSS.search(name) and names_in(value) - {"torch"}}


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
    names = imported(tree)
    for function in scopes(tree):
        losses, roots = computed_losses(function), roots_of(function)
        for name, value in assigned(function):
            if name not in roots or is_bound_after(value, name, function):
                continue
            if isinstance(value, ast.Call) and value.args and called(value, names) == "torch.tensor":
                copied = names_in(value.args[0])
                if copied and copied <= losses:
                    yield value, "silent-tensor-copy-detaches"


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
    """Each attribute of self that gets a list of layers, in a module that registers nothing by itself."""
    if {ast.unparse(n.func).rpartition(".")[2] for n in ast.walk(module) if isinstance(n, ast.Call)} & _REGISTERING:
        return
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and holds_layers(node.value, names):
            (target, *more) = node.targets
            if not more and isinstance(target, ast.Attribute) and name_of(target.value) == "self":
                yield target.attr, node


def handed_on_by(module: ast.ClassDef) -> set[str]:
    """The attributes that stand among the arguments of a call."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    arguments = (one for call in calls for one in [*call.args, *(keyword.value for keyword in call.keywords)])
    return {part.attr for one in arguments for part in ast.walk(one) if isinstance(part, ast.Attribute)}


def holds_layers(value: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a list or a comprehension of layers of torch is written there."""
    parts = value.elts if isinstance(value, ast.List) else [value.elt] if isinstance(value, ast.ListComp) else []
    made = [called(part, names).rpartition(".") for part in parts]
    return bool(made) and all(package == "torch.nn" and name in _LAYERS for package, _, name in made)


def softmax_before_cross_entropy(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """A softmax that goes straight into cross_entropy, in one expression or by a name that has no other value."""
    names = imported(tree)
    for scope in scopes(tree):
        values = only_values(scope)
        criteria = {name for name, value in values.items() if called(value, names) == "torch.nn.CrossEntropyLoss"}
        for node in own_nodes(scope):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            given = values.get(name_of(node.args[0]), node.args[0])
            is_loss = called(node, names) == "torch.nn.functional.cross_entropy" or name_of(node.func) in criteria
            if is_loss and is_softmax(given, names) and line_of(given) <= line_of(node):
                yield node, "silent-double-softmax"


def is_softmax(node: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether torch's softmax is taken there, by name or as `x.softmax(dim)`."""
    if called(node, names) in _SOFTMAX:
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "softmax"):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return receiver(node) not in {"", "self", *names} and not any(map(names_in, given))


def gradients_never_cleared(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """An innermost loop with backward() and the step() of an optimizer of torch, in a file that clears no gradients."""
    names, text = imported(tree), ast.unparse(tree)
    if any(word in text for word in _CLEARING):
        return
    optimizers = optimizers_of(tree, names)
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or any(isinstance(inner, ast.For) for inner in own_nodes(loop)):
            continue
        backwards = [call for call in calls_of(loop, "backward") if not call.args]
        stepped = {full_name(call.func, {}).removesuffix(".step") for call in calls_of(loop, "step")}
        if backwards and stepped & optimizers - optimizers_of(loop, names):
            yield backwards[0], "silent-missing-zero-grad"


def optimizers_of(tree: ast.AST, names: Mapping[str, str]) -> set[str]:
    """What is made an optimizer of torch there."""
    assigns = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    made = (node for node in assigns if called(node.value, names).rpartition(".")[0] == "torch.optim")
    return {full_name(target, {}) for node in made for target in node.targets}


RULES: tuple[Rule, ...] = (
    grad_required_of_loss,
    loss_copied,
    layers_in_a_list,
    softmax_before_cross_entropy,
    gradients_never_cleared,
)

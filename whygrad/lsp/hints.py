"""What the rules tell of a text, in words, at its place, and where it is not silenced.

`# whygrad: ignore` on a line silences it, `# whygrad: ignore[ID]` one entry of it.
"""

from __future__ import annotations

import ast
import re

from whygrad.answers.edits import lines_of
from whygrad.lsp.findings import Found, span_of
from whygrad.lsp.rules import RULES
from whygrad.lsp.trees import imported, line_of

MOST_CHARACTERS = 100_000  # a longer text would hold up typing

_IGNORED = re.compile(r"#\s{0,4}whygrad:\s{0,4}ignore(?:\[(?P<ids>[\w, -]{1,200})\])?")

TEXTS = {
    "silent-loss-requires-grad-hack": {
        "en": "requires_grad on a loss trains nothing: where it has no graph, backward() stops at the loss itself.",
        "zh": "给 loss 设置 requires_grad 不会训练任何参数：没有计算图时，backward() 到 loss 就停了。",
    },
    "silent-unregistered-parameter": {
        "en": "Layers in a plain list are not registered: parameters() does not find them, no optimizer trains them.",
        "zh": "放在普通列表里的层没有注册：parameters() 找不到它们，优化器也不会训练它们。",
    },
    "silent-double-softmax": {
        "en": "cross_entropy takes logits and applies log_softmax itself; after a softmax, loss and gradient are flat.",
        "zh": "cross_entropy 接收 logits 并自己做 log_softmax；传入 softmax 的结果会使 loss 和梯度都变平。",
    },
    "silent-data-inplace": {
        "en": "backward() takes no notice of a loss that is changed through .data: the gradients stay as they were.",
        "zh": "backward() 察觉不到通过 .data 对 loss 的修改：梯度仍是修改之前那个 loss 的梯度。",
    },
    "silent-missing-zero-grad": {
        "en": "Nothing in this file clears the gradients: each backward() adds to those of the steps before.",
        "zh": "这个文件里没有清除梯度：每次 backward() 都会累加到之前各步的梯度上。",
    },
}


def hints_in(text: str) -> list[Found]:
    """What is certain of a text, in the order of its lines; nothing for what does not parse or import torch."""
    if len(text) > MOST_CHARACTERS or "torch" not in text:
        return []
    try:
        tree = ast.parse(text)
        if not any(name.partition(".")[0] == "torch" for name in imported(tree).values()):
            return []
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

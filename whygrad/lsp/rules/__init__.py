"""Faults that are certain from the text alone: one rule each, which rather misses one than tells a wrong one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from whygrad.lsp.rules.clearing import gradients_never_cleared
from whygrad.lsp.rules.data import loss_written_through_data
from whygrad.lsp.rules.layers import layers_in_a_list
from whygrad.lsp.rules.losses import loss_without_graph
from whygrad.lsp.rules.softmax import softmax_before_cross_entropy

Rule = Callable[[ast.Module], Iterator[tuple[ast.AST, str]]]

RULES: tuple[Rule, ...] = (
    loss_without_graph,
    layers_in_a_list,
    softmax_before_cross_entropy,
    gradients_never_cleared,
    loss_written_through_data,
)

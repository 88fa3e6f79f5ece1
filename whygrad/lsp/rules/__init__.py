"""Faults that are certain from the text alone: one rule each, which rather misses one than tells a wrong one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from whygrad.lsp.rules.clearing import gradients_never_cleared
from whygrad.lsp.rules.layers import layers_in_a_list
from whygrad.lsp.rules.losses import grad_required_of_loss, loss_copied
from whygrad.lsp.rules.softmax import softmax_before_cross_entropy

Rule = Callable[[ast.Module], Iterator[tuple[ast.AST, str]]]

RULES: tuple[Rule, ...] = (
    grad_required_of_loss,
    loss_copied,
    layers_in_a_list,
    softmax_before_cross_entropy,
    gradients_never_cleared,
)

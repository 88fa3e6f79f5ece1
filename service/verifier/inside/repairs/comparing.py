"""Compares the record of a candidate with that of a reference; says what differs first."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy
import torch

from service.verifier.inside.repairs.records import Backward, Leaf, Recording

RELATIVE = 2e-4
# Before anything has been updated there is nothing that could have made small differences large.
RELATIVE_AT_FIRST = 2e-5
ABSOLUTE = 1e-7
PRINTED_RELATIVE = 2e-3
PRINTED_ABSOLUTE = 1e-6
# How a tensor is printed says whether it has a graph, which a repair may change: tensor(1., grad_fn=<MulBackward0>).
GRAPH_MARKS = re.compile(r",\s*(?:grad_fn=<[^<>\n]{1,80}>|requires_grad=True)")
# -1.5e-3, nan: what is compared as a number; "w1" holds none.
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|nan|inf)(?!\w)")


@dataclass(frozen=True)
class Tolerance:
    """What a rule leaves open: names that are reduced or made anew, gradients that are cleared earlier or later.

    Where the reference is `driven`, its gradients are the candidate's own. Where `numbers`, one may hold as numbers
    what the other holds as tensors.
    """

    open_names: frozenset[str] = frozenset()
    cleared_gradients: bool = False
    driven: bool = False
    numbers: bool = False


def first_difference(reference: Recording, candidate: Recording, tolerance: Tolerance) -> str | None:
    """What differs first, in words; None where nothing does."""
    if len(reference.backwards) != len(candidate.backwards):
        return f"{len(candidate.backwards)} backward calls, {len(reference.backwards)} expected"
    for number, (wanted, found) in enumerate(zip(reference.backwards, candidate.backwards, strict=True), 1):
        if why := differing_backward(wanted, found, tolerance, RELATIVE_AT_FIRST if number == 1 else RELATIVE):
            return f"backward {number}: {why}"
    if len(reference.steps) != len(candidate.steps):
        return f"{len(candidate.steps)} optimizer steps, {len(reference.steps)} expected"
    for number, (wanted_step, found_step) in enumerate(zip(reference.steps, candidate.steps, strict=True), 1):
        if why := differing_leaves(wanted_step, found_step):
            return f"optimizer step {number}: {why}"
    if not same_output(reference.stdout, candidate.stdout):
        return "the program prints something else"
    return differing_names(reference.names, candidate.names, tolerance)


def differing_backward(wanted: Backward, found: Backward, tolerance: Tolerance, relative: float) -> str | None:
    """How two backwards differ."""
    if len(wanted.roots) != len(found.roots):
        return "another number of roots"
    for one, other in zip(wanted.roots, found.roots, strict=True):
        if one.numel() != other.numel() or not close(one.reshape(-1), other.reshape(-1), relative):
            return "the root has another value"
    is_driven = tolerance.driven and wanted.accumulates
    return None if is_driven else differing_leaves(wanted.leaves, found.leaves, relative)


def differing_leaves(wanted: list[Leaf], found: list[Leaf], relative: float = RELATIVE) -> str | None:
    """Leaves are matched by value, shape and gradient: names and order are what registration changes."""
    if len(wanted) != len(found):
        return f"{len(found)} leaves, {len(wanted)} expected"
    left = list(found)
    for leaf in wanted:
        match = next((other for other in left if same_leaf(leaf, other, relative)), None)
        if match is None:
            return f"no leaf of shape {list(leaf.value.shape)} has the value and the gradient expected"
        left.remove(match) if match is left[0] else left.pop(next(i for i, x in enumerate(left) if x is match))
    return None


def same_leaf(one: Leaf, other: Leaf, relative: float) -> bool:
    """Whether shape, value and gradient agree."""
    if one.value.shape != other.value.shape or not close(one.value, other.value):
        return False
    if one.gradient is None or other.gradient is None:
        return one.gradient is other.gradient
    return close(one.gradient, other.gradient, relative)


def close(one: torch.Tensor, other: torch.Tensor, relative: float = RELATIVE) -> bool:
    """Whether two tensors agree, within a small part of the largest element."""
    if one.shape != other.shape:
        return False
    if not (one.is_floating_point() or one.is_complex()) and one.dtype == other.dtype:
        return bool(torch.equal(one, other))
    kind = torch.complex128 if one.is_complex() or other.is_complex() else torch.float64
    a, b = one.to(kind), other.to(kind)
    if not bool((torch.isfinite(a) == torch.isfinite(b)).all()):
        return False
    finite = torch.isfinite(a)
    if not bool(finite.all()) and not torch.equal(a[~finite].nan_to_num(), b[~finite].nan_to_num()):
        return False
    a, b = a[finite], b[finite]
    if a.numel() == 0:
        return True
    return float((a - b).abs().max()) <= relative * float(a.abs().max()) + ABSOLUTE


def same_number(one: float, other: float, relative: float, absolute: float) -> bool:
    """Whether two numbers agree; NaN agrees with NaN."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=relative, abs_tol=absolute)


def same_output(one: str, other: str) -> bool:
    """Whether two outputs agree but for the last digits of numbers and the graph marks of printed tensors."""
    one, other = GRAPH_MARKS.sub("", one), GRAPH_MARKS.sub("", other)
    if one == other:
        return True
    if " ".join(NUMBER.sub("#", one).split()) != " ".join(NUMBER.sub("#", other).split()):
        return False
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(same_number(float(a), float(b), PRINTED_RELATIVE, PRINTED_ABSOLUTE) for a, b in numbers)


def differing_names(wanted: dict[str, Any], found: dict[str, Any], tolerance: Tolerance) -> str | None:
    """Every name of the reference is there and holds the same; a repair may add names of its own."""
    for name, value in wanted.items():
        if name not in found:
            return f"the name {name} is gone"
        if name in tolerance.open_names or same_summary(value, found[name], tolerance.cleared_gradients):
            continue
        if not (tolerance.numbers and same_numbers(value, found[name])):
            return f"{name} ends with another value"
    return None


def same_summary(one: Any, other: Any, cleared: bool = False) -> bool:
    """Whether two summaries of `records.summarise` agree; where `cleared`, gradients apart."""
    if type(one) is not type(other):
        return isinstance(one, int | float) and isinstance(other, int | float) and one == other
    if isinstance(one, dict):
        if "module" in one:
            return same_modules(one, other, cleared)
        return set(one) == set(other) and all(same_summary(one[key], other[key], cleared) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(same_summary(a, b, cleared) for a, b in zip(one, other, strict=True))
    if isinstance(one, tuple):
        return same_tagged(one, other, cleared)
    if isinstance(one, float):
        return same_number(one, other, RELATIVE, ABSOLUTE)
    return bool(one == other)


def same_numbers(one: Any, other: Any) -> bool:
    """Whether a number, or a list of numbers, is what a tensor or a list of tensors holds."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_numbers, one, other))
    a, b = as_tensor(one), as_tensor(other)
    return a is not None and b is not None and a.shape == b.shape and close(a, b)


def as_tensor(value: Any) -> torch.Tensor | None:
    """A summary as a tensor; None for what holds no numbers."""
    if isinstance(value, tuple) and len(value) == 3 and value[0] == "tensor":
        return torch.as_tensor(value[1])
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "array" and value[1].dtype.kind in "fiu":
        return torch.as_tensor(value[1])
    try:
        return torch.tensor(value, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError):
        return None


def same_tagged(one: tuple[Any, ...], other: tuple[Any, ...], cleared: bool) -> bool:
    """Two tensors with their gradients, or two arrays."""
    if len(one) != len(other) or not one or one[0] != other[0]:
        return len(one) == len(other) and all(map(same_summary, one, other))
    if one[0] == "array":
        return same_array(one[1], other[1])
    if one[0] != "tensor":
        return all(map(same_summary, one, other))
    if not close(one[1], other[1]) or cleared:
        return close(one[1], other[1])
    if one[2] is None or other[2] is None:
        return one[2] is other[2]
    return close(one[2], other[2])


def same_array(one: Any, other: Any) -> bool:
    """Whether two arrays agree."""
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return False
    if one.dtype.kind in "fc":
        return bool(numpy.allclose(one, other, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True))
    return bool(numpy.array_equal(one, other))


def same_modules(one: dict[str, Any], other: dict[str, Any], cleared: bool) -> bool:
    """The same tensors in any order, and the same plain attributes."""
    if "module" not in other or len(one["module"]) != len(other["module"]):
        return False
    left = list(other["module"])
    for tensor in one["module"]:
        index = next((i for i, found in enumerate(left) if same_summary(tensor, found, cleared)), None)
        if index is None:
            return False
        del left[index]
    wanted, found = one["attributes"], other["attributes"]
    return all(name in found and same_summary(values, found[name]) for name, values in wanted.items())

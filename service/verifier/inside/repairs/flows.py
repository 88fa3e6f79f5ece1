"""Whether gradients flow into every leaf that is to be trained."""

from __future__ import annotations

from collections.abc import Callable

import torch

from service.repair.proposals import Words, words
from service.verifier.inside.repairs.evidence import Evidence
from service.verifier.inside.repairs.records import Leaf, Recording

CHECK = "gradients_flow"


def check_flows(recording: Recording, ignored: Callable[[list[int]], bool]) -> Evidence:
    """Every leaf that is held by an optimizer or reached by a backward gets a finite gradient, somewhere not zero.

    One gets none where the loss does not depend on it: `ignored` says so of positions among what optimizers hold.
    """
    if not recording.backwards:
        return Evidence(CHECK, "passed", words("no backward call, and none expected", "没有反向传播，参考程序也没有"))
    leaves = leaves_of(recording)
    if infinite := next(filter(None, map(tell_infinite, leaves.values())), None):
        return Evidence(CHECK, "failed", infinite)
    starved = {key: why for key, seen in leaves.items() if (why := tell_starved(seen))}
    positions = [place for place, tensor in enumerate(recording.held) if id(tensor) in starved]
    if starved and not (len(positions) == len(starved) < len(leaves) and ignored(positions)):
        return Evidence(CHECK, "failed", next(iter(starved.values())))
    return Evidence(CHECK, "passed", tell_flow(len(leaves) - len(starved), len(starved)))


def leaves_of(recording: Recording) -> dict[int, list[Leaf]]:
    """What was recorded of each leaf, by its identity."""
    leaves: dict[int, list[Leaf]] = {}
    for group in (*(backward.leaves for backward in recording.backwards), *recording.steps):
        for leaf in group:
            leaves.setdefault(id(leaf.tensor), []).append(leaf)
    return leaves


def tell_infinite(seen: list[Leaf]) -> Words | None:
    """What is said of a leaf that has got a gradient which is not finite."""
    if all(leaf.gradient is None or bool(torch.isfinite(leaf.gradient).all()) for leaf in seen):
        return None
    shape = list(seen[0].value.shape)
    return words(f"a gradient of shape {shape} is not finite", f"形状 {shape} 的梯度不是有限数")


def tell_starved(seen: list[Leaf]) -> Words | None:
    """What is said of a leaf that never gets a gradient, or only zeros."""
    shape = list(seen[0].value.shape)
    gradients = [leaf.gradient for leaf in seen if leaf.gradient is not None]
    if not gradients:
        return words(f"a leaf of shape {shape} never gets a gradient", f"形状 {shape} 的叶子始终没有梯度")
    if not any(bool(gradient.any()) for gradient in gradients):
        return words(f"the gradient of a leaf of shape {shape} is always zero", f"形状 {shape} 的叶子梯度始终为零")
    return None


def tell_flow(count: int, starved: int) -> Words:
    """How many leaves gradients flow into, and how many the loss does not depend on."""
    if not starved:
        return words(f"into all {count} leaves", f"流入全部 {count} 个叶子")
    return words(
        f"into {count} leaves; the loss does not depend on {starved} more",
        f"流入 {count} 个叶子；损失不依赖另外 {starved} 个",
    )

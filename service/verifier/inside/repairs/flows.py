"""Whether gradients flow into every leaf that is to be trained."""

from __future__ import annotations

from collections.abc import Callable

import torch

from service.repair.proposals import words
from service.verifier.inside.repairs.evidence import Evidence
from service.verifier.inside.repairs.records import Leaf, Recording


def check_flows(recording: Recording, ignored: Callable[[list[int]], bool]) -> Evidence:
    """Every leaf that is held by an optimizer or reached by a backward gets a finite gradient, somewhere not zero.

    One gets none where the loss does not depend on it: `ignored` says so of positions among what optimizers hold.
    """
    check = "gradients_flow"
    starved: dict[int, Evidence] = {}
    if not recording.backwards:
        return Evidence(check, "passed", words("no backward call, and none expected", "没有反向传播，参考程序也没有"))
    leaves: dict[int, list[Leaf]] = {}
    for group in (*(backward.leaves for backward in recording.backwards), *recording.steps):
        for leaf in group:
            leaves.setdefault(id(leaf.tensor), []).append(leaf)
    for key, seen in leaves.items():
        shape = list(seen[0].value.shape)
        gradients = [leaf.gradient for leaf in seen if leaf.gradient is not None]
        if not gradients:
            starved[key] = Evidence(
                check,
                "failed",
                words(f"a leaf of shape {shape} never gets a gradient", f"形状 {shape} 的叶子始终没有梯度"),
            )
        elif not all(bool(torch.isfinite(gradient).all()) for gradient in gradients):
            return Evidence(
                check, "failed", words(f"a gradient of shape {shape} is not finite", f"形状 {shape} 的梯度不是有限数")
            )
        elif not any(bool(gradient.any()) for gradient in gradients):
            starved[key] = Evidence(
                check,
                "failed",
                words(f"the gradient of a leaf of shape {shape} is always zero", f"形状 {shape} 的叶子梯度始终为零"),
            )
    positions = [place for place, tensor in enumerate(recording.held) if id(tensor) in starved]
    if starved and not (len(positions) == len(starved) < len(leaves) and ignored(positions)):
        return next(iter(starved.values()))
    count = len(leaves) - len(starved)
    if starved:
        detail = words(
            f"into {count} leaves; the loss does not depend on {len(starved)} more",
            f"流入 {count} 个叶子；损失不依赖另外 {len(starved)} 个",
        )
        return Evidence(check, "passed", detail)
    return Evidence(check, "passed", words(f"into all {count} leaves", f"流入全部 {count} 个叶子"))

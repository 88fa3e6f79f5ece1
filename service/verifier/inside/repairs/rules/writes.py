"""In-place writes: to tensors that backward needs, and to leaves."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode

from service.verifier.inside.repairs.rules.base import Operations, Rule
from whygrad.tracing.graph import is_leaf, tensors_in

VIEWS = frozenset({"split", "chunk", "unbind", "tensor_split", "split_with_sizes", "__iter__"})


def writes_in_place(name: str) -> bool:
    """Whether the operation changes its first argument."""
    return name == "__setitem__" or (name.endswith("_") and not name.endswith("__") and name != "requires_grad_")


class Box:
    """A saved tensor: the tensor itself until it is written to, then a copy of what it was."""

    __slots__ = ("__weakref__", "tensor")

    def __init__(self, tensor: torch.Tensor) -> None:
        """Hold the tensor, and with it its storage."""
        self.tensor = tensor


class Copies(TorchDispatchMode):
    """Copies saved tensors before an operation writes to their storage.

    Torch has `allow_mutation_on_saved_tensors` for this; it knows tensors by identities that are used again once a copy
    is made, and then mistakes one for another. Here a box that is not copied yet keeps its storage from being reused.
    """

    def __init__(self, rule: Rule) -> None:
        """Count in `rule` how often a copy was needed."""
        super().__init__()
        self._rule = rule
        self._boxes: dict[int, weakref.WeakSet[Box]] = {}

    def pack(self, tensor: torch.Tensor) -> Box:
        """Box a tensor that an operation saves."""
        box = Box(tensor)
        self._boxes.setdefault(storage_of(tensor), weakref.WeakSet()).add(box)
        return box

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Look at what an operation writes to, then run it."""
        kwargs = kwargs or {}
        for position, argument in enumerate(func._schema.arguments):
            if argument.alias_info is not None and argument.alias_info.is_write:
                given = args[position] if position < len(args) else kwargs.get(argument.name)
                for tensor in tensors_in([given]):
                    self._copy(storage_of(tensor))
        return func(*args, **kwargs)

    def _copy(self, storage: int) -> None:
        for box in self._boxes.pop(storage, ()):
            self._rule.uses += 1
            box.tensor = box.tensor.detach().clone()


def storage_of(tensor: torch.Tensor) -> int:
    """What tells a storage from every other that is alive; 0 for a tensor without one."""
    return tensor.untyped_storage().data_ptr() if tensor.layout == torch.strided else 0


class SavedValuesKept(Rule):
    """In-place writes leave the values that backward saved as they were."""

    name = "saved-values-kept"

    def apply(self) -> None:
        """Copy a saved tensor before it is written to; it may not be an update of a parameter that this hides."""
        copies = Copies(self)
        self.enter(torch.autograd.graph.saved_tensors_hooks(copies.pack, lambda box: box.tensor))
        self.enter(copies)
        self.enter(Operations(self._look))
        handle = register_optimizer_step_pre_hook(lambda optimizer, *_: self._before_step(optimizer))  # type: ignore[no-untyped-call,unused-ignore]
        self._stack.callback(handle.remove)
        self._live: dict[int, tuple[torch.Tensor, int]] = {}
        backward = torch.autograd.backward

        def watched(*args: Any, **kwargs: Any) -> None:
            self._check_updates(args)
            backward(*args, **kwargs)

        self.patch(torch.autograd, "backward", watched)

    def _before_step(self, optimizer: Optimizer) -> None:
        """Parameters that a step changes may not be part of a graph that is used later."""
        sequence = torch._C._autograd._get_sequence_nr()
        for group in optimizer.param_groups:
            for tensor in group["params"]:
                self._live[id(tensor)] = (tensor, sequence)

    def _look(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if writes_in_place(name) and args and isinstance(args[0], torch.Tensor):
            with torch._C.DisableTorchFunction():
                target = args[0]
                if is_leaf(target) and target.requires_grad:
                    self._live[id(target)] = (target, torch._C._autograd._get_sequence_nr())
        if name == "data" and args:
            self._live[id(args[0])] = (args[0], torch._C._autograd._get_sequence_nr())
        if name == "load_state_dict":
            self.refuse("a state is loaded while a graph may hold the old values")
        return func(*args, **kwargs)

    def _check_updates(self, args: tuple[Any, ...]) -> None:
        """Refuse where a backward uses a graph older than an update of one of its leaves."""
        with torch._C.DisableTorchFunction():
            for root in tensors_in(args):
                for leaf, oldest in uses_of_leaves(root):
                    written = self._live.get(id(leaf))
                    if written is not None and oldest < written[1]:
                        self.refuse("a parameter was updated between forward and backward")


def uses_of_leaves(root: torch.Tensor) -> list[tuple[torch.Tensor, int]]:
    """Each leaf behind `root` with the sequence number of the oldest node that reads it."""
    uses: dict[int, tuple[torch.Tensor, int]] = {}
    seen: set[Any] = set()
    waiting: list[Any] = [root.grad_fn] if root.grad_fn is not None else []
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for following, _ in node.next_functions:
            if following is None:
                continue
            leaf = getattr(following, "variable", None)
            if leaf is None:
                waiting.append(following)
                continue
            number = min(node._sequence_nr(), uses.get(id(leaf), (leaf, sys.maxsize))[1])
            uses[id(leaf)] = (leaf, number)
    return list(uses.values())


class LeafWriteIsUpdate(Rule):
    """A write to a leaf is an update, not recorded."""

    name = "leaf-write-is-update"

    def apply(self) -> None:
        """In-place operations on a leaf that requires grad, or on a view of one, run under no_grad."""
        self.enter(Operations(self._write))

    def _write(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not (writes_in_place(name) and torch.is_grad_enabled() and args and self._is_leaf(args[0])):
            return func(*args, **kwargs)
        with torch._C.DisableTorchFunction():
            values = [tensor for tensor in (*tensors_in(args[1:]), *tensors_in(kwargs)) if tensor.requires_grad]
            others = [tensor for tensor in values if not is_part_of(tensor, args[0])]
        if others:
            self.refuse("what is written into the leaf requires grad itself")
        self.uses += 1
        with torch.no_grad():
            return func(*args, **kwargs)

    def _is_leaf(self, target: object) -> bool:
        with torch._C.DisableTorchFunction():
            if not isinstance(target, torch.Tensor) or not target.requires_grad:
                return False
            base = target._base if target._is_view() else None
            return is_leaf(target) or (base is not None and is_leaf(base) and base.requires_grad)


def is_part_of(tensor: torch.Tensor, whole: torch.Tensor) -> bool:
    """Whether a tensor is a view of another, as in `w[1:] *= 0`, which ends by assigning the view to the part."""
    return tensor is whole or (tensor._is_view() and tensor._base is whole)


class ViewsApart(Rule):
    """The outputs of split, chunk and unbind are tensors of their own."""

    name = "views-apart"

    def apply(self) -> None:
        """Clone each output of an operation that returns several; the whole may not be read once one is written."""
        self._wholes: dict[int, torch.Tensor] = {}
        self._written: dict[int, torch.Tensor] = {}
        self._kept: list[Any] = []  # so that no identity is used again
        self.enter(Operations(self._split))

    def _split(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if any(id(tensor) in self._written for tensor in (*tensors_in(args), *tensors_in(kwargs))):
            self.refuse("the whole is read after a part of it was written")
        if writes_in_place(name) and args and id(args[0]) in self._wholes:
            whole = self._wholes[id(args[0])]
            self._written[id(whole)] = whole
        result = func(*args, **kwargs)
        if name not in VIEWS or not isinstance(result, list | tuple):
            return result
        self.uses += 1
        parts = type(result)(part.clone() for part in result)
        self._wholes.update((id(part), args[0]) for part in parts)
        self._kept.append(parts)
        return parts

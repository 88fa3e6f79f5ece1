"""What is differentiated is a number: reduced by mean or sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch._functorch import eager_transforms

from service.verifier.inside.repairs.rules.base import Operations, Rule
from whygrad.tracing.places import word_set


class RootReduced(Rule):
    """The tensor that backward starts from is reduced to a number."""

    name = "root-reduced"

    def apply(self) -> None:
        """Reduce by `how`: in backward and grad, and in what torch.func differentiates."""
        backward, grad = torch.autograd.backward, torch.autograd.grad

        def reduced_backward(tensors: Any, grad_tensors: Any = None, *args: Any, **kwargs: Any) -> None:
            if grad_tensors is None and isinstance(tensors, torch.Tensor):
                tensors = self._reduce(tensors)
            backward(tensors, grad_tensors, *args, **kwargs)

        def reduced_grad(outputs: Any, inputs: Any, grad_outputs: Any = None, *args: Any, **kwargs: Any) -> Any:
            if grad_outputs is None and isinstance(outputs, torch.Tensor):
                outputs = self._reduce(outputs)
            return grad(outputs, inputs, grad_outputs, *args, **kwargs)

        self.patch(torch.autograd, "backward", reduced_backward)
        self.patch(torch.autograd, "grad", reduced_grad)
        for name in ("grad_impl", "grad_and_value_impl"):
            self.patch(eager_transforms, name, self._differentiated(getattr(eager_transforms, name)))

    def _differentiated(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def implementation(func: Callable[..., Any], argnums: Any, has_aux: bool, args: Any, kwargs: Any) -> Any:
            def scalar(*inner: Any, **named: Any) -> Any:
                result = func(*inner, **named)
                if has_aux and isinstance(result, tuple):
                    return (self._reduce(result[0]), *result[1:])
                return self._reduce(result)

            return original(scalar, argnums, has_aux, args, kwargs)

        return implementation

    def _reduce(self, root: Any) -> Any:
        if not isinstance(root, torch.Tensor) or root.dim() == 0:
            return root
        self.uses += 1
        return root.sum() if self.facts["how"] == "sum" else root.mean()


class RowsMeetRows(Rule):
    """N rows meet N rows: (N, 1) and (N,) are aligned, not broadcast to (N, N)."""

    name = "rows-meet-rows"

    def apply(self) -> None:
        """Pointwise operations at `lines` see both with the shape of (N, 1)."""
        self.enter(Operations(self._align))

    def _align(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        tensors = [value for value in args[:2] if isinstance(value, torch.Tensor)]
        if len(tensors) != 2:
            return func(*args, **kwargs)
        with torch._C.DisableTorchFunction():
            is_column = [t.dim() == 2 and t.shape[1] == 1 and t.shape[0] > 1 for t in tensors]
            is_row = [t.dim() == 1 and t.shape[0] > 1 for t in tensors]
            same_rows = tensors[0].shape[:1] == tensors[1].shape[:1]
        if not (same_rows and any(is_column) and any(is_row)):
            return func(*args, **kwargs)
        self.uses += 1
        aligned = [t.unsqueeze(1) if row else t for t, row in zip(tensors, is_row, strict=True)]
        return func(*aligned, *args[2:], **kwargs)


class LogitsExpected(Rule):
    """`cross_entropy` takes what went into a softmax before it."""

    name = "logits-expected"

    def apply(self) -> None:
        """Remember what each softmax was made of."""
        self._logits: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self.enter(Operations(self._handle))

    def _handle(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "cross_entropy" and args and id(args[0]) in self._logits:
            self.uses += 1
            args = (self._logits[id(args[0])][1], *args[1:])
        result = func(*args, **kwargs)
        if name == "softmax" and isinstance(result, torch.Tensor):
            if softmax_dimension(args, kwargs) not in (1, 1 - result.dim()):
                return result
            self._logits[id(result)] = (result, args[0])
        return result


def softmax_dimension(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int | None:
    """The dimension that a softmax is taken over."""
    given = kwargs.get("dim", args[1] if len(args) > 1 else None)
    return given if isinstance(given, int) else None


class TargetTakesDtype(Rule):
    """A target takes the dtype of the prediction."""

    name = "target-takes-dtype"

    LOSSES = word_set(
        "mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits"
    )

    def apply(self) -> None:
        """Cast the second argument of a loss."""
        self.enter(Operations(self._cast))

    def _cast(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name in self.LOSSES and len(args) > 1 and args[0].dtype != args[1].dtype:
            self.uses += 1
            if args[0].dtype != torch.get_default_dtype():
                self.refuse("the prediction is not of the default dtype either")
            args = (args[0], args[1].to(args[0].dtype), *args[2:])
        return func(*args, **kwargs)

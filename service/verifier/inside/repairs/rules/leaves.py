"""What a leaf is: made at an expression, of floating point, held by an optimizer."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable
from typing import Any

import torch
from torch.optim.optimizer import Optimizer

from service.verifier.inside.repairs.rules.base import Operations, Rule, program_lines, program_span
from service.verifier.inside.repairs.rules.gradients import ZeroingGuarded
from whygrad.tracing.graph import is_leaf, tensors_in


class ExpressionIsLeaf(Rule):
    """The tensor made at this expression is the leaf."""

    name = "expression-is-leaf"

    def apply(self) -> None:
        """At `span` the operation's result is detached and requires grad."""
        self.enter(Operations(self._make))

    def _make(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = func(*args, **kwargs)
        if name.startswith("__") and name.endswith("__") and name not in ("__getitem__", "__pow__", "__matmul__"):
            return result
        if not isinstance(result, torch.Tensor) or program_span() != tuple(self.facts["span"]):
            return result
        with torch._C.DisableTorchFunction():
            if is_leaf(result):
                return result
            self.uses += 1
            return result.detach().requires_grad_()


class UpdateIsLeaf(Rule):
    """What an update by hand assigns is a leaf again, without a gradient; to zero that does nothing."""

    name = "update-is-leaf"

    def transform(self, tree: ast.Module) -> ast.Module:
        """The values assigned at `lines`, or the items of a list assigned there, are detached and require grad."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and node.lineno in self.facts["lines"]:
                self.uses += 1
                if isinstance(node.value, ast.ListComp):
                    node.value.elt = as_leaf(node.value.elt)
                else:
                    node.value = as_leaf(node.value)
        guarded: ast.Module = ZeroingGuarded(lambda statement: True).visit(tree)
        return guarded


def as_leaf(value: ast.expr) -> ast.expr:
    """`value.detach().requires_grad_()`."""
    detached = ast.Call(ast.Attribute(value, "detach", ast.Load()), [], [])
    return ast.copy_location(ast.Call(ast.Attribute(detached, "requires_grad_", ast.Load()), [], []), value)


class TrainedMeansFloat(Rule):
    """A tensor that is to be trained is of floating point."""

    name = "trained-means-float"

    def apply(self) -> None:
        """Factories that refuse requires_grad make the tensor, cast it to the default dtype, and set it then."""
        self.enter(Operations(self._make))
        original = torch.nn.Parameter.__new__

        def make(cls: Any, data: Any = None, requires_grad: bool = True) -> Any:
            if isinstance(data, torch.Tensor) and requires_grad and not self._is_trainable(data):
                self.uses += 1
                data = data.to(torch.get_default_dtype())
            return original(cls, data, requires_grad)

        self.patch(torch.nn.Parameter, "__new__", staticmethod(make))

    def _is_trainable(self, tensor: torch.Tensor) -> bool:
        return tensor.is_floating_point() or tensor.is_complex()

    def _make(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return func(*args, **kwargs)
        except RuntimeError as error:
            if "floating point" not in str(error) or "require gradients" not in str(error):
                raise
            self.uses += 1
            if name == "requires_grad_":
                self.refuse("the tensor exists as an integer before it is to be trained")
                raise
            made = func(*args, **{key: value for key, value in kwargs.items() if key != "requires_grad"})
            return made.to(torch.get_default_dtype()).requires_grad_()


class HeldIsTrainable(Rule):
    """What the optimizer holds is trainable."""

    name = "held-is-trainable"

    def apply(self) -> None:
        """Tensors given to an optimizer are made to require grad."""
        original = Optimizer.add_param_group

        def add(optimizer: Optimizer, group: dict[str, Any]) -> None:
            original(optimizer, group)
            for tensor in optimizer.param_groups[-1]["params"]:
                if not tensor.requires_grad:
                    self.uses += 1
                    tensor.requires_grad_(True)

        self.patch(Optimizer, "add_param_group", add)


class TensorIsListOfOne(Rule):
    """One tensor given to an optimizer is a list of one; a module, its parameters."""

    name = "tensor-is-list-of-one"

    def apply(self) -> None:
        """Wrap what the optimizer is given."""
        original = Optimizer.__init__

        def make(optimizer: Optimizer, params: Any, defaults: dict[str, Any]) -> None:
            if isinstance(params, torch.Tensor):
                self.uses += 1
                params = [params]
            elif isinstance(params, torch.nn.Module):
                self.uses += 1
                params = list(params.parameters())
            elif isinstance(params, dict):
                self.uses += 1
                params = list(params.values())
            elif isinstance(params, list | tuple):
                params = self._flatten(params)
            original(optimizer, params, defaults)

        self.patch(Optimizer, "__init__", make)

    def _flatten(self, params: Any) -> list[Any]:
        flat: list[Any] = []
        for item in params:
            if isinstance(item, torch.nn.Module):
                self.uses += 1
                flat.extend(item.parameters())
            elif isinstance(item, types.GeneratorType):
                self.uses += 1
                flat.extend(item)
            else:
                flat.append(item)
        return flat


class GeneratorsRestart(Rule):
    """What `parameters()` returns can be gone through more than once."""

    name = "generators-restart"

    def apply(self) -> None:
        """Return lists."""
        for method in ("parameters", "named_parameters", "children", "modules"):
            original = getattr(torch.nn.Module, method)
            self.patch(torch.nn.Module, method, self._listed(original))

    def _listed(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> list[Any]:
            self.uses += 1
            return Items(original(*args, **kwargs))

        return method


class Items(list[Any]):
    """A list that also answers `next`, as a generator does."""

    def __next__(self) -> Any:
        """The first item."""
        return self[0]


class FollowsReplaced(Rule):
    """The optimizer follows a parameter that is replaced."""

    name = "optimizer-follows"

    def apply(self) -> None:
        """A parameter assigned over another one takes its place in every optimizer, with a state of its own."""
        self._optimizers: list[Optimizer] = []
        original_init, original_set = Optimizer.__init__, torch.nn.Module.__setattr__

        def make(optimizer: Optimizer, *args: Any, **kwargs: Any) -> None:
            original_init(optimizer, *args, **kwargs)
            self._optimizers.append(optimizer)

        def assign(module: torch.nn.Module, name: str, value: Any) -> None:
            old = module._parameters.get(name) if "_parameters" in vars(module) else None
            olds = [old]
            news = [value]
            if isinstance(value, torch.nn.Module) and "_modules" in vars(module):
                before = module._modules.get(name)
                olds = list(before.parameters()) if before is not None else []
                news = list(value.parameters())
            original_set(module, name, value)
            self._follow(olds, news)

        self.patch(Optimizer, "__init__", make)
        self.patch(torch.nn.Module, "__setattr__", assign)

    def _follow(self, olds: list[Any], news: list[Any]) -> None:
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                indices = [i for old in olds for i, held in enumerate(group["params"]) if held is old]
                if not indices:
                    continue
                if len(indices) != len(news) or not all(isinstance(new, torch.nn.Parameter) for new in news):
                    self.refuse("the module that took its place has other parameters")
                    continue
                for index, new in zip(indices, news, strict=True):
                    optimizer.state.pop(group["params"][index], None)
                    group["params"][index] = new
                    self.uses += 1
                if len(optimizer.state):
                    self.refuse("other parameters of the same optimizer keep a state that a new optimizer would lose")


class NumbersReadOut(Rule):
    """Numbers may be read out of a tensor that requires grad."""

    name = "numbers-read-out"

    def apply(self) -> None:
        """`numpy()` and conversion to an array detach first."""
        self.enter(Operations(self._read))

    def _read(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name in ("numpy", "__array__", "from_numpy") and args and any(t.requires_grad for t in tensors_in(args[:1])):
            self.uses += 1
            args = (args[0].detach(), *args[1:])
        return func(*args, **kwargs)


class AssignedBecomesValue(Rule):
    """A tensor assigned to a parameter's name becomes that parameter's value."""

    name = "assigned-becomes-value"

    def apply(self) -> None:
        """Module attributes that are parameters take the value of a plain tensor."""
        original = torch.nn.Module.__setattr__

        def assign(module: torch.nn.Module, name: str, value: Any) -> None:
            held = module._parameters.get(name) if "_parameters" in vars(module) else None
            if held is None or not isinstance(value, torch.Tensor) or isinstance(value, torch.nn.Parameter):
                original(module, name, value)
                return
            self.uses += 1
            if any(line in self.facts.get("forward_lines", ()) for line in program_lines()):
                self.refuse("it is assigned in every forward: the parameters behind the value would starve")
            original(module, name, torch.nn.Parameter(value.detach()))

        self.patch(torch.nn.Module, "__setattr__", assign)

"""What a program that raised did wrong: one probe for each family of messages."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Callable, Iterator
from typing import Any

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Stack, frames_of_error, raw_stack_of_error, resolve
from whygrad.tracing.probes.modules import unregistered
from whygrad.tracing.recorder import BackwardSeen, Operation, Trace, is_leaf, is_ready
from whygrad.tracing.versions import VersionWatch

Probe = Callable[[Trace, VersionWatch | None], Iterator[Finding]]
PROBES: list[tuple[str, re.Pattern[str], Probe]] = []
SHARED_WORDS = "backward through the graph a second time"


def on(exception: str, message: str) -> Callable[[Probe], Probe]:
    """Register a probe for exceptions of that name (or a prefix of a message) whose message holds the pattern."""

    def register(probe: Probe) -> Probe:
        PROBES.append((exception, re.compile(message), probe))
        return probe

    return register


def is_known(error: BaseException) -> bool:
    """Whether a probe knows the message."""
    name, message = type(error).__name__, str(error)
    return any(exception in ("", name) and pattern.search(message) for exception, pattern, _ in PROBES)


def findings_of_failure(trace: Trace, watch: VersionWatch | None) -> list[Finding]:
    """What the first probe that knows the message finds."""
    if trace.error is None:
        return []
    name, message = type(trace.error).__name__, str(trace.error)
    for exception, pattern, probe in PROBES:
        if exception in ("", name) and pattern.search(message):
            return list(probe(trace, watch))
    return []


def needs_versions(error: BaseException | None) -> bool:
    """Whether only a second run, which watches versions, can tell the line."""
    return error is not None and "modified by an inplace operation" in str(error)


def error_stack(trace: Trace) -> Stack:
    """Where the program was when it raised."""
    return () if trace.error is None else resolve(raw_stack_of_error(trace.error, trace.own_files))


def raised_operation(trace: Trace) -> Operation | None:
    """The operation that raised."""
    return next((operation for operation in reversed(trace.operations[-3:]) if operation.raised), None)


def failing_frame(trace: Trace) -> types.FrameType | None:
    """The innermost frame of the program that the exception passed through."""
    frames = frames_of_error(trace.error) if trace.error else []
    return next((frame for frame in frames if frame.f_code.co_filename in trace.own_files), None)


def look_up(text: str, frame: types.FrameType) -> Any:
    """The value of a chain of names and constant indices in a frame; None for anything else, which is not evaluated."""
    try:
        return _value(ast.parse(text, mode="eval").body, frame)
    except (SyntaxError, LookupError, AttributeError, TypeError):
        return None


def _value(node: ast.expr, frame: types.FrameType) -> Any:
    if isinstance(node, ast.Name):
        return frame.f_locals[node.id] if node.id in frame.f_locals else frame.f_globals[node.id]
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, frame), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return _value(node.value, frame)[node.slice.value]
    raise LookupError


@on("RuntimeError", r"modified by an inplace operation")
def written_while_needed(trace: Trace, watch: VersionWatch | None) -> Iterator[Finding]:
    """Each line that wrote to a tensor which the failing backward needs."""
    seen: set[tuple[int, int]] = set()
    for write in reversed(watch.writes if watch else []):
        stack = write.stack
        key = (stack[-1].line, stack[-1].column) if stack else (0, 0)
        if stack and key not in seen:
            seen.add(key)
            saving = write.saving_stack
            facts = {
                "shape": list(write.shape),
                "saved_line": saving[-1].line if saving else None,
                "by_step": is_step(trace, stack),
            }
            yield Finding("inplace-version-mismatch", stack, "write", facts)


def is_step(trace: Trace, stack: Stack) -> bool:
    """Whether an optimizer stepped at that line."""
    lines = {
        trace.operations[index].stack[-1].line
        for seen in trace.optimizers
        for index in seen.step_operations
        if index < len(trace.operations) and trace.operations[index].raw
    }
    return stack[-1].line in lines


@on("RuntimeError", r"leaf Variable that requires grad")
def written_leaf(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The write to a leaf, and whether what is written has a graph of its own."""
    operation = raised_operation(trace)
    view = "view of a leaf" in str(trace.error)
    others = operation is not None and any(operation.inputs_require_grad[1:])
    facts = {
        "others_require_grad": others,
        "shape": list(operation.inputs[0].shape) if operation and operation.inputs else None,
        "has_backward": bool(trace.backwards),
    }
    name = operation.name if operation else "in-place write"
    yield Finding("leaf-view-inplace" if view else "leaf-inplace", error_stack(trace), name, facts)


@on(
    "RuntimeError",
    r"is a view and is being modified inplace|This view is the output of a function that returns multiple",
)
def written_part(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A write to one of several views that an operation returned together."""
    if "multiple views" in str(trace.error):
        operation = raised_operation(trace)
        yield Finding("multi-output-view-inplace", error_stack(trace), operation.name if operation else "write")


@on("RuntimeError", r"grad can be implicitly created only for scalar outputs")
def root_with_elements(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Backward from a tensor of several elements."""
    seen = trace.backwards[-1] if trace.backwards else None
    shape = list(seen.roots[0].shape) if seen and seen.roots else None
    yield Finding("backward-nonscalar-output", error_stack(trace), "backward", root_facts(trace, shape))


def root_facts(trace: Trace, shape: list[int] | None) -> dict[str, Any]:
    """What decides between mean and sum."""
    elements = None
    if shape is not None:
        elements = 1
        for size in shape:
            elements *= size
    return {"shape": shape, "elements": elements, "has_optimizer": bool(trace.optimizers)}


@on("RuntimeError", r"Expected f\(\*args\) to return a scalar")
def function_with_elements(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """`torch.func.grad` of a function that returns several elements."""
    for frame in frames_of_error(trace.error) if trace.error else []:
        output, function = frame.f_locals.get("output"), frame.f_locals.get("func")
        if frame.f_code.co_name == "grad_and_value_impl" and isinstance(output, torch.Tensor):
            code = getattr(function, "__code__", None)
            facts = root_facts(trace, list(output.shape)) | {"function": code.co_name if code else None}
            facts["function_line"] = code.co_firstlineno if code and code.co_filename in trace.own_files else None
            yield Finding("functorch-grad-nonscalar", error_stack(trace), "grad", facts)
            return


@on("RuntimeError", r"differentiated Tensor.{0,40} does not require grad|of the input tensors does not require grad")
def input_without_gradient(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor that a derivative is asked for and that does not require grad; where it was made."""
    failing = raised_operation(trace)
    inputs = failing.inputs if failing is not None else []
    plain = next((t for t in inputs if not t.requires_grad and t.is_floating_point()), None)
    made = None if plain is None else trace.producer(plain)
    stack = made.stack if made is not None and made.raw else error_stack(trace)
    facts = {"shape": None if plain is None else list(plain.shape), "made": made is not None}
    yield Finding("grad-input-no-requires-grad", stack, made.name if made is not None else "autograd.grad", facts)


@on("RuntimeError", r"does not require grad and does not have a grad_fn|does not require grad$")
def root_without_graph(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Why nothing behind the root requires grad: frozen, cut, or made without."""
    stack = error_stack(trace)
    frozen = [seen for seen in trace.optimizers if seen.held and not any(t.requires_grad for t in seen.held)]
    for seen in frozen:
        were_parameters = any(isinstance(tensor, torch.nn.Parameter) for tensor in seen.held)
        facts = {
            "more_was_frozen": more_was_frozen(trace, seen.held),
            "parameters": were_parameters,
            "count": len(seen.held),
        }
        yield Finding("no-grad-fn", seen.stack, "frozen", facts)
    if frozen:
        return
    cuts = cuts_behind(trace)
    for cut in cuts:
        yield Finding("no-grad-fn", cut.stack, cut.name, cut_facts(trace, cut) | {"only_cut": len(cuts) == 1})
    if not cuts:
        yield Finding("no-grad-fn", stack, "backward")


def more_was_frozen(trace: Trace, held: list[torch.Tensor]) -> bool:
    """Whether a module holds both what an optimizer has and more that is frozen: a part of it is to be trained."""
    known = {id(tensor) for tensor in held}
    for module in trace.modules:
        parameters = list(module.parameters()) if is_ready(module) else []
        inside = [parameter for parameter in parameters if id(parameter) in known]
        frozen = [parameter for parameter in parameters if id(parameter) not in known and not parameter.requires_grad]
        if inside and frozen:
            return True
    return False


def all_parameters(trace: Trace) -> list[torch.Tensor]:
    """Every parameter of every module that the program made."""
    found: dict[int, torch.Tensor] = {}
    for module in trace.modules:
        if "_parameters" in vars(module):
            found |= {id(value): value for value in module._parameters.values() if value is not None}
    return list(found.values())


def cuts_behind(trace: Trace) -> list[Operation]:
    """The operations that took something with a graph and returned something without, on the way to the failing root.

    Numbers leave no trail; where the trail ends, what read numbers out since the last step counts.
    """
    failing = trace.backwards[-1] if trace.backwards else None
    roots = failing.roots if failing else []
    found: dict[int, Operation] = {}
    waiting: list[torch.Tensor] = list(roots)
    seen: set[int] = set()
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in seen:
            continue
        seen.add(id(tensor))
        operation = trace.producer(tensor)
        if operation is None:
            continue
        if operation.is_cut:
            found[operation.index] = operation
        waiting.extend(operation.inputs)
    if found:
        return [found[index] for index in sorted(found)]
    begin = trace.backwards[-2].operation_index if len(trace.backwards) > 1 else 0
    return [
        op for op in trace.operations[begin:] if op.is_cut and op.raw and not op.writes_in_place and op.name != "grad"
    ]


def cut_facts(trace: Trace, cut: Operation) -> dict[str, Any]:
    """How an operation cuts: by a switch that is off, or by what it is."""
    source = next((t for t, needs in zip(cut.inputs, cut.inputs_require_grad, strict=True) if needs), None)
    return {
        "grad_enabled": cut.grad_enabled,
        "shape": None if source is None else list(source.shape),
    }


@on("RuntimeError", SHARED_WORDS)
def graph_used_again(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Which operations are older than the last backward: made once, carried over, or shared by two losses."""
    if len(trace.backwards) < 2:
        return
    failing, last = trace.backwards[-1], trace.backwards[-2]
    earlier = [seen for seen in trace.backwards[:-1] if seen.completed]
    used = set(earlier[-1].oldest) if earlier else set()
    old = [number for number in failing.oldest if number in used] or [n for n in failing.oldest if n < last.sequence]
    operations = {op.index: op for number in old if (op := trace.operation_of_node(number)) is not None and op.raw}
    if not operations:
        yield Finding("backward-twice", error_stack(trace), "backward", {"same_root": True})
        return
    places = [operations[index] for index in sorted(operations)]
    facts = {
        "stacks": [op.stack for op in places],
        "backward_stack": failing.stack,
        "last_backward_stack": last.stack,
        "changed_between": leaf_changed(last, failing),
        "same_root": set(map(id, failing.roots)) == set(map(id, last.roots)),
        "names": [op.name for op in places],
        "shape": list(places[-1].outputs[0].shape) if places[-1].outputs else None,
    }
    yield Finding("backward-twice", places[-1].stack, places[-1].name, facts)


def leaf_changed(one: BackwardSeen, other: BackwardSeen) -> bool:
    """Whether a leaf that both reach has changed in between."""
    values = {id(leaf.tensor): leaf.value for leaf in one.leaves}
    for leaf in other.leaves:
        known = values.get(id(leaf.tensor))
        if known is not None and leaf.value is not None and not torch.equal(known, leaf.value):
            return True
    return False


@on("AttributeError", r"'NoneType' object has no attribute")
def gradient_absent(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """`.grad` is None: before the first backward, or of a tensor that is no leaf."""
    yield from absent(trace)


@on("TypeError", r"NoneType")
def gradient_absent_in_arithmetic(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The same, where None is calculated with."""
    yield from absent(trace)


def absent(trace: Trace) -> Iterator[Finding]:
    """The tensor whose gradient is absent, and where it was made."""
    reads = [op for op in trace.operations[-20:] if op.name == "grad" and op.inputs and not op.outputs]
    stack = error_stack(trace)
    if not reads or not stack or (reads[-1].stack[-1:] and reads[-1].stack[-1].function != stack[-1].function):
        return
    tensor = reads[-1].inputs[0]
    made = trace.producer(tensor)
    facts = {
        "is_leaf": is_leaf(tensor),
        "requires_grad": tensor.requires_grad,
        "backwards": sum(seen.completed for seen in trace.backwards),
        "shape": list(tensor.shape),
        "sources_anonymous": sources_anonymous(trace, made),
        "error_stack": stack,
    }
    if made is not None and made.raw and not (is_leaf(tensor) and tensor.requires_grad):
        yield Finding("grad-is-none-attributeerror", made.stack, made.name, facts)
    else:
        yield Finding("grad-is-none-attributeerror", stack, "grad", facts)


def sources_anonymous(trace: Trace, made: Operation | None) -> bool:
    """Whether every tensor that an operation reads was made inside the same expression of the program."""
    if made is None or not made.stack:
        return False
    place = made.stack[-1]
    for tensor in made.inputs:
        source = trace.producer(tensor, made.index)
        if source is None or not source.stack:
            return False
        inner = source.stack[-1]
        same_frame = len(source.raw) == len(made.raw) and source.raw[-1][0] is made.raw[-1][0]
        inside = (place.line, place.column) <= (inner.line, inner.column) and (
            (inner.end_line, inner.end_column) <= (place.end_line, place.end_column)
        )
        if not (same_frame and inside):
            return False
        if source.inputs and not sources_anonymous(trace, source):
            return False
    return True


@on("RuntimeError", r"Can't call numpy\(\) on Tensor that requires grad")
def numbers_read(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Where a tensor with a graph became an array."""
    operation = raised_operation(trace)
    shape = list(operation.inputs[0].shape) if operation and operation.inputs else None
    yield Finding("numpy-requires-grad", error_stack(trace), operation.name if operation else "numpy", {"shape": shape})


@on("ValueError", r"optimizer got an empty parameter list")
def nothing_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Modules kept where nobody looks, or a generator that was gone through before."""
    found = list(unregistered(trace))
    yield from (Finding("optimizer-empty-parameter-list", error_stack(trace), "Optimizer", facts) for facts in found)
    if not found:
        given = trace.optimizers[-1].given if trace.optimizers else None
        exhausted = isinstance(given, types.GeneratorType) or given == []
        facts = {"exhausted": exhausted, "given": type(given).__name__, "all_frozen": all_frozen(trace)}
        yield Finding("optimizer-empty-parameter-list", error_stack(trace), "Optimizer", facts)


def all_frozen(trace: Trace) -> bool:
    """Whether the program made parameters and all of them are frozen."""
    parameters = all_parameters(trace)
    return bool(parameters) and not any(parameter.requires_grad for parameter in parameters)


@on("TypeError", r"params argument given to the optimizer should be|optimizer can only optimize Tensors")
def wrong_kind_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor, a module, or a list of modules in place of a list of tensors."""
    given = trace.optimizers[-1].given if trace.optimizers else None
    facts = {
        "given": kind_of(given),
        "items": [kind_of(item) for item in given] if isinstance(given, list | tuple) else [],
    }
    yield Finding("optimizer-params-type", error_stack(trace), "Optimizer", facts)


def kind_of(value: object) -> str:
    """`tensor`, `module`, or the name of another type."""
    if isinstance(value, torch.Tensor):
        return "tensor"
    return "module" if isinstance(value, torch.nn.Module) else type(value).__name__


@on("ValueError", r"can't optimize a non-leaf Tensor")
def no_leaf_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The operation that made a tensor which is no leaf."""
    given = trace.optimizers[-1].given if trace.optimizers else []
    items = [given] if isinstance(given, torch.Tensor) else list(given) if isinstance(given, list | tuple) else []
    for item in items:
        tensors = item.get("params", []) if isinstance(item, dict) else [item]
        for tensor in [tensors] if isinstance(tensors, torch.Tensor) else tensors:
            if isinstance(tensor, torch.Tensor) and not is_leaf(tensor):
                made = trace.producer(tensor)
                stack = made.stack if made and made.raw else error_stack(trace)
                facts = {"shape": list(tensor.shape), "sources_anonymous": sources_anonymous(trace, made)}
                yield Finding("optimizer-non-leaf", stack, made.name if made else "", facts)


@on("AttributeError", r"before Module\.__init__\(\) call")
def used_before_init(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The class whose `__init__` does not call its parent's first."""
    frame = failing_frame(trace)
    owner = frame.f_locals.get("self") if frame else None
    classes = [kind.__name__ for kind in type(owner).__mro__] if owner is not None else []
    yield Finding("module-parameter-before-init", error_stack(trace), "__init__", {"classes": classes})


@on("RuntimeError", r"floating point (and complex )?dtype can require gradients")
def integer_to_train(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The call that was to make an integer tensor require grad."""
    operation = raised_operation(trace)
    yield Finding("integer-requires-grad", error_stack(trace), operation.name if operation else "requires_grad_")


@on("TypeError", r"save_for_backward can only save variables, but argument (\d+)")
def saved_number(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The custom function that saves what is no tensor."""
    found = re.search(r"argument (\d+) is of type (.{1,80})", str(trace.error))
    argument, kind = (int(found[1]), found[2]) if found else (0, "")
    yield Finding(
        "custom-fn-save-non-tensor", error_stack(trace), "save_for_backward", {"argument": argument, "type": kind}
    )


@on("RuntimeError", r"returned an incorrect number of gradients")
def gradients_missing(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The custom backward that returns too few gradients."""
    found = re.search(r"function (\w{1,200}?)Backward returned .{1,60}expected (\d+), got (\d+)", str(trace.error))
    if found:
        facts = {"class": found[1], "expected": int(found[2]), "got": int(found[3])}
        yield Finding("custom-fn-wrong-grad-count", error_stack(trace), "backward", facts)


@on("RuntimeError", r"Legacy autograd function with non-static forward")
def old_style(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The call of an old-style function."""
    yield Finding("custom-fn-legacy-nonstatic", error_stack(trace), "__call__")


@on("TypeError", r"cannot assign '.{1,80}' as parameter '")
def assigned_tensor(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor assigned where a parameter is."""
    found = re.search(r"as parameter '(.{1,200}?)'", str(trace.error))
    facts = {
        "attribute": found[1] if found else "",
        "in_forward": any(p.function == "forward" for p in error_stack(trace)),
    }
    yield Finding("module-assign-non-parameter", error_stack(trace), "__setattr__", facts)


@on("", r"only one element tensors can be converted|with \d+ elements cannot be converted to Scalar")
def several_as_one(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor of several elements read as one number."""
    operation = raised_operation(trace)
    shape = list(operation.inputs[0].shape) if operation and operation.inputs else None
    yield Finding("item-non-scalar", error_stack(trace), operation.name if operation else "item", {"shape": shape})


@on("RuntimeError", r"calling \.item\(\) on a Tensor")
def item_under_vmap(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A number read out of a tensor that stands for a batch."""
    yield Finding("vmap-item", error_stack(trace), "item")


@on("RuntimeError", r"Inference tensors cannot be saved for backward")
def inference_saved(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor made under inference_mode that training needs."""
    yield Finding("inference-tensor-saved", error_stack(trace), "inference_mode")


@on("RuntimeError", r"Found dtype \w+ but expected \w+")
def dtypes_differ(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A loss of two dtypes: the last such operation."""
    losses = [op for op in trace.operations if op.name.endswith("loss") or op.name.startswith("binary_cross_entropy")]
    mixed = [op for op in losses if len({tensor.dtype for tensor in op.inputs[:2]}) > 1]
    stack = mixed[-1].stack if mixed else error_stack(trace)
    yield Finding("loss-dtype-mismatch-backward", stack, mixed[-1].name if mixed else "loss")


@on("RuntimeError", r"you can only change requires_grad flags of leaf variables")
def flag_of_no_leaf(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """requires_grad switched off on a tensor that has a graph."""
    yield Finding("nonleaf-requires-grad-flag", error_stack(trace), "requires_grad")


@on("RuntimeError", r"appears? to not have been used in the graph")
def input_unused(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """An input of `autograd.grad` that the output does not depend on."""
    yield Finding("grad-unused-input", error_stack(trace), "grad")


@on("ValueError", r"some parameters appear in more than one parameter group")
def held_twice(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A parameter given to an optimizer in two groups."""
    yield Finding("optimizer-duplicate-params", error_stack(trace), "Optimizer")


@on("RuntimeError", r"(Only Tensors created explicitly by the user|does not support the deepcopy)")
def copied_with_graph(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A copy of a tensor that has a graph."""
    yield Finding("deepcopy-nonleaf", error_stack(trace), "deepcopy")

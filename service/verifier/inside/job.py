"""One job: run a program, let its oracle judge the run, and return the record."""

from __future__ import annotations

import inspect
import linecache
import math
import traceback
import types
import warnings
from collections.abc import Callable
from itertools import islice
from typing import Literal, TypeVar

import torch

from service.verifier.contract import Check, Gradient, GradientStatus, Job, ProgramException, Record
from service.verifier.framing import encode
from service.verifier.inside.needs import name_missing, ran_out_of_memory
from service.verifier.inside.recorder import PROGRAM_FILE, Run, record_program, reset_torch
from service.verifier.inside.repairs.culprits import find_culprit
from service.verifier.inside.texts import Clipper

MESSAGE_LIMIT_BYTES = 8_000
NAME_LIMIT_BYTES = 200
LINE_LIMIT_BYTES = 1_000
MOST_LINES = 2**31
SHOWN_GRADIENTS = 64
SHOWN_DIMENSIONS = 64
SHOWN_ELEMENTS = 16

Given = TypeVar("Given")
Found = TypeVar("Found")


def run_job(job: Job) -> Record:
    """Run a program and return the record of the run."""
    return make_record(job, record_program(job.code))


def make_record(job: Job, run: Run) -> Record:
    """The record of a run, with what the job's oracle says of it.

    It says what was observed in this process, and only an honest program leaves an honest one.
    """
    clipper = Clipper()
    warnings = [clipper.clip(f"{category}: {message}", MESSAGE_LIMIT_BYTES) for category, message in run.warnings]
    record = Record("passed", None, None, warnings, gradients=list_gradients(run, clipper))
    if run.error is not None:
        record.outcome = judge_error(run.error)
        record.exception = describe_exception(run.error, clipper)
        record.needs = attempt(name_missing, run.error) if record.outcome == "unsupported" else None
        if job.trace and record.outcome == "raised":
            record.culprit = find_culprit(job.code, run.error)
    record.truncated = clipper.has_cut
    if run.world_size > 1:  # the ranks share one stdout
        record.stdout = run.stdout
    if job.check:
        oracle = load_oracle(job.check)
        record.checks = run_checks(oracle, run)
        record.values = measure(oracle, run)
        record.probe, unreadable = fire_probe(oracle, run)
        record.checks += unreadable
    return record


def fit_record(record: Record, limit_bytes: int) -> Record:
    """The record with its warnings cut until it has at most so many bytes, as far as that can make it fit."""
    limit = MESSAGE_LIMIT_BYTES
    while record.warnings and limit > NAME_LIMIT_BYTES and len(encode(record)) > limit_bytes:
        limit //= 4
        record.warnings = [Clipper().clip(warning, limit) for warning in record.warnings]
        record.truncated = True
    return record


def judge_error(error: BaseException) -> Literal["raised", "out_of_memory", "unsupported"]:
    """The outcome that an exception stands for."""
    if attempt(ran_out_of_memory, error):
        return "out_of_memory"
    return "unsupported" if attempt(name_missing, error) else "raised"


def attempt(function: Callable[[Given], Found], argument: Given) -> Found | None:
    """Call `function` on something that a program made; None where that thing does not let itself be looked at."""
    try:
        return function(argument)
    except BaseException:
        return None


def describe_exception(error: BaseException, clipper: Clipper) -> ProgramException:
    """Type, message and the last line of the program itself that the exception passed through."""
    line = attempt(line_of, error)
    return ProgramException(
        type=clipper.clip(attempt(qualified_name, type(error)) or "", NAME_LIMIT_BYTES),
        message=clipper.clip(attempt(text_of, error) or "", MESSAGE_LIMIT_BYTES),
        line=line,
        source=clipper.clip(attempt(source_of, line) or "", LINE_LIMIT_BYTES),
    )


def text_of(error: BaseException) -> str:
    """The message, as a plain string also where the program's is of a class of its own."""
    return str.__str__(str(error))


def line_of(error: BaseException) -> int | None:
    """The last line of the program that the exception passed through."""
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == PROGRAM_FILE]
    if issubclass(type(error), SyntaxError) and vars(SyntaxError)["filename"].__get__(error) == PROGRAM_FILE:
        lines.append(vars(SyntaxError)["lineno"].__get__(error))
    return lines[-1] if lines and type(lines[-1]) is int and 0 <= lines[-1] < MOST_LINES else None


def source_of(line: int | None) -> str:
    """The text of a line of the program."""
    return "" if line is None else linecache.getline(PROGRAM_FILE, line).strip()


def qualified_name(kind: type) -> str:
    """Name of an exception class as Python prints it at the end of a traceback."""
    return (
        kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    )


def list_gradients(run: Run, clipper: Clipper) -> list[Gradient]:
    """State of the gradient of each leaf that requires grad and each module parameter among the program's names."""
    found: dict[str, torch.Tensor] = {}
    for named in list(run.names.items()):
        found |= attempt(find_leaves, named) or {}
    clipper.has_cut |= len(found) > SHOWN_GRADIENTS
    shown = list(found.items())[:SHOWN_GRADIENTS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading `.grad` of what is no leaf warns, and the program did not read it
        described = [attempt(lambda item: describe_gradient(*item, clipper), item) for item in shown]
    return [gradient for gradient in described if gradient is not None]


def find_leaves(named: tuple[str, object]) -> dict[str, torch.Tensor]:
    """The leaf that a name stands for, or the parameters of the module that it stands for."""
    name, value = named
    if name.startswith("_"):
        return {}
    if isinstance(value, torch.nn.Module):
        parameters = islice(value.named_parameters(), SHOWN_GRADIENTS + 1)
        return {f"{name}.{inner}": parameter for inner, parameter in parameters}
    return {name: value} if isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad else {}


def describe_gradient(name: str, tensor: torch.Tensor, clipper: Clipper) -> Gradient:
    """Shape, dtype and state of the gradient of one leaf."""
    shape = [int(size) for size in tensor.shape]
    clipper.has_cut |= len(shape) > SHOWN_DIMENSIONS
    return Gradient(
        name=clipper.clip(name, NAME_LIMIT_BYTES),
        shape=shape[:SHOWN_DIMENSIONS],
        dtype=str(tensor.dtype).removeprefix("torch."),
        status=attempt(judge_gradient, tensor.grad) or "unreadable",
    )


def judge_gradient(gradient: torch.Tensor | None) -> GradientStatus:
    """`none`, `non_finite`, `zero` or `ok`; raises where its values cannot be read (on the meta device)."""
    if gradient is None:
        return "none"
    values = gradient.detach().to_dense() if gradient.layout != torch.strided else gradient.detach()
    if not bool(torch.isfinite(values).all()):
        return "non_finite"
    return "ok" if bool(values.any()) else "zero"


def load_oracle(source: str) -> types.ModuleType:
    """Execute the text of a `check.py` and return it as a module."""
    module = types.ModuleType("check")
    linecache.cache["check.py"] = (len(source), None, source.splitlines(keepends=True), "check.py")
    exec(compile(source, "check.py", "exec", dont_inherit=True), module.__dict__)
    return module


def run_checks(oracle: types.ModuleType, run: Run) -> list[Check]:
    """Run every `check_*` of the oracle; a program that raised fails them all."""
    checks = {name: check for name, check in vars(oracle).items() if name.startswith("check_")}
    return [run_check(name, check, run) for name, check in checks.items()]


def run_check(name: str, check: Callable[[Run], None], run: Run) -> Check:
    """Run one check; what it says when it fails is the assertion's message, or the assertion itself."""
    lines = [line.strip() for line in (inspect.getdoc(check) or "").splitlines() if line.strip()]
    statement = dict(zip(("en", "zh"), lines, strict=False))
    if run.error is not None:
        return Check(name, statement, passed=False, detail=f"the program raised {type(run.error).__name__}")
    reset_torch()
    try:
        check(run)
    except Exception as error:  # a check that cannot read what it needs has not been passed
        return Check(name, statement, passed=False, detail=explain_failure(error))
    return Check(name, statement, passed=True)


def explain_failure(error: Exception) -> str:
    """The assertion's message, or the failing line of the check where it has none."""
    if str(error):
        text = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        return Clipper().clip(text, MESSAGE_LIMIT_BYTES)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "check.py"]
    return f"{type(error).__name__} at: {frames[-1].line}" if frames else type(error).__name__


def measure(oracle: types.ModuleType, run: Run) -> dict[str, str]:
    """The values that `measure(run)` returns, as text to four digits; empty where it cannot measure this run."""
    function = getattr(oracle, "measure", None)
    if function is None:
        return {}
    try:
        return {name: show_value(value) for name, value in function(run).items()}
    except Exception as error:
        return {"measure_failed": Clipper().clip(f"{type(error).__name__}: {error}", MESSAGE_LIMIT_BYTES)}


def fire_probe(oracle: types.ModuleType, run: Run) -> tuple[bool | None, list[Check]]:
    """Whether the silent symptom shows in this run; None where the oracle has no probe.

    One that cannot read what it needs tells nothing, and comes with a check that failed.
    """
    function = getattr(oracle, "probe", None)
    if function is None or run.error is not None:
        return None, []
    reset_torch()
    try:
        return bool(function(run)), []
    except Exception as error:
        return None, [Check("probe", {}, passed=False, detail=explain_failure(error))]


def show_value(value: object) -> str:
    """A measured value as people read it: four significant digits, small tensors as nested lists."""
    if isinstance(value, torch.Tensor):
        if value.numel() > SHOWN_ELEMENTS:
            return f"a tensor of shape {list(value.shape)}"
        return show_value(value.detach().tolist())
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return show_number(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(show_value(item) for item in value) + "]"
    return Clipper().clip(str(value), MESSAGE_LIMIT_BYTES)


def show_number(value: float) -> str:
    """A float to four significant digits, without a trailing `.0` exponent form where a plain one is short."""
    if not math.isfinite(value):
        return str(value)
    return f"{value + 0.0:.4g}"

"""One job: run a program, let its oracle judge the record, and return the verdict as plain JSON data."""

from __future__ import annotations

import inspect
import linecache
import math
import traceback
import types
from collections.abc import Callable
from typing import Any, TypeVar

import torch

from service.verifier.inside.needs import name_missing, ran_out_of_memory
from service.verifier.inside.recorder import PROGRAM_FILE, Run, record_program, reset_torch

MESSAGE_LIMIT_CHARACTERS = 8_000
TYPE_LIMIT_CHARACTERS = 200
LINE_LIMIT_CHARACTERS = 1_000
MOST_LINES = 2**31
SHOWN_GRADIENTS = 64
SHOWN_ELEMENTS = 16

Data = dict[str, Any]
Given = TypeVar("Given")
Found = TypeVar("Found")


def run_job(job: Data, rank: int = 0, world_size: int = 1) -> Data:
    """Run `job["code"]` and return the record of the run.

    `job["check"]`, where given, is the text of a `check.py` (see `knowledge/README.md`). The record says what was
    observed in this process, and only an honest program leaves an honest one.
    """
    run = record_program(job["code"])
    run.rank, run.world_size = rank, world_size
    record: Data = {
        "outcome": "passed" if run.error is None else judge_error(run.error),
        "exception": None if run.error is None else describe_exception(run.error),
        "needs": None if run.error is None else attempt(name_missing, run.error),
        "warnings": [f"{category}: {message}"[:MESSAGE_LIMIT_CHARACTERS] for category, message in run.warnings],
        "gradients": attempt(list_gradients, run) or [],
    }
    if world_size > 1:  # the ranks share one stdout
        record["stdout"] = run.stdout
    if job.get("check"):
        oracle = load_oracle(job["check"])
        record["checks"] = run_checks(oracle, run)
        record["values"] = measure(oracle, run)
        record["probe"] = fire_probe(oracle, run)
    return record


def judge_error(error: BaseException) -> str:
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


def describe_exception(error: BaseException) -> Data:
    """Type, message and the last line of the program itself that the exception passed through."""
    line = attempt(line_of, error)
    return {
        "type": (attempt(qualified_name, type(error)) or "")[:TYPE_LIMIT_CHARACTERS],
        "message": (attempt(text_of, error) or "")[:MESSAGE_LIMIT_CHARACTERS],
        "line": line,
        "source": (attempt(source_of, line) or "")[:LINE_LIMIT_CHARACTERS],
    }


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


def list_gradients(run: Run) -> list[Data]:
    """State of the gradient of each leaf that requires grad and each module parameter among the program's names."""
    found: dict[str, torch.Tensor] = {}
    for name, value in list(run.names.items()):
        if name.startswith("_"):
            continue
        if isinstance(value, torch.nn.Module):
            found |= {f"{name}.{inner}": parameter for inner, parameter in value.named_parameters()}
        elif isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad:
            found[name] = value
    return [describe_gradient(name, tensor) for name, tensor in list(found.items())[:SHOWN_GRADIENTS]]


def describe_gradient(name: str, tensor: torch.Tensor) -> Data:
    """Shape, dtype and state (`ok`, `none`, `non_finite`, `zero`) of the gradient of one leaf."""
    gradient = tensor.grad
    if gradient is None:
        status = "none"
    elif not bool(torch.isfinite(gradient).all()):
        status = "non_finite"
    else:
        status = "ok" if bool(gradient.any()) else "zero"
    return {
        "name": name,
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "status": status,
    }


def load_oracle(source: str) -> types.ModuleType:
    """Execute the text of a `check.py` and return it as a module."""
    module = types.ModuleType("check")
    linecache.cache["check.py"] = (len(source), None, source.splitlines(keepends=True), "check.py")
    exec(compile(source, "check.py", "exec"), module.__dict__)
    return module


def run_checks(oracle: types.ModuleType, run: Run) -> list[Data]:
    """Run every `check_*` of the oracle; a program that raised fails them all."""
    checks = {name: check for name, check in vars(oracle).items() if name.startswith("check_")}
    return [run_check(name, check, run) for name, check in checks.items()]


def run_check(name: str, check: Callable[[Run], None], run: Run) -> Data:
    """Run one check; what it says when it fails is the assertion's message, or the assertion itself."""
    lines = [line.strip() for line in (inspect.getdoc(check) or "").splitlines() if line.strip()]
    described: Data = {"name": name, "statement": dict(zip(("en", "zh"), lines, strict=False))}
    if run.error is not None:
        return described | {"passed": False, "detail": f"the program raised {type(run.error).__name__}"}
    reset_torch()
    try:
        check(run)
    except Exception as error:  # a check that cannot read what it needs has not been passed
        return described | {"passed": False, "detail": explain_failure(error)}
    return described | {"passed": True, "detail": ""}


def explain_failure(error: Exception) -> str:
    """The assertion's message, or the failing line of the check where it has none."""
    if str(error):
        text = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        return text[:MESSAGE_LIMIT_CHARACTERS]
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
        return {"measure_failed": f"{type(error).__name__}: {error}"[:MESSAGE_LIMIT_CHARACTERS]}


def fire_probe(oracle: types.ModuleType, run: Run) -> bool | None:
    """Whether the silent symptom shows in this run; None where the oracle has no probe."""
    function = getattr(oracle, "probe", None)
    if function is None or run.error is not None:
        return None
    reset_torch()
    return bool(function(run))


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
    return str(value)[:MESSAGE_LIMIT_CHARACTERS]


def show_number(value: float) -> str:
    """A float to four significant digits, without a trailing `.0` exponent form where a plain one is short."""
    if not math.isfinite(value):
        return str(value)
    return f"{value + 0.0:.4g}"

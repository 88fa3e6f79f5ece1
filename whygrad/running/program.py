"""Runs a script or a module as `python` does."""

from __future__ import annotations

import builtins
import importlib.util
import io
import os
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoSuchProgram(Exception):
    """There is no script or module of that name; says what Python says."""


@dataclass(frozen=True)
class Program:
    """A script, or with `is_module` a module, and its arguments."""

    name: str
    arguments: tuple[str, ...]
    is_module: bool = False

    @property
    def command(self) -> tuple[str, ...]:
        """What a person would type after `python`."""
        return (*(("-m",) if self.is_module else ()), self.name, *self.arguments)


def run_program(program: Program) -> BaseException | None:
    """Run it as `__main__`; the exception that ended it, without our frames in its traceback, or None.

    Raises `NoSuchProgram`, and lets `SystemExit` through. `sys.argv`, `sys.path[0]` and `__main__` are the program's
    from then on, so that what runs at exit finds them.
    """
    try:
        code, names, path = load_module(program.name) if program.is_module else load_script(program.name)
    except SyntaxError as error:
        return error.with_traceback(None)
    sys.argv = [names["__file__"] if program.is_module else program.name, *program.arguments]
    sys.path[0] = path
    module = types.ModuleType("__main__")
    vars(module).update(names, __builtins__=builtins)
    sys.modules["__main__"] = module
    try:
        exec(code, vars(module))
    except SystemExit:
        raise
    except BaseException as error:  # the program's own failure is the result
        ours = error.__traceback__
        return error.with_traceback(ours.tb_next if ours else None)
    return None


def load_script(name: str) -> tuple[types.CodeType, Mapping[str, Any], str]:
    """A script compiled, the names that it starts with, and where it looks for modules."""
    path = Path(name).absolute()
    try:
        with io.open_code(str(path)) as file:
            content = file.read()
    except OSError as error:
        raise NoSuchProgram(f"can't open file {str(path)!r}: {error.strerror}") from error
    return compile(content, str(path), "exec", dont_inherit=True), {"__file__": str(path)}, str(path.resolve().parent)


def load_module(name: str) -> tuple[types.CodeType, Mapping[str, Any], str]:
    """A module, or a package's `__main__`, the names that it starts with, and where it looks for modules."""
    sys.path[0] = folder = os.getcwd()  # noqa: PTH109 - as Python does
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{name}.__main__")
    get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
    if spec is None or get_code is None:
        raise NoSuchProgram(f"No module named {name}")
    code: types.CodeType = get_code(spec.name)
    return code, {"__file__": spec.origin, "__spec__": spec, "__package__": spec.parent}, folder

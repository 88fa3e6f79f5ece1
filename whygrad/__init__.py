"""Reads tracebacks, finds the fault, and explains it: what is installed where the user's code runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext whygrad` calls."""
    from whygrad.ipython import load

    load(shell)

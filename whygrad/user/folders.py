"""Where this user's files are."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def config_folder() -> Path:
    """Where settings are: `$XDG_CONFIG_HOME/whygrad`, by default `~/.config/whygrad`; on Windows `%APPDATA%`."""
    return _folder("XDG_CONFIG_HOME", ".config") / "whygrad"


def state_folder() -> Path:
    """Where the last failure is: `$XDG_STATE_HOME/whygrad`, by default `~/.local/state/whygrad`; see above."""
    return _folder("XDG_STATE_HOME", ".local/state") / "whygrad"


def _folder(variable: str, default: str) -> Path:
    if sys.platform == "win32":
        variable, default = "APPDATA", "AppData/Roaming"
    named = os.environ.get(variable, "")
    return Path(named) if Path(named).is_absolute() else Path.home() / default

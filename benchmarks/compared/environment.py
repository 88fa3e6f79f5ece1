"""The environment that the compared tools are installed in: made once, in the user's cache."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from service.settings import cache_folder

PINNED = (
    "friendly-traceback==0.7.61",
    "mldoct==1.0.0",
    "numpy==2.4.6",
    "pandas==3.1.1",
    "scikit-learn==1.9.1",
    "torch==2.13.0",
    "torch-audit==0.3.0",
    "torchtest2==0.1.0",
)
RECIPE = "made-of.txt"  # written last


def tools_folder() -> Path:
    """The folder with the tools' commands; made where it is not there yet."""
    folder = cache_folder() / "compared"
    recipe = folder / RECIPE
    if not recipe.exists() or recipe.read_text(encoding="utf-8") != "\n".join(PINNED):
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder)
        install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", *PINNED]
        subprocess.run(install, check=True)
        recipe.write_text("\n".join(PINNED), encoding="utf-8")
    return folder / "bin"

"""What is installed in somebody's site-packages: `whygrad` and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_holds_whygrad_alone(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"whygrad"}


def test_whygrad_needs_nothing_that_a_server_needs():
    code = (
        "import sys, pkgutil, importlib, whygrad\n"
        "for module in pkgutil.iter_modules(whygrad.__path__): importlib.import_module('whygrad.' + module.name)\n"
        "print(sorted({'flask', 'sqlalchemy', 'torch', 'marshmallow', 'service'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

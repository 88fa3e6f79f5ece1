"""An environment with another torch than the installed one: made once, kept outside the repository, used by path."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.authoring.evidence.stand_ins import build_stand_ins
from service.settings import cache_folder

FIRST_WITH_NUMPY_2 = Version("2.3")
CUDA_PACKAGES = ("nvidia-", "cuda-", "triton")
INSTALL = ("install", "--no-cache-dir", "--only-binary", ":all:")
RECIPE = "made-of.txt"  # written last

_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")  # `2.4` would be another folder for 2.4.0
Say = Callable[[str], None]


class NotInstalled(Exception):
    """The environment could not be made; says why."""


def interpreter_with(torch: str, say: Say) -> str:
    """The interpreter of the environment with that torch; where there is none yet it is made, and `say` tells how far.

    Raises `NotInstalled`.
    """
    if not _VERSION.fullmatch(torch):
        raise NotInstalled(f"{torch!r} is no version of torch: it must read like 2.4.1")
    folder = folder_of(torch)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent / f"{folder.name}.lock"):
        if not is_complete(folder, torch):
            try:
                make_environment(folder, torch, say)
            except (OSError, subprocess.CalledProcessError) as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise NotInstalled(f"torch {torch} could not be installed: {reason_of(error)}") from error
    return str(interpreter_of(folder))


def folder_of(torch: str) -> Path:
    """Where the environment with that torch is kept."""
    return cache_folder() / f"torch-{torch}"


def reason_of(error: OSError | subprocess.CalledProcessError) -> str:
    """Why a step of the installation failed, as far as it has not said so itself."""
    return "the reason stands above" if isinstance(error, subprocess.CalledProcessError) else str(error)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time into the block."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def interpreter_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / "bin" / "python"


def packages_of(folder: Path) -> Path:
    """Where an environment has its packages."""
    variables = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("platlib", "venv", variables))


def is_complete(folder: Path, torch: str) -> bool:
    """Whether an environment was made to its end, and of what it would be made of now."""
    path = folder / RECIPE
    return path.exists() and path.read_text(encoding="utf-8") == recipe(torch)


def recipe(torch: str) -> str:
    """What an environment is made of."""
    return "\n".join([f"Python {sys.version}", f"torch=={torch}", *verifier_requirements(torch), ""])


def make_environment(folder: Path, torch: str, say: Say) -> None:
    """Make the environment from nothing; raises `OSError` or `CalledProcessError`."""
    shutil.rmtree(folder, ignore_errors=True)
    say(f"1/3 fetching torch {torch} into {folder} (about 800 MB, once)")
    venv.create(folder)
    install = [sys.executable, "-m", "pip", "--python", str(interpreter_of(folder)), *INSTALL]
    subprocess.run([*install, "--no-deps", f"torch=={torch}"], check=True)
    say("2/3 installing what it needs on a CPU")
    wanted = [*verifier_requirements(torch), *torch_requirements(packages_of(folder))]
    subprocess.run([*install, "--quiet", "--no-warn-conflicts", *wanted], check=True)
    say("3/3 making stand-ins for the libraries of CUDA")
    if sys.platform == "linux":
        build_stand_ins(packages_of(folder) / "torch" / "lib")
    subprocess.run([interpreter_of(folder), "-c", "import torch"], check=True)
    (folder / RECIPE).write_text(recipe(torch), encoding="utf-8")


def verifier_requirements(torch: str) -> list[str]:
    """What programs are run by: the extra `verifier` without its torch, and with a NumPy that this torch can use."""
    requirements = [Requirement(text) for text in metadata.requires("whygrad") or []]
    wanted = {item.name: item.specifier for item in requirements if is_wanted(item, extra="verifier")}
    del wanted["torch"]
    if Version(torch) < FIRST_WITH_NUMPY_2:
        wanted["numpy"] = SpecifierSet("<2")
    return [f"{name}{versions}" for name, versions in wanted.items()]


def torch_requirements(packages: Path) -> list[str]:
    """What the torch that is installed there asks for, without CUDA's packages."""
    (torch,) = metadata.distributions(name="torch", path=[str(packages)])
    requirements = [Requirement(text) for text in torch.requires or []]
    wanted = [item for item in requirements if is_wanted(item) and not item.name.startswith(CUDA_PACKAGES)]
    return [f"{item.name}{item.specifier}" for item in wanted]


def is_wanted(requirement: Requirement, extra: str = "") -> bool:
    """Whether a requirement holds here, with `extra`."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})

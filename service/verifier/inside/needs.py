"""What a program needed and the sandbox does not give, read off the exception that ended it."""

from __future__ import annotations

import errno
import re
import sys
import traceback

from service.verifier.contract import Reason
from service.verifier.inside.texts import Clipper

GPU_MESSAGES = re.compile(
    r"Torch not compiled with (CUDA|XPU) enabled|Found no NVIDIA driver|No CUDA GPUs are available|"
    r"not linked with support for mps|MPS (backend|device) (is )?not (available|supported)|"
    r"deserialize object on a (CUDA|cuda) device|Cannot access accelerator device"
)
MEMORY_MESSAGES = re.compile(r"not enough memory|can't allocate memory|std::bad_alloc|Cannot allocate memory")
PROCESS_WORDS = re.compile(r"\b(fork\w*|exec\w*|posix_spawn\w*|system|popen|Popen|Process|spawn\w*)\b")
PROCESS_FILES = re.compile(r"[/\\](multiprocessing|subprocess\.py|concurrent[/\\]futures[/\\]process\.py|pty\.py)\b")
NETWORK_FILES = re.compile(r"[/\\](socket\.py|ssl\.py|urllib|http[/\\]|requests|urllib3|socketserver\.py)")
NETWORK_WORDS = re.compile(r"\b(socket|connect\w*|bind|urlopen|getaddrinfo|gethostby\w+)\b")
CHAIN_LIMIT = 10
SHOWN_BYTES = 200
DENIED = (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS)


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether the memory limit ended the program."""
    if issubclass(type(error), MemoryError):  # not what it says of itself
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, RuntimeError) and MEMORY_MESSAGES.search(str(error)) is not None


def name_missing(error: BaseException) -> Reason | None:
    """What the program needed and does not get; None where it failed by itself."""
    if isinstance(error, ModuleNotFoundError):
        return name_missing_module(error)
    message = str(error)
    if isinstance(error, RuntimeError | AssertionError) and GPU_MESSAGES.search(message):
        return Reason("needs-gpu")
    if isinstance(error, RuntimeError) and message == "can't start new thread":
        return Reason("needs-threads")
    if isinstance(error, OSError):
        return next(filter(None, map(name_denied, chain_of(error))), None)
    return None


def chain_of(error: OSError) -> list[OSError]:
    """The error and those that it was made of, as network libraries wrap them."""
    chain: list[OSError] = []
    link: BaseException | None = error
    while isinstance(link, OSError) and len(chain) < CHAIN_LIMIT:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return chain


def name_missing_module(error: ModuleNotFoundError) -> Reason | None:
    """A package that is not installed; None for a module of the standard library or of an installed package."""
    package = (error.name or "").partition(".")[0]
    if not package or package in sys.modules or package in sys.stdlib_module_names:
        return None
    return Reason("needs-package", {"name": Clipper().clip(package, SHOWN_BYTES)})


def name_denied(error: OSError) -> Reason | None:
    """Processes, a network or files, by where the error came from."""
    frames = traceback.extract_tb(error.__traceback__)
    files = "\n".join(frame.filename for frame in frames)
    line = (frames[-1].line or "") if frames else ""
    is_denied = error.errno in DENIED
    if is_denied and (PROCESS_FILES.search(files) or (error.filename is None and PROCESS_WORDS.search(line))):
        return Reason("needs-processes")
    if type(error).__module__ == "socket" or (is_denied and NETWORK_FILES.search(files)):
        return Reason("needs-network")
    if is_denied and error.filename is None and NETWORK_WORDS.search(line):
        return Reason("needs-network")
    if error.filename is not None and (is_denied or error.errno == errno.ENOENT):
        return Reason("needs-file", {"path": Clipper().clip(str(error.filename), SHOWN_BYTES)})
    return Reason("needs-operation") if is_denied else None

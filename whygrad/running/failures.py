"""What is told and kept of a program that failed."""

from __future__ import annotations

import hashlib
import os
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

from whygrad.running.own_files import OWN_FILES, PACKAGE
from whygrad.user.last_failure import CulpritLine, LastFailure


def traceback_text(error: BaseException) -> str:
    """The traceback as Python prints it."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def without_watching(link: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames that watching a run adds: ours, and torch's way to them."""
    links = [*links_of(link)]
    kept: TracebackType | None = None
    for number in range(len(links) - 1, -1, -1):
        is_way = any(map(leads_to_watching, links[number : number + 2]))
        if not is_way and not is_ours(links[number]):
            kept = TracebackType(kept, links[number].tb_frame, links[number].tb_lasti, links[number].tb_lineno)
    return kept


def links_of(link: TracebackType | None) -> Iterator[TracebackType]:
    """The links of a traceback, outermost first."""
    while link is not None:
        yield link
        link = link.tb_next


def is_ours(link: TracebackType) -> bool:
    """Whether it is a frame of whygrad."""
    return link.tb_frame.f_code.co_filename.startswith(PACKAGE)


def leads_to_watching(link: TracebackType) -> bool:
    """Whether torch hands a call to who watches it there."""
    return link.tb_frame.f_code.co_name == "handle_torch_function"


def describe_failure(error: BaseException, command: tuple[str, ...], culprit: CulpritLine | None) -> LastFailure:
    """The failure as it is kept for editors."""
    return LastFailure(
        at=time.time(),
        folder=os.getcwd(),  # noqa: PTH109 - the same words everywhere
        command=command,
        traceback=traceback_text(error),
        sources=hash_sources(error, culprit),
        culprit=culprit,
    )


def hash_sources(error: BaseException, culprit: CulpritLine | None) -> Mapping[str, str]:
    """SHA-256 of each of the user's own files that the traceback passes through, and of the culprit's, by path."""
    files = {file for one in chain_of(error) for file in files_of(one.__traceback__)}
    files |= {culprit.file} if culprit and Path(culprit.file).is_file() else set()
    return {file: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in sorted(files)}


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """The exception, and those that led to it."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def files_of(link: TracebackType | None) -> Iterator[str]:
    """The user's own files that a traceback passes through."""
    for one in links_of(link):
        name = one.tb_frame.f_code.co_filename
        if name in OWN_FILES and Path(name).is_file():
            yield name

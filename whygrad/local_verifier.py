"""Runs and repairs programs on this machine, by a verifier of the user's own that needs no server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from typing import IO, TypeVar

from whygrad.answers.codec import load
from whygrad.answers.runs import Repair, Verification
from whygrad.client import ServerRefused, ServerUnreachable

COMMAND = ("-P", "-m", "service.piped")  # -P: never a folder `service` of where the user works
PASSED_ON = ("HOME", "PATH")

_Kind = TypeVar("_Kind", Repair, Verification)


class LocalVerifier:
    """Starts when it is first asked, which takes some seconds, and ends with this process.

    Its methods raise `ServerUnreachable` where it does not start, and `ServerRefused` where it cannot confine programs.
    """

    def __init__(self, language: str) -> None:
        """Answer in that language."""
        self._language = language
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - as long as this
        self._lock = threading.Lock()

    def verify(self, *, wait: float, **subject: str) -> Verification:
        """Run a program, `code`, and wait for the verdict at most so many seconds."""
        return self._ask(Verification, "verify", wait=wait, **subject)

    def repair(self, code: str, *, wait: float, **known: str) -> Repair:
        """Repair a program, given its `traceback` or its `symptom`; with `fixed`, check that correction of it."""
        return self._ask(Repair, "repair", code=code, wait=wait, **known)

    def close(self) -> None:
        """End it; it starts again when it is asked again."""
        with self._lock:
            if self._process is not None:
                self._process.communicate()
                self._process = None

    def _ask(self, kind: type[_Kind], run: str, **body: object) -> _Kind:
        request = json.dumps({"run": run, "language": self._language, "body": body})
        with self._lock:
            told = json.loads(self._exchange(request))
        if "problem" in told:
            raise ServerRefused(told["problem"])
        return load(kind, told["answer"])

    def _exchange(self, request: str) -> str:
        """The line that answers a line."""
        if self._process is None or self._process.poll() is not None:
            self._process = self._start()
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("it was started with pipes")
        try:
            print(request, file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise ServerUnreachable(f"the verifier of this machine does not start: {self._last_error()}")
        return answer

    def _start(self) -> subprocess.Popen[str]:
        """Start it, apart from the terminal, so that an interrupt of the user's lets it end in order."""
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"LANG": "C.UTF-8"}
        return subprocess.Popen(
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env=environment,
            start_new_session=True,
        )

    def _last_error(self) -> str:
        self._errors.seek(0)
        return (self._errors.read().strip().splitlines() or ["it ended"])[-1]

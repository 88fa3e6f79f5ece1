"""A typed client for every route of a server; needs the standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from whygrad.answers.addresses import API, figure_of, url_of
from whygrad.answers.bundle import read_bundle
from whygrad.answers.codec import load
from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import Library
from whygrad.answers.replies import (
    Batch,
    ConceptPage,
    Diagnosis,
    EntryPage,
    LogAnswer,
    QuestionAnswer,
    TopicPage,
)
from whygrad.answers.runs import Repair, Verification
from whygrad.answers.servers import Alive, Readiness, Server

TIMEOUT_SECONDS = 30.0
FIRST_REFUSAL = 300  # redirects are none of ours
MARGIN_SECONDS = 5.0  # beyond what a request asks the server to wait

_Kind = TypeVar("_Kind")
Confirm = Callable[[Mapping[str, object]], None]


class ServerError(Exception):
    """The server gave no answer that can be used."""


class ServerUnreachable(ServerError):
    """Nobody answered, or not in time, or not as a server of whygrad does."""


class ServerRefused(ServerError):
    """The server answered with a problem (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        """Keep the problem: `status`, `code`, `title`, `detail` and what else it says."""
        super().__init__(str(problem.get("detail") or problem.get("title") or problem.get("status")))
        self.problem = problem


class Client:
    """Asks a server. Every method raises `ServerUnreachable` or `ServerRefused` where there is no answer."""

    def __init__(
        self, server: str, language: str = "en", timeout: float = TIMEOUT_SECONDS, confirm: Confirm | None = None
    ) -> None:
        """`server` is an address such as `http://127.0.0.1:8000`; `timeout` is in seconds.

        `confirm` is called with each body before it is sent, and raises `ServerError` where it must not be.
        """
        self.server = server.rstrip("/")
        self.language = language
        self.timeout = timeout
        self.confirm = confirm

    # --- diagnoses and questions

    def diagnose(self, traceback: str) -> Diagnosis:
        """The diagnosis of a pasted traceback."""
        return self._post(Diagnosis, "/diagnoses", traceback=traceback)

    def diagnose_batch(self, tracebacks: Sequence[str]) -> Batch:
        """The diagnoses of several tracebacks, in order, without answers."""
        return self._post(Batch, "/diagnoses/batch", tracebacks=list(tracebacks))

    def diagnose_log(self, log: str) -> LogAnswer:
        """The failures of a log."""
        return self._post(LogAnswer, "/logs", log=log)

    def ask(self, question: str) -> QuestionAnswer:
        """The answer to a question."""
        return self._post(QuestionAnswer, "/questions", question=question)

    # --- the knowledge

    def entries(self, *, page: int = 1, page_size: int = 50, **filters: str) -> EntryPage:
        """A page of the entries that pass the filters `area`, `kind`, `frequency` and `concept`."""
        return self._get(EntryPage, f"{API}/errors", page=page, page_size=page_size, **filters)

    def entry(self, name: str) -> Entry:
        """The entry with that id or alias."""
        return self._get(Entry, url_of("error", quote(name, safe="")))

    def concepts(self, *, page: int = 1, page_size: int = 50) -> ConceptPage:
        """A page of the concepts."""
        return self._get(ConceptPage, f"{API}/concepts", page=page, page_size=page_size)

    def concept(self, name: str) -> Concept:
        """The concept with that id or alias."""
        return self._get(Concept, url_of("concept", quote(name, safe="")))

    def figure(self, concept: str) -> str:
        """The figure of a concept, as SVG."""
        return self._send("GET", self._path(figure_of(quote(concept, safe="")), {}), None).decode()

    def search(self, q: str, *, page: int = 1, page_size: int = 50) -> TopicPage:
        """A page of the topics that the words `q` find, best first."""
        return self._get(TopicPage, f"{API}/search", q=q, page=page, page_size=page_size)

    def bundle(self) -> Library:
        """The whole knowledge, to answer from without a server."""
        return read_bundle(self._read("GET", self._path(f"{API}/bundle", {"language": self.language}), None))

    # --- running code

    def verify(self, *, wait: float = 10, **subject: str) -> Verification:
        """Run `code`, or a program of the knowledge: an `error` (with `case`, `fix`) or a `concept`."""
        return self._post(Verification, "/verifications", wait, **subject)

    def verification(self, job_id: str) -> Verification:
        """A verification that was not finished when it was asked for."""
        return self._get(Verification, f"{API}/verifications/{quote(job_id, safe='')}")

    def repair(self, code: str, *, wait: float = 10, **known: str) -> Repair:
        """Repair `code`, given its `traceback` or its `symptom`; with `fixed`, check that correction of it instead."""
        return self._post(Repair, "/repairs", wait, code=code, **known)

    def repair_state(self, job_id: str) -> Repair:
        """A repair that was not finished when it was asked for."""
        return self._get(Repair, f"{API}/repairs/{quote(job_id, safe='')}")

    # --- the server

    def describe(self) -> Server:
        """What the server is and can do."""
        return load(Server, self._read("GET", API, None))

    def alive(self) -> Alive:
        """That the server's process answers."""
        return load(Alive, self._read("GET", "/healthz", None))

    def readiness(self) -> Readiness:
        """Whether each part of the server is ready; raises `ServerRefused` where it answers that one is not."""
        return load(Readiness, self._read("GET", "/readyz", None))

    def _get(self, kind: type[_Kind], path: str, /, **query: object) -> _Kind:
        return load(kind, self._read("GET", self._path(path, query | {"language": self.language}), None))

    def _post(self, kind: type[_Kind], path: str, wait: float | None = None, /, **body: object) -> _Kind:
        if self.confirm is not None:
            self.confirm(body)
        waiting = {} if wait is None else {"wait": wait}
        content = json.dumps(body | waiting | {"language": self.language}).encode()
        return load(kind, self._read("POST", f"{API}{path}", content, wait or 0))

    def _path(self, path: str, query: Mapping[str, object]) -> str:
        return f"{path}?{urlencode(query)}" if query else path

    def _read(self, method: str, path: str, content: bytes | None, wait: float = 0) -> Any:  # noqa: ANN401 - any JSON
        try:
            return json.loads(self._send(method, path, content, wait))
        except ValueError as error:
            raise ServerUnreachable(f"{self.server} did not answer with JSON") from error

    def _send(self, method: str, path: str, content: bytes | None, wait: float = 0) -> bytes:
        from whygrad.transport import send

        try:
            status, answer = send(method, self.server + path, content, max(self.timeout, wait + MARGIN_SECONDS))
        except (OSError, ValueError) as error:
            raise ServerUnreachable(f"{self.server} does not answer: {getattr(error, 'reason', error)}") from error
        if status >= FIRST_REFUSAL:
            raise ServerRefused(problem_of(status, answer))
        return answer


def problem_of(status: int, answer: bytes) -> Mapping[str, Any]:
    """The problem that a server answered with; its status alone where it is none."""
    try:
        problem = json.loads(answer)
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"status": status, "title": f"HTTP {status}"}

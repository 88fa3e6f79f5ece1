"""gunicorn's worker: what never becomes a request is answered as every other error is, and logged without its bytes."""

from __future__ import annotations

import contextlib
import socket
from http import HTTPStatus

import orjson
from gunicorn.http import errors
from gunicorn.http.message import Request
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import TConn

from service.api.languages import DEFAULT_LANGUAGE
from service.api.media import PROBLEM
from service.api.problems import describe
from service.patience import PatientWorker
from service.problems import refusals
from service.problems.refusals import Refusal

REFUSED: dict[type[BaseException], type[Refusal]] = {
    errors.LimitRequestLine: refusals.AddressTooLong,
    errors.LimitRequestHeaders: refusals.HeadersTooLong,
    errors.ExpectationFailed: refusals.ExpectationFailed,
    errors.UnsupportedTransferCoding: refusals.UnsupportedTransferCoding,
    errors.InvalidChunkSize: refusals.BrokenBody,
    errors.ChunkMissingTerminator: refusals.BrokenBody,
    errors.InvalidChunkExtension: refusals.BrokenBody,
}


class ProblemWorker(PatientWorker):
    """A threaded worker that answers with problem+json where gunicorn would with HTML."""

    def handle_request(self, req: Request, conn: TConn) -> bool:
        """Have the application answer; whatever is wrong with the rest of the body then gets no second answer."""
        keep_alive: bool = super().handle_request(req, conn)
        req.answered = True  # type: ignore[attr-defined]
        return keep_alive

    def handle_error(self, req: Request | None, client: socket.socket, addr: object, exc: BaseException) -> None:
        """Answer what could not be read as a request."""
        if getattr(req, "answered", False):
            return
        refusal = as_refusal(exc)
        if isinstance(refusal, refusals.InternalError):
            self.log.error("unexpected error in the worker", exc_info=exc)
        else:
            self.log.info("refused what is no request: %s", type(exc).__name__)
        with contextlib.suppress(OSError):
            write_nonblock(client, write_response(refusal))


def as_refusal(error: BaseException) -> Refusal:
    """What gunicorn found wrong, as a refusal of ours."""
    if type(error) in REFUSED:
        return REFUSED[type(error)]()
    is_ours = isinstance(error, errors.ConfigurationProblem) or not isinstance(error, errors.ParseException)
    return refusals.InternalError() if is_ours else refusals.BrokenRequest()


def write_response(refusal: Refusal) -> bytes:
    """A whole response of HTTP/1.1, after which the connection ends."""
    problem = describe(refusal, DEFAULT_LANGUAGE)
    body = orjson.dumps(problem)
    head = (
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
        f"Content-Type: {PROBLEM}\r\nContent-Language: {DEFAULT_LANGUAGE}\r\nContent-Length: {len(body)}\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body

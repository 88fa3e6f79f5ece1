"""Every error as RFC 9457 problem+json: a code with its parameters, told in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
)

from service.api.languages import language_of_refused
from service.api.media import PROBLEM
from service.problems import refusals
from service.problems.faults import Fault
from service.problems.refusals import Refusal
from service.problems.texts import SEMICOLONS, render, shorten
from whygrad.answers.library import KnowledgeMissing, UnknownItem
from whygrad.reading import TooComplex


@dataclass(frozen=True)
class Kind:
    """How a refusal is answered: its HTTP status, and the field of the request that it is about."""

    status: int
    field: str | None = None


KINDS: dict[type[Refusal], Kind] = {
    refusals.BrokenRequest: Kind(400),
    refusals.BrokenBody: Kind(400),
    refusals.InvalidJson: Kind(400),
    refusals.JsonTooDeep: Kind(400),
    refusals.MissingHost: Kind(400),
    refusals.UnknownHost: Kind(400),
    refusals.ForeignOrigin: Kind(403),
    refusals.UnknownAddress: Kind(404),
    refusals.UnknownEntry: Kind(404),
    refusals.UnknownConcept: Kind(404),
    refusals.UnknownFigure: Kind(404),
    refusals.UnknownProblem: Kind(404),
    refusals.UnknownRepair: Kind(404),
    refusals.UnknownVerification: Kind(404),
    refusals.MethodNotAllowed: Kind(405),
    refusals.PreconditionFailed: Kind(412),
    refusals.BodyTooLarge: Kind(413),
    refusals.AddressTooLong: Kind(414),
    refusals.UnsupportedMediaType: Kind(415),
    refusals.ExpectationFailed: Kind(417),
    refusals.InvalidRequest: Kind(422),
    refusals.NotAnObject: Kind(422),
    refusals.TooManyValues: Kind(422),
    refusals.UnknownCase: Kind(422, "case"),
    refusals.UnknownFix: Kind(422, "fix"),
    refusals.UnavailableTorch: Kind(422, "torch_version"),
    refusals.TooComplex: Kind(422),
    refusals.QueueFull: Kind(429),
    refusals.HeadersTooLong: Kind(431),
    refusals.InternalError: Kind(500),
    refusals.UnsupportedTransferCoding: Kind(501),
    refusals.NoKnowledge: Kind(503),
    refusals.NoVerifier: Kind(503),
    refusals.VerifierUnavailable: Kind(503),
    refusals.ForeignCodeRefused: Kind(503, "code"),
}

UNKNOWN = {
    "error": refusals.UnknownEntry,
    "concept": refusals.UnknownConcept,
    "figure": refusals.UnknownFigure,
}


@dataclass(frozen=True)
class ProblemItem:
    """What is wrong with one field: its path, the code of the fault, the text, and the values that the text names."""

    field: str
    code: str
    message: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """A problem of RFC 9457; `type` is the address of the page that explains `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    parameters: Mapping[str, Any]
    errors: Sequence[ProblemItem]


def register_error_handlers(app: Flask) -> None:
    """Have every error of the application answered as problem+json."""
    app.register_error_handler(Refusal, answer_refusal)
    for foreign in (HTTPException, UnknownItem, KnowledgeMissing, TooComplex):
        app.register_error_handler(foreign, lambda error: answer_refusal(translate(error)))
    app.register_error_handler(Exception, answer_unexpected)


def answer_refusal(refusal: Refusal) -> Response:
    """Answer what the domain or the edge refused."""
    language = language_of_refused()
    problem = describe(refusal, language)
    response = Response(orjson.dumps(problem), problem.status, content_type=PROBLEM)
    response.headers.update(headers_of(refusal))
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def answer_unexpected(error: Exception) -> Response:
    """Answer a defect of ours: logged with its traceback, told without it."""
    current_app.logger.error("unexpected error in %s", request.endpoint, exc_info=error)
    return answer_refusal(refusals.InternalError())


def translate(error: Exception) -> Refusal:
    """What whygrad, Flask or Werkzeug raised, as a refusal of ours."""
    match error:
        case UnknownItem():
            return UNKNOWN[error.kind](error.id)
        case KnowledgeMissing():
            return refusals.NoKnowledge()
        case TooComplex():
            return refusals.TooComplex()
        case SecurityError():
            return refusals.UnknownHost()
        case NotFound():
            return refusals.UnknownAddress()
        case MethodNotAllowed():
            return refusals.MethodNotAllowed(sorted(set(error.valid_methods or ()) - {"OPTIONS"}))
        case RequestEntityTooLarge():
            return refusals.BodyTooLarge(request.max_content_length or 0)
        case BadRequest():
            return refusals.BrokenBody()
    return refusals.InternalError()


def headers_of(refusal: Refusal) -> dict[str, str]:
    """The headers that go with a refusal."""
    match refusal:
        case refusals.MethodNotAllowed():
            return {"Allow": ", ".join(refusal.allowed)}
        case refusals.QueueFull() | refusals.VerifierUnavailable():
            return {"Retry-After": str(refusal.retry_after_seconds)}
    return {}


def describe(refusal: Refusal, language: str) -> Problem:
    """A refusal in words."""
    kind, code = KINDS[type(refusal)], refusal.code
    parameters = {name: tell(value) for name, value in refusal.parameters.items()}
    items = [describe_fault(path, fault, language) for path, fault in refusal.faults]
    told = SEMICOLONS[language].join(f"{item.field}: {item.message}" for item in items)
    detail = f"{render('problems', code, 'detail', language, parameters)} {told}".rstrip()
    if kind.field:
        items = [ProblemItem(kind.field, code, detail, parameters)]
    return Problem(
        type=f"/problems/{code}",
        title=render("problems", code, "title", language, {}),
        status=kind.status,
        detail=detail,
        code=code,
        parameters=parameters,
        errors=items,
    )


def describe_fault(path: str, fault: Fault, language: str) -> ProblemItem:
    """What is wrong with one field, in words."""
    message = render("faults", fault, "message", language, fault.parameters)
    return ProblemItem(path, str(fault), message, fault.parameters)


def tell(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A parameter as it is told: text from outside is cut."""
    return shorten(value) if isinstance(value, str) else value

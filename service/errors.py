"""Every error as RFC 9457 problem+json: what is wrong, in which field, and the limit."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, InternalServerError

from service.api.requests import choose_language
from service.domain.problems import Problem
from service.problem_texts import render_problem_text
from whygrad.answers.library import KnowledgeMissing, UnknownItem
from whygrad.languages import LANGUAGES

PROBLEM_TYPE = "application/problem+json"


def register_error_handlers(app: Flask) -> None:
    """Have every error of the application answered as problem+json."""
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(UnknownItem, answer_unknown_item)
    app.register_error_handler(KnowledgeMissing, answer_missing_knowledge)
    app.register_error_handler(HTTPException, answer_http_exception)
    app.register_error_handler(Exception, answer_unexpected)


def answer_problem(problem: Problem) -> Response:
    """Answer a problem that the domain or the edge named."""
    headers = {"Retry-After": str(problem.retry_after_seconds)} if problem.retry_after_seconds else {}
    return problem_response(problem.status, problem.title, problem.detail, problem.errors, headers)


def answer_unknown_item(unknown: UnknownItem) -> Response:
    """Answer that nothing has the id asked for."""
    return problem_response(404, "Not found", str(unknown), [], {})


def answer_missing_knowledge(missing: KnowledgeMissing) -> Response:
    """Answer that there is nothing to answer from yet."""
    return problem_response(503, "No knowledge", str(missing), [], {})


def answer_http_exception(error: HTTPException) -> Response:
    """Answer what Flask, Werkzeug or the parser of arguments raised."""
    status = error.code or 500
    data: dict[str, Any] = getattr(error, "data", None) or {}
    errors = flatten_messages(data.get("messages", {}))
    detail = error.description or ""
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return problem_response(status, error.name, detail, errors, headers)


def answer_unexpected(error: Exception) -> Response:
    """Answer a defect of ours: logged with its traceback, told without it."""
    current_app.logger.error("unexpected error in %s", request.endpoint, exc_info=error)
    return answer_http_exception(InternalServerError())


def flatten_messages(messages: dict[str, Any]) -> list[dict[str, str]]:
    """Marshmallow's nested messages (location -> field -> messages) as a flat list."""
    found: list[dict[str, str]] = []
    for location, fields in messages.items():
        if not isinstance(fields, dict):
            found += [{"field": location, "message": str(message)} for message in fields]
            continue
        for field, texts in fields.items():
            found += [{"field": str(field), "message": text} for text in flatten_texts(texts)]
    return found


def flatten_texts(texts: Any) -> list[str]:  # noqa: ANN401 - marshmallow nests lists and dicts
    """The messages of one field, whatever marshmallow nested them in."""
    if isinstance(texts, dict):
        return [f"[{key}] {text}" for key, inner in texts.items() for text in flatten_texts(inner)]
    return [str(text) for text in texts] if isinstance(texts, list) else [str(texts)]


def problem_response(
    status: int, title: str, detail: str, errors: list[dict[str, str]], headers: dict[str, str]
) -> Response:
    """One problem+json response, in the language of the request."""
    language = request_language()
    shown = [item | {"message": render_problem_text(item["message"], language)} for item in errors]
    if errors:
        detail = "; ".join(f"{item['field']}: {item['message']}" for item in shown)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": render_problem_text(title, language),
        "status": status,
        "detail": render_problem_text(detail, language),
    }
    if shown:
        body["errors"] = shown
    response = Response(orjson.dumps(body), status, headers, content_type=PROBLEM_TYPE)
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def request_language() -> str:
    """The language that a request asks for, as far as a request that is refused was read."""
    named = g.get("body_language") or request.args.get("language")
    return choose_language(named if named in LANGUAGES else None)

"""`/problems`: a page for each problem, which the `type` of an error names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response, render_template, request

from service.api.languages import choose_language
from service.api.media import HTML, JSON
from service.api.problems import KINDS
from service.api.resources import Resource, answers, refuses, sends
from service.api.responses import json_response, localised
from service.api.schemas import LanguageQuery
from service.problems import refusals
from service.problems.texts import parameters_of, read_texts, render

resource = Resource("problems", __name__, url_prefix="/problems", description="Read what problems mean")

CODES = {kind.code: told.status for kind, told in KINDS.items()}


@dataclass(frozen=True, kw_only=True)
class ExplainedProblem:
    """What a problem means and what to do about it."""

    code: Annotated[str, "Its code."]
    type: Annotated[str, "The address of its page, relative to the server."]
    status: Annotated[int, "The HTTP status that it is answered with."]
    title: Annotated[str, "What it is, in a few words."]
    detail: Annotated[str, "What happened, with the names of its parameters."]
    remedy: Annotated[str, "What to do."]
    parameters: Annotated[Sequence[str], "The names of the values that it tells."]


@dataclass(frozen=True, kw_only=True)
class ExplainedFault:
    """What may be wrong with one field."""

    code: Annotated[str, "Its code."]
    message: Annotated[str, "What is wrong, with the names of its parameters."]
    parameters: Annotated[Sequence[str], "The names of the values that it tells."]


@dataclass(frozen=True, kw_only=True)
class ProblemList:
    """Every problem, and every fault that a field of `invalid-request` may have."""

    problems: Sequence[ExplainedProblem]
    faults: Sequence[ExplainedFault]


@resource.route("")
@resource.arguments(LanguageQuery, location="query")
@answers(ProblemList, "Every problem and every fault")
@sends(HTML, "The same as a page")
def index(query: dict[str, Any]) -> Response:
    """List the problems.

    As a page, or as JSON for a client that asks for it.
    """
    language = choose_language(query["language"])
    faults = [explain_fault(code, language) for code in read_texts(language)["faults"]]
    found = ProblemList(problems=[explain(code, language) for code in CODES], faults=faults)
    return page_or_json("problems.html", found, language)


@resource.route("/<code>")
@resource.arguments(LanguageQuery, location="query")
@answers(ExplainedProblem, "What it means and what to do")
@sends(HTML, "The same as a page")
@refuses(refusals.UnknownProblem)
def show(query: dict[str, Any], code: str) -> Response:
    """Explain one problem.

    Its address is the `type` of every answer with that problem.
    """
    if code not in CODES:
        raise refusals.UnknownProblem(code)
    language = choose_language(query["language"])
    return page_or_json("problem.html", explain(code, language), language)


def page_or_json(template: str, found: ProblemList | ExplainedProblem, language: str) -> Response:
    """A page for people, or JSON where the client would rather have it."""
    if request.accept_mimetypes.best_match([HTML, JSON]) == JSON:
        response = json_response(found, language)
    else:
        page = render_template(template, found=found, language=language)
        response = localised(Response(page, content_type=f"{HTML}; charset=utf-8"), language)
    response.vary.add("Accept")
    return response


def explain(code: str, language: str) -> ExplainedProblem:
    """A problem in words, its parameters by their names."""
    names = parameters_of("problems", code)
    shown = {name: f"{{{name}}}" for name in names}
    return ExplainedProblem(
        code=code,
        type=f"/problems/{code}",
        status=CODES[code],
        title=render("problems", code, "title", language, shown),
        detail=render("problems", code, "detail", language, shown),
        remedy=render("problems", code, "remedy", language, shown),
        parameters=names,
    )


def explain_fault(code: str, language: str) -> ExplainedFault:
    """A fault in words, its parameters by their names."""
    names = parameters_of("faults", code)
    message = render("faults", code, "message", language, {name: f"{{{name}}}" for name in names})
    return ExplainedFault(code=code, message=message, parameters=names)

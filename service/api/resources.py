"""A resource publishes of each route what it takes, what it answers with, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any, cast

import marshmallow as ma
from flask import Flask
from flask_smorest import Api, Blueprint

from service.api.contract import schema_of, separate_null
from service.api.media import JSON, PROBLEM, READABLE
from service.api.problems import KINDS, Problem
from service.api.requests import StrictParser
from service.api.schemas import ProgramOfKnowledge
from service.problems import refusals
from service.problems.refusals import Refusal

View = Callable[..., Any]
Decorator = Callable[[View], View]
Announced = dict[int, dict[str, Any]]  # responses of OpenAPI by status
TEXT = {"type": "string"}

OF_EVERY_REQUEST = (
    refusals.BrokenRequest,
    refusals.MissingHost,
    refusals.UnknownHost,
    refusals.ForeignOrigin,
    refusals.AddressTooLong,
    refusals.InvalidRequest,
    refusals.HeadersTooLong,
    refusals.InternalError,
)
OF_BODIES = (
    refusals.BrokenBody,
    refusals.InvalidJson,
    refusals.JsonTooDeep,
    refusals.BodyTooLarge,
    refusals.UnsupportedMediaType,
    refusals.NotAnObject,
    refusals.TooManyValues,
    refusals.TooComplex,
    refusals.ExpectationFailed,
    refusals.UnsupportedTransferCoding,
)


class Contract(Api):
    """The OpenAPI document; every error is a `Problem`, and every operation names those that it can answer with."""

    ERROR_SCHEMA = schema_of(Problem)
    DEFAULT_ERROR_RESPONSE_NAME = None

    def init_app(self, app: Flask, **options: Any) -> None:  # noqa: ANN401 - as flask-smorest has it
        """Publish choices as generators of clients read them best."""
        super().init_app(app, **options)
        self.ma_plugin.converter.add_attribute_function(separate_null)

    def publish(self, schema: type[ProgramOfKnowledge]) -> None:
        """Publish a request with the rules that its fields alone do not say."""
        self.spec.components.schema(schema.__name__, schema.rules(), schema=schema)


class Resource(Blueprint):
    """A blueprint whose arguments are parsed strictly, and whose contract is whole."""

    ARGUMENTS_PARSER = StrictParser()

    def route(self, rule: str, **options: Any) -> Decorator:  # noqa: ANN401 - as flask-smorest has it
        """Serve a view and publish its contract."""
        always = (*OF_EVERY_REQUEST, *(OF_BODIES if "POST" in options.get("methods", ()) else ()))

        def publish(view: View) -> View:
            responses = {**view.__dict__.get("announced", {}), **describe_problems((*always, *refused_by(view)))}
            documented = self.doc(operationId=f"{view.__name__}_{self.name}", responses=responses)(view)
            return cast(View, super(Resource, self).route(rule, **options)(documented))

        return publish

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Any:  # noqa: ANN401 - as flask-smorest has it
        """Parse by one instance of `schema`, not by one made anew for each request."""
        return super().arguments(schema(), **options)


def announce(status: int, description: str, content: Mapping[str, Any]) -> Decorator:
    """Note of a view what it answers with one status, by media type; what was noted before stays."""

    def note(view: View) -> View:
        responses: Announced = view.__dict__.setdefault("announced", {})
        before = responses.get(status, {"description": description, "content": {}})
        responses[status] = before | {"content": before["content"] | content}
        return view

    return note


def answers(kind: type, description: str, status: int = 200, *, readable: bool = False) -> Decorator:
    """Announce that a view answers with `kind` as JSON; where it is `readable`, as Markdown and plain text too."""
    content = {JSON: {"schema": schema_of(kind)}} | {name: {"schema": TEXT} for name in READABLE if readable}
    return announce(status, description, content)


def sends(content_type: str, description: str) -> Decorator:
    """Announce that a view answers with text of that type."""
    return announce(200, description, {content_type: {"schema": TEXT}})


def spares(view: View) -> View:
    """Announce that a client which has the answer already is told so."""
    return announce(304, "The client has it already (If-None-Match)", {})(refuses(refusals.PreconditionFailed)(view))


def refuses(*kinds: type[Refusal]) -> Decorator:
    """Announce what a view may be refused for beside what any request is."""

    def note(view: View) -> View:
        view.__dict__["refused"] = (*refused_by(view), *kinds)
        return view

    return note


def refused_by(view: View) -> tuple[type[Refusal], ...]:
    """What is announced so far that a view may be refused for."""
    return cast(tuple[type[Refusal], ...], view.__dict__.get("refused", ()))


def describe_problems(kinds: Iterable[type[Refusal]]) -> Announced:
    """A response of the contract for every status that `kinds` have, naming their codes."""
    ordered = sorted({*kinds}, key=lambda kind: (KINDS[kind].status, kind.code))
    return {
        status: {
            "description": " ".join(f"`{kind.code}`: {kind.__doc__}" for kind in group),
            "content": {PROBLEM: {"schema": schema_of(Problem)}},
        }
        for status, group in groupby(ordered, key=lambda kind: KINDS[kind].status)
    }

"""How requests are read: strict parsing of bodies and queries, and the language of the answer."""

from __future__ import annotations

from typing import Any, NoReturn

import marshmallow as ma
from flask import g, request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import LanguageAccept

from service.domain.problems import Problem
from whygrad.languages import LANGUAGES

JSON_TYPE = "application/json"


class StrictParser(FlaskParser):
    """Refuses unknown fields by name, wherever they stand, and JSON that is nested absurdly deep."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}  # noqa: RUF012 - as webargs declares it

    def load_json(self, req: Any, schema: ma.Schema) -> Any:  # noqa: ANN401 - as webargs declares it
        """Load the body of a request of type application/json; raises `Problem`."""
        if req.mimetype != JSON_TYPE:
            raise Problem(415, "Unsupported media type", f"the body must be {JSON_TYPE}")
        if req.args:  # what takes a body takes no query
            raise ma.ValidationError({name: ["Unknown field."] for name in req.args})
        try:
            body = super().load_json(req, schema)
        except (RecursionError, ValueError) as error:
            raise Problem(
                400, "Invalid JSON", "the body is nested too deeply, or a number in it is too long"
            ) from error
        if not isinstance(body, dict):
            raise Problem(422, "Unprocessable content", "the body must be a JSON object")
        g.body_language = str(body.get("language", ""))  # for the problem, should the body be refused
        return body

    def _handle_invalid_json_error(self, error: Any, req: Any, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401
        raise Problem(400, "Invalid JSON", "the body is not valid JSON in UTF-8") from error


class Resource(Blueprint):
    """A blueprint whose arguments are parsed strictly."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Any:  # noqa: ANN401 - as flask-smorest has it
        """Parse by one instance of `schema`, not by one made anew for each request."""
        return super().arguments(schema(), **options)


def choose_language(named: str | None) -> str:
    """The language that the request names, else the best of `Accept-Language`, else English."""
    if named is not None:
        return named
    accepted: LanguageAccept = request.accept_languages
    return accepted.best_match(LANGUAGES, default="en") or "en"

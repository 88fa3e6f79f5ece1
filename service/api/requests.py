"""How requests are read: strict parsing of bodies and queries, counted before they are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import marshmallow as ma
from flask import Request, g
from gunicorn.http.errors import ParseException
from marshmallow.exceptions import SCHEMA
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.media import FORM, JSON
from service.api.schemas import Sized
from service.problems import refusals
from service.problems.faults import Fault, Located
from service.problems.texts import shorten

FIELD_LIMIT = 20
# Outside of its strings a body has punctuation, numbers and indentation. So much is counted field by field and item by
# item; more would take many times its size in memory before anything could be counted.
UNQUOTED_LIMIT_BYTES = 1_000_000
STRINGS_COUNTED = 10_000

# A JSON string, or the rest of a text that ends within one. Possessive, so that no text is read twice:
# without the `++` and `|\Z` a body of `"\"\"\"…` takes time that grows with the square of its length.
_JSON_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.DOTALL)


class StrictParser(FlaskParser):
    """Refuses unknown fields by name, wherever they stand, and bodies of more values than any request needs."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}  # noqa: RUF012 - as webargs declares it

    def load_json(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ANN401 - as webargs declares it
        """Load the body of a request of type application/json; raises `Refusal`."""
        if req.mimetype != JSON:
            raise refusals.UnsupportedMediaType(JSON)
        if req.args:  # what takes a body takes no query
            raise ma.ValidationError({name: [Fault("unknown-field")] for name in req.args})
        assert isinstance(schema, Sized)
        body = parse_object(read_body(req, schema.limit_bytes))
        g.body_language = str(body.get("language", ""))  # for the problem, should the body be refused
        refuse_many(body)
        return body

    def load_form(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ANN401 - as webargs declares it
        """Load what a form of a page sends; raises `Refusal`."""
        if req.mimetype != FORM:
            raise refusals.UnsupportedMediaType(FORM)
        assert isinstance(schema, Sized)
        fields = parse_qsl(read_body(req, schema.limit_bytes).decode("utf-8", "replace"), keep_blank_values=True)
        refuse_many(fields)
        return self._makeproxy(MultiDict(fields), schema)

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ANN401 - as webargs declares it
        """Load the query; raises `Refusal`."""
        refuse_many(req.args)
        return super().load_querystring(req, schema)

    def handle_error(self, error: ma.ValidationError, *_: object, **__: object) -> NoReturn:
        """Refuse what a schema found wrong."""
        (messages,) = error.messages_dict.values()  # by the place where the fields stand; there is one
        raise refusals.InvalidRequest(list(locate(messages))) from error


def read_body(req: Request, limit_bytes: int) -> bytes:
    """The body as it was sent; raises `BodyTooLarge` or `BrokenBody`."""
    req.max_content_length = limit_bytes + 1  # where Werkzeug cuts a chunked body without a word
    try:
        body = req.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise refusals.BodyTooLarge(limit_bytes) from error
    except (ParseException, OSError) as error:
        raise refusals.BrokenBody from error
    if len(body) > limit_bytes:
        raise refusals.BodyTooLarge(limit_bytes)
    return body


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object that a body holds; raises `Refusal`."""
    if len(body) - count_quoted(body) > UNQUOTED_LIMIT_BYTES:
        raise refusals.TooManyValues(UNQUOTED_LIMIT_BYTES)
    try:
        data = json.loads(body.decode())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise refusals.InvalidJson from error
    except (RecursionError, ValueError) as error:
        raise refusals.JsonTooDeep from error
    if not isinstance(data, dict):
        raise refusals.NotAnObject
    return data


def count_quoted(body: bytes) -> int:
    """How many bytes of a JSON text stand in its strings, as far as they are counted; 0 for a short text."""
    if len(body) <= UNQUOTED_LIMIT_BYTES:
        return 0
    return sum(found.end() - found.start() for found in islice(_JSON_STRING.finditer(body), STRINGS_COUNTED))


def refuse_many(names: Any) -> None:  # noqa: ANN401 - anything with a length
    """Refuse a request of more fields than any has, before they are looked at one by one."""
    if len(names) > FIELD_LIMIT:
        raise refusals.InvalidRequest([("", Fault("too-many-fields", count=len(names), max=FIELD_LIMIT))])


def locate(messages: Any, path: str = "") -> Iterator[Located]:  # noqa: ANN401 - marshmallow nests lists and dicts
    """The faults in marshmallow's nested messages, each with the path of its field, such as `tracebacks[3]`."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from locate(inner, extend(path, key))
    elif isinstance(messages, Fault):
        yield path, messages
    else:
        for message in messages:
            yield from locate(message, path)


def extend(path: str, key: str | int) -> str:
    """The path of a field or an item within what is at `path`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if key == SCHEMA:
        return path
    return f"{path}.{shorten(key)}" if path else shorten(key)

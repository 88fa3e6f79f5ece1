"""How answers are sent: JSON bytes with their language, entity tags, and links between pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request

from whygrad.answers.replies import Page


def json_response(data: Any, language: str | None = None, status: int = 200) -> Response:  # noqa: ANN401 - any JSON
    """Send `data` as JSON, saying its language where people read it."""
    response = Response(orjson.dumps(data), status, content_type="application/json")
    if language is not None:
        response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def cached_response(data: Any, language: str) -> Response:  # noqa: ANN401 - any JSON
    """Send `data` with an entity tag that differs by language; 304 where the client has it."""
    response = json_response(data, language)
    response.add_etag()
    tag, _ = response.get_etag()
    response.set_etag(f"{tag}-{language}")
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def figure_response(svg: str) -> Response:
    """Send a picture with an entity tag; 304 where the client has it."""
    response = Response(svg, content_type="image/svg+xml")
    response.add_etag()
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def page_response(page: Page, language: str) -> Response:
    """Send one page of a list with links to its neighbours."""
    response = cached_response(page, language)
    links = {"prev": page.page - 1, "next": page.page + 1, "first": 1, "last": page.last}
    shown = [f'<{page_url(number)}>; rel="{name}"' for name, number in links.items() if 1 <= number <= page.last]
    response.headers["Link"] = ", ".join(shown)
    return response


def page_url(number: int) -> str:
    """The address of another page of the present list."""
    return f"{request.path}?{urlencode(request.args.to_dict() | {'page': str(number)})}"

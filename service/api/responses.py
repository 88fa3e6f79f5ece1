"""How answers are sent: as JSON or for people, with their language, entity tags, and links between pages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from flask import Response, request

from service.api.media import JSON, MARKDOWN, PLAIN
from service.problems import refusals
from whygrad.answers.replies import Page
from whygrad.answers.terminal import lay_out

T = TypeVar("T")


def json_response(data: Any, language: str | None = None, status: int = 200) -> Response:  # noqa: ANN401 - any JSON
    """Send `data` as JSON, saying its language where people read it."""
    return localised(Response(orjson.dumps(data), status, content_type=JSON), language)


def readable_response(data: T, write: Callable[[T, str], str], language: str) -> Response:
    """Send `data` as JSON, or what `write` makes of it as Markdown or laid out as plain text, as `Accept` asks."""
    if "text/" not in request.headers.get("Accept", ""):
        response = json_response(data, language)
    else:
        response = localised(text_response(lambda: write(data, language)) or json_response(data), language)
    response.vary.add("Accept")
    return response


def text_response(write: Callable[[], str]) -> Response | None:
    """What `write` gives as Markdown or plain text; None where the client would rather have JSON."""
    match request.accept_mimetypes.best_match([JSON, MARKDOWN, PLAIN]):
        case "text/markdown":
            return Response(write(), content_type=f"{MARKDOWN}; charset=utf-8")
        case "text/plain":
            return Response(lay_out(write()), content_type=f"{PLAIN}; charset=utf-8")
    return None


def localised(response: Response, language: str | None) -> Response:
    """Say which language a response has, and that another client may get another."""
    if language is not None:
        response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def spare(response: Response, variant: str) -> Response:
    """Give a response an entity tag that names its variant; 304 where the client has it.

    Raises `PreconditionFailed` where the client requires another.
    """
    response.add_etag()
    tag, _ = response.get_etag()
    response.set_etag(f"{tag}-{variant}")
    response.cache_control.no_cache = True
    response.make_conditional(request)
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise refusals.PreconditionFailed
    return response


def page_response(page: Page, language: str) -> Response:
    """Send one page of a list with links to its neighbours."""
    response = spare(json_response(page, language), language)
    links = {"prev": page.page - 1, "next": page.page + 1, "first": 1, "last": page.last}
    shown = [f'<{page_url(number)}>; rel="{name}"' for name, number in links.items() if 1 <= number <= page.last]
    response.headers["Link"] = ", ".join(shown)
    return response


def page_url(number: int) -> str:
    """The address of another page of the present list."""
    return f"{request.path}?{urlencode(request.args.to_dict() | {'page': str(number)})}"

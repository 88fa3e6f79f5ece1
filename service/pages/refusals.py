"""What is refused, as a page: for a browser the same problem that a program gets as JSON."""

from __future__ import annotations

from flask import Response, render_template, request

from service.api.media import HTML, JSON, PROBLEM
from whygrad.answers.addresses import API


def show_refusal(response: Response) -> Response:
    """A response as it is, or the problem in it as a page where a browser asked for one."""
    if response.mimetype != PROBLEM or not wants_page():
        return response
    seconds = response.headers.get("Retry-After")
    response.set_data(render_template("refused.html", problem=response.get_json(), seconds=seconds))
    response.content_type = f"{HTML}; charset=utf-8"
    response.vary.add("Accept")
    return response


def wants_page() -> bool:
    """Whether the request asks for a page rather than for data; the API has no pages."""
    accepted = request.accept_mimetypes
    return not request.path.startswith(f"{API}/") and accepted[HTML] > accepted[JSON]

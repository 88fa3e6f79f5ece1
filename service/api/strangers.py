"""Who may ask: no web page of another origin drives this server, unless its operator opened reading to it."""

from __future__ import annotations

from collections.abc import Collection

from flask import Response, request

from service.problems import refusals

HEADERS_LIMIT_BYTES = 16_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OPENED_HEADERS = {
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Language",
}


class Strangers:
    """Refuses a foreign Host or Origin; opens reading to the origins that the operator names."""

    def __init__(self, allowed_origins: Collection[str]) -> None:
        """`allowed_origins` are written as browsers do: `https://example.org`."""
        self._allowed_origins = frozenset(allowed_origins)

    def refuse(self) -> None:
        """Raise `Refusal` for headers over the limit, a foreign Host, or a foreign Origin that is not opened to."""
        if sum(map(len, request.headers.values())) > HEADERS_LIMIT_BYTES:
            raise refusals.HeadersTooLong
        if "Host" not in request.headers:
            raise refusals.MissingHost
        host = request.host  # raises for a name that is not allow-listed
        origin = request.headers.get("Origin")
        own = (None, f"http://{host}".lower(), f"https://{host}".lower())
        if (origin and origin.lower()) not in own and not self.is_open():
            raise refusals.ForeignOrigin

    def open(self, response: Response) -> Response:
        """Let pages of an allowed origin read an answer."""
        if self._allowed_origins:
            response.vary.add("Origin")
            if self.is_open():
                response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
                response.headers.update(OPENED_HEADERS)
        return response

    def is_open(self) -> bool:
        """Whether the request only reads, for a page of an allowed origin."""
        return request.method in READING and request.headers.get("Origin") in self._allowed_origins

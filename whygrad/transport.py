"""Sends one request over HTTP; apart from the client, since importing urllib's takes as long as a diagnosis."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

MOST_BYTES = 64_000_000


class _NoRedirects(HTTPRedirectHandler):
    """What was meant for one server goes to no other."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


_OPENER = build_opener(_NoRedirects)


def send(method: str, address: str, content: bytes | None, timeout: float) -> tuple[int, bytes]:
    """Status and content of the answer; raises `OSError` or `ValueError` where there is none. `timeout` in seconds."""
    headers = {"Accept": "application/json, image/svg+xml", "Content-Type": "application/json"}
    request = Request(address, data=content, headers=headers, method=method)
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            return response.status, response.read(MOST_BYTES)
    except HTTPError as error:
        with error:
            return error.code, error.read(MOST_BYTES)

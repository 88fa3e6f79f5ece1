"""The language of a page, and links that keep the one that its reader chose."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import request

from service.api.languages import choose_language
from whygrad.languages import LANGUAGES


def named_language() -> str | None:
    """The language that the address of the page names, if it is one of ours."""
    named = request.args.get("language")
    return named if named in LANGUAGES else None


def page_language() -> str:
    """The language of the page: named, else accepted by the browser, else English."""
    return choose_language(named_language())


def link(path: str, **query: str) -> str:
    """The address of a page of ours."""
    named = named_language()
    asked = query | {"language": named} if named else query
    return f"{path}?{urlencode(asked)}" if asked else path


def in_language(language: str) -> str:
    """The address of the present page in another language."""
    path = quote(request.path.lstrip("/"))  # `//elsewhere.example` and `/\elsewhere.example` would be other servers
    return f"/{path}?{urlencode(request.args.to_dict() | {'language': language})}"

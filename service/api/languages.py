"""The language of an answer."""

from __future__ import annotations

from flask import g, request

from whygrad.languages import LANGUAGES

DEFAULT_LANGUAGE = "en"
ACCEPT_LANGUAGE_LIMIT = 1_000


def choose_language(named: str | None) -> str:
    """The language that the request names, else the best of `Accept-Language`, else English."""
    if named is not None:
        return named
    if len(request.headers.get("Accept-Language", "")) > ACCEPT_LANGUAGE_LIMIT:  # parsing takes its time
        return DEFAULT_LANGUAGE
    return request.accept_languages.best_match(LANGUAGES, default=DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE


def language_of_refused() -> str:
    """The language that a request asks for, as far as one that is refused was read."""
    named = g.get("body_language") or request.args.get("language")
    return choose_language(named if named in LANGUAGES else None)

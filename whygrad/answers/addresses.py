"""Where things are read: paths relative to a server, a part of the contract, so that every client gives the same.

`url` is a resource of the API, `href` a page for people.
"""

from __future__ import annotations

API = "/v1"
COLLECTIONS = {"error": "errors", "concept": "concepts"}


def url_of(kind: str, item_id: str) -> str:
    """The document of an entry (`error`) or a `concept` in the API."""
    return f"{API}{href_of(kind, item_id)}"


def href_of(kind: str, item_id: str) -> str:
    """The page of an entry or a concept."""
    return f"/{COLLECTIONS[kind]}/{item_id}"


def figure_of(concept_id: str) -> str:
    """The figure of a concept, as SVG."""
    return f"{url_of('concept', concept_id)}/figure.svg"

"""Every item of a list that the API gives in pages."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from flask.testing import FlaskClient


def list_all(client: FlaskClient, path: str) -> Iterator[dict[str, Any]]:
    """The items of every page, in order."""
    for number in count(1):
        items = client.get(path, query_string={"page_size": 100, "page": number}).json["items"]
        if not items:
            return
        yield from items

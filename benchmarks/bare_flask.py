"""What `POST /v1/diagnoses` is measured against: a route that parses JSON of 3 kB and returns JSON of 6 kB."""

from __future__ import annotations

import json

from flask import Flask, Response, request

app = Flask("bare")
ANSWER = {"items": [{"number": number, "text": "x" * 80} for number in range(55)]}


@app.get("/readyz")
def ready() -> Response:
    """Say that it is up."""
    return Response("{}", content_type="application/json")


@app.post("/")
def parse_and_answer() -> Response:
    """Parse the body, and serialise an answer."""
    body = request.get_json()
    return Response(json.dumps(ANSWER | {"length": len(body["traceback"])}), content_type="application/json")

"""`/v1/questions`: questions in English or Chinese."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import json_response
from service.api.schemas import QuestionRequest
from service.api.state import library
from whygrad.answers.questions import answer_question

resource = Resource("questions", __name__, url_prefix="/v1/questions", description="Ask about autograd")


@resource.route("", methods=["POST"])
@resource.arguments(QuestionRequest)
@resource.response(200, description="Answers, best first, or the nearest topics")
def create(body: dict[str, Any]) -> Response:
    """Answer a question, or say that it is not answered here."""
    language = choose_language(body["language"])
    return json_response(answer_question(library(language), body["question"]), language)

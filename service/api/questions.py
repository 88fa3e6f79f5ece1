"""`/v1/questions`: questions in English or Chinese."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses
from service.api.responses import json_response
from service.api.schemas import QuestionRequest
from service.api.state import library
from service.problems import refusals
from whygrad.answers.questions import answer_question
from whygrad.answers.replies import QuestionAnswer

resource = Resource("questions", __name__, url_prefix="/v1/questions", description="Ask about autograd")


@resource.route("", methods=["POST"])
@resource.arguments(QuestionRequest, example={"question": "What is the difference between gradient and grad_tensors?"})
@answers(QuestionAnswer, "Answers, best first, or the nearest topics")
@refuses(refusals.NoKnowledge)
def create(body: dict[str, Any]) -> Response:
    """Answer a question, or say that it is not answered here.

    A question is any mix of prose, code and error text, in English or Chinese. The first answer is whole, the others
    name their `url`.
    """
    language = choose_language(body["language"])
    return json_response(answer_question(library(language), body["question"]), language)

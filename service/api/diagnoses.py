"""`/v1/diagnoses`: what a pasted traceback means and what to do."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses
from service.api.responses import json_response, readable_response
from service.api.schemas import BatchRequest, DiagnosisRequest
from service.api.state import library
from service.problems import refusals
from whygrad.answers.diagnoses import diagnose, diagnose_batch
from whygrad.answers.markdown import diagnosis_markdown
from whygrad.answers.replies import Batch, Diagnosis

resource = Resource("diagnoses", __name__, url_prefix="/v1/diagnoses", description="Diagnose pasted tracebacks")

PASTE = "RuntimeError: grad can be implicitly created only for scalar outputs"


@resource.route("", methods=["POST"])
@resource.arguments(DiagnosisRequest, example={"traceback": PASTE, "language": "en"})
@answers(Diagnosis, "The diagnosis, with the answer of its entry", readable=True)
@refuses(refusals.NoKnowledge)
def create(body: dict[str, Any]) -> Response:
    """Diagnose one traceback.

    The text may be damaged as pastes are: flattened, wrapped, prefixed, in a code block or a log. Where nothing is sure
    the status is `similar` or `unmatched`; a guess is never presented as a diagnosis. Nothing of the text is kept.
    """
    language = choose_language(body["language"])
    return readable_response(diagnose(library(language), body["traceback"]), write, language)


def write(diagnosis: Diagnosis, language: str) -> str:
    """A diagnosis for people, who read on at the page of its entry."""
    return diagnosis_markdown(diagnosis, language, diagnosis.answer.href if diagnosis.answer else "")


@resource.route("/batch", methods=["POST"])
@resource.arguments(BatchRequest, example={"tracebacks": [PASTE, "KeyError: 'loss'"]})
@answers(Batch, "The diagnoses in order, without answers")
@refuses(refusals.NoKnowledge)
def create_batch(body: dict[str, Any]) -> Response:
    """Diagnose several tracebacks.

    Each is diagnosed for itself; `url` of a match is where its answer is read.
    """
    language = choose_language(body["language"])
    return json_response(diagnose_batch(library(language), body["tracebacks"]), language)

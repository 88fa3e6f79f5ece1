"""The verifier for one user on their own machine, over a pipe: no server, no database, and nothing leaves the machine.

Each line of stdin is a request, `{"run": "repair", "language": "en", "body": {"code": …, "wait": 30}}`, each line of
stdout its `{"answer": …}` or `{"problem": {"code": …, "detail": …}}`. It ends with its input.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from service.domain import repairs, verifications
from service.problems.refusals import NoKnowledge, Refusal
from service.problems.texts import render
from service.verifier.contract import Verifier
from service.verifier.local import LocalVerifier
from service.verifier.runtimes import open_runtimes
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.library import KnowledgeMissing

START_SECONDS = 120.0
RUNS = {"repair": repairs.submit, "verify": verifications.submit}


def main() -> None:
    """Answer each line until there is none."""
    with open_runtimes() as runtimes:
        for runtime in runtimes.values():
            runtime.wait_ready(START_SECONDS)
        verifier = LocalVerifier(runtimes)
        for line in sys.stdin:
            print(json.dumps(answer(verifier, json.loads(line))), flush=True)


def answer(verifier: Verifier, request: dict[str, Any]) -> dict[str, Any]:
    """What comes of a request, or why nothing does."""
    language = request["language"]
    try:
        found = run(verifier, request)
    except Refusal as refusal:
        detail = render("problems", refusal.code, "detail", language, refusal.parameters)
        return {"problem": {"code": refusal.code, "detail": detail}}
    return {"answer": dump(found)}


def run(verifier: Verifier, request: dict[str, Any]) -> object:
    """The repair or the verification of a request; raises `Refusal`."""
    try:
        library = installed_library(request["language"])
    except KnowledgeMissing as error:
        raise NoKnowledge from error
    return RUNS[request["run"]](library, verifier, request["body"], "")


if __name__ == "__main__":
    main()

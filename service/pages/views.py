"""The addresses of the pages: read, look up, show."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from service.api.schemas import WAIT_DEFAULT_SECONDS
from service.api.state import library, verifier
from service.api.verifications import run_for_client
from service.domain import verifications
from service.pages.answering import answer_text
from service.pages.browsing import FILTERS, filter_choices, find_concepts, find_entries
from service.pages.forms import PasteForm, RunForm, VerdictQuery, use_form, use_query
from service.pages.links import link, page_language
from service.pages.subjects import find_subject
from service.pages.templating import kept_page, page
from service.problems import refusals
from whygrad.answers.replies import Diagnosis, QuestionAnswer

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """Show what this is, with a form to paste into."""
    known = library(page_language())
    return kept_page("home.html", entries=len(known.entries()), concepts=len(known.concepts()))


@pages.post("/")
@use_form(PasteForm)
def answer(form: dict[str, str]) -> Response:
    """Answer a traceback or a question."""
    found = answer_text(library(page_language()), form["text"])
    return page(template_of(found), found=found, text=form["text"])


def template_of(found: Diagnosis | QuestionAnswer) -> str:
    """What shows an answer."""
    if isinstance(found, QuestionAnswer):
        return "question.html"
    return "diagnosis.html" if found.answer else "undiagnosed.html"


@pages.get("/errors")
def list_errors() -> Response:
    """List the entries."""
    known = library(page_language())
    words = request.args.get("q", "").strip()
    filters = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    groups = find_entries(known, words, filters)
    choices = filter_choices(known.entries())
    return kept_page("errors.html", groups=groups, words=words, filters=filters, choices=choices)


@pages.get("/errors/<item_id>")
def show_error(item_id: str) -> AnyResponse:
    """Show an entry with all its cases."""
    known = library(page_language())
    entry = known.entry(item_id)
    if entry.id != item_id:
        return redirect(link(entry.href), 301)
    return kept_page("error.html", entry=entry, concepts=[known.concept(name) for name in entry.concepts])


@pages.get("/concepts")
def list_concepts() -> Response:
    """List the concepts."""
    words = request.args.get("q", "").strip()
    return kept_page("concepts.html", concepts=find_concepts(library(page_language()), words), words=words)


@pages.get("/concepts/<item_id>")
def show_concept(item_id: str) -> AnyResponse:
    """Show a concept with its figure and its program."""
    known = library(page_language())
    concept = known.concept(item_id)
    if concept.id != item_id:
        return redirect(link(concept.href), 301)
    errors = [known.entry(name) for name in concept.errors]
    related = [known.concept(name) for name in concept.related]
    return kept_page("concept.html", concept=concept, errors=errors, related=related)


@pages.post("/verifications")
@use_form(RunForm)
def run(asked: dict[str, str]) -> AnyResponse:
    """Run a program of the knowledge, then lead to its verdict."""
    found = run_for_client(asked | {"wait": WAIT_DEFAULT_SECONDS}, page_language())
    return redirect(link(f"/verifications/{found.id}", **asked), 303)


@pages.get("/verifications/<job_id>")
@use_query(VerdictQuery)
def show_verdict(query: dict[str, str | None], job_id: str) -> Response:
    """Show the verdict on a program of the knowledge, or that it still runs."""
    known = library(page_language())
    asked = {name: value for name, value in query.items() if value and name != "language"}
    subject = find_subject(known, asked)
    found = verifications.read(known, verifier(), job_id)
    if not subject.was_run(found):
        raise refusals.UnknownVerification
    return page("verdict.html", found=found, subject=subject, asked=asked)

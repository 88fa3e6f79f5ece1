"""The only schema: every field says what it is, and derived fields follow from the others."""

import dataclasses
import inspect
from typing import get_type_hints

import pytest

from whygrad.answers import documents, replies
from whygrad.answers.documents import Case, Entry, Reproduction

DOCUMENTS = {
    kind.__name__: kind
    for module in (documents, replies)
    for _, kind in inspect.getmembers(module, dataclasses.is_dataclass)
    if kind.__module__ == module.__name__
}


@pytest.mark.parametrize("kind", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_field_says_what_it_is(kind):
    assert kind.__doc__
    hints = get_type_hints(kind, include_extras=True)
    assert all(hints[field.name].__metadata__[0].endswith(".") for field in dataclasses.fields(kind))


def make_case(name):
    reproduction = Reproduction(code=f"raise {name}", raises=None, symptom=None)
    return Case(id=name, title=name, when="", explanation="", reproduction=reproduction, fixes=(), wrong_fixes=())


def make_entry(*cases):
    return Entry(
        id="an-entry", aliases=(), kind="error", area="", frequency="rare", title="", summary="", explanation="",
        signatures=(), cases=cases, concepts=(), references=(), evidence=(),
    )  # fmt: skip


def test_an_entry_shows_its_first_case_whichever_that_is():
    first, second = make_case("first"), make_case("second")
    entry = make_entry(first, second)
    assert entry.reproduction.code == "raise first"
    assert dataclasses.replace(entry, cases=(second, first)).reproduction.code == "raise second"


def test_an_entry_names_its_page():
    assert make_entry(make_case("a")).href == "/errors/an-entry"

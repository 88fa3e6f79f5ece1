"""The knowledge as one document: what it answers, a server answers."""

import json
from pathlib import Path

import orjson
import pytest

from service.authoring.bundling import write_bundle, write_bundles
from whygrad.answers import bundle, library
from whygrad.answers.bundle import Bundle, compose_bundle, hash_content, installed_library, read_bundle
from whygrad.answers.codec import dump, load
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.library import KnowledgeMissing
from whygrad.languages import LANGUAGES

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"


@pytest.fixture(scope="module")
def data(libraries):
    return {language: dump(compose_bundle(library)) for language, library in libraries.items()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "DATA", tmp_path)
    installed_library.cache_clear()
    yield tmp_path
    installed_library.cache_clear()


def test_a_bundle_says_what_it_is(libraries, data):
    assert data["zh"]["language"] == "zh"
    assert data["en"]["knowledge_version"] == data["zh"]["knowledge_version"] == libraries["en"].version
    content = {name: data["en"][name] for name in ("entries", "concepts", "search")}
    assert data["en"]["hash"] == hash_content(content) != data["zh"]["hash"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bundle_is_the_same_written_by_a_server(libraries, data, language):
    assert json.loads(orjson.dumps(compose_bundle(libraries[language]))) == data[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_is_what_was_bundled(libraries, data, language):
    library = read_bundle(json.loads(json.dumps(data[language])))
    assert library.entries() == libraries[language].entries()
    assert library.concepts() == libraries[language].concepts()
    assert load(Bundle, data[language]) == compose_bundle(library)


def test_a_bundle_holds_no_oracle_of_ours(data):
    assert "def check_" not in json.dumps([entry["case_texts"] for entry in data["en"]["entries"]])
    assert {*data["en"]["entries"][0]} == {
        "document",
        "signatures",
        "translations",
        "cues",
        "in_your_case",
        "case_texts",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist_leads_to_the_same_from_a_bundle(data, language):
    leads_to = {concept["document"]["id"]: concept["leads_to"] for concept in data[language]["concepts"]}
    assert "silent-detach-in-forward" in leads_to["why-is-grad-none"]
    assert leads_to["leaf-tensors"] == []


def test_a_form_from_the_future_is_refused(data):
    with pytest.raises(KnowledgeMissing, match="form 4"):
        read_bundle(data["en"] | {"schema_version": 4})


def test_what_is_written_is_what_is_installed(folder, libraries):
    assert [path.name for path in write_bundles(KNOWLEDGE, folder)] == ["en.json", "zh.json"]
    assert installed_library("zh").version == libraries["zh"].version
    assert installed_library("zh") is installed_library("zh")


def test_a_bundle_is_whole_while_it_is_written_anew(folder, libraries, monkeypatch):
    before = write_bundle(libraries["en"], folder).read_bytes()
    read = []

    def write(path, text, encoding):
        path.write_bytes(b"")
        read.append((folder / "en.json").read_bytes())
        path.write_bytes(text.encode(encoding))

    monkeypatch.setattr(Path, "write_text", write)
    assert write_bundle(libraries["en"], folder).read_bytes() == before
    assert read == [before] and [path.name for path in folder.iterdir()] == ["en.json"]


@pytest.mark.parametrize("language", ["en", "fr", "../en"])
def test_where_nothing_is_installed_that_is_said(folder, language):
    with pytest.raises(KnowledgeMissing, match="no knowledge is installed"):
        installed_library(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_learned_of_questions_is_in_the_bundle(data, language):
    asked = read_bundle(data[language]).finders.questions.ask("what is a leaf tensor")
    assert asked.answers[0].id == "leaf-tensors"


def test_a_diagnosis_reads_nothing_of_what_people_ask(data, monkeypatch):
    monkeypatch.setattr(library, "Subjects", None)
    diagnosis = diagnose(read_bundle(data["en"]), "ValueError: optimizer got an empty parameter list")
    assert diagnosis.answer.id == "optimizer-empty-parameter-list"

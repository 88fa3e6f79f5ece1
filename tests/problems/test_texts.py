"""Every code has a text in each language, with the same parameters; every code that the tree names exists."""

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from service.api.problems import KINDS
from service.problems.refusals import InvalidRequest, Refusal
from service.problems.texts import parameters_of, read_texts, render
from whygrad.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = (read_texts(language) for language in LANGUAGES)
CODES = [(section, code) for section in ENGLISH for code in ENGLISH[section]]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_codes_and_texts():
    for section in ("problems", "faults", "reasons"):
        assert {code: {*texts} for code, texts in ENGLISH[section].items()} == {
            code: {*texts} for code, texts in CHINESE[section].items()
        }


@pytest.mark.parametrize(("section", "code"), CODES)
def test_both_languages_name_the_same_parameters(section, code):
    for name, text in ENGLISH[section][code].items():
        assert {*PLACEHOLDER.findall(text)} == {*PLACEHOLDER.findall(CHINESE[section][code][name])}, name


@pytest.mark.parametrize(("section", "code"), CODES)
def test_chinese_texts_are_chinese(section, code):
    assert all(re.search("[\u4e00-\u9fff]", text) for text in CHINESE[section][code].values())


def test_every_refusal_has_a_text_and_a_status_and_every_text_a_refusal():
    assert {kind.code for kind in Refusal.__subclasses__()} == {*ENGLISH["problems"]}
    assert {*KINDS} == {*Refusal.__subclasses__()}


@pytest.mark.parametrize("refusal", Refusal.__subclasses__(), ids=lambda refusal: refusal.code)
def test_the_texts_of_a_refusal_name_its_parameters(refusal):
    names = {"count"} if refusal is InvalidRequest else {field.name for field in dataclasses.fields(refusal)}
    assert {*parameters_of("problems", refusal.code)} == names


def faults_in_the_tree():
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                yield node.args[0].value, {keyword.arg for keyword in node.keywords}


def test_every_fault_in_the_tree_has_a_text_and_every_text_a_fault():
    found = dict(faults_in_the_tree())
    assert {*found} == {*ENGLISH["faults"]}
    assert all({*parameters_of("faults", code)} == names for code, names in found.items())


def test_a_text_without_its_parameter_is_an_error():
    with pytest.raises(KeyError):
        render("faults", "too-long", "message", "en", {"bytes": 3})

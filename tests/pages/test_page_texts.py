"""The texts of the pages."""

import re
from pathlib import Path

import service.pages
from service.pages.messages import label, read_texts
from whygrad.languages import LANGUAGES

SERVICE = Path(service.pages.__file__).parents[1]


def test_every_language_has_every_text_with_the_same_values():
    english, chinese = (read_texts(language) for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    for name, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", chinese[name])), name


def test_every_text_is_used_and_every_used_text_is_there():
    templates = "".join(path.read_text() for path in (SERVICE / "templates").glob("*.html"))
    used = set(re.findall(r'say\("([\w.]*\w)"', templates))
    groups = {
        *re.findall(r'label\("(\w+)"', templates),
        *re.findall(r'say\("(\w+)\." ~', templates),
        "area",
        "kind",
        "frequency",
    }
    texts = read_texts("en")
    assert used <= texts.keys()
    assert not [name for name in texts if name not in used and name.split(".")[0] not in groups]


def test_a_word_that_nobody_named_stands_for_itself():
    assert label("zh", "area", "new-area") == "new-area"
    assert label("zh", "kind", "silent") == "不报错"

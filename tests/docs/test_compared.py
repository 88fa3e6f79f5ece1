"""The comparison on `docs/clients/compared.md` is what the tools said in the recorded run, and each judgement quotes it."""

import pytest

from benchmarks.compared.page import HERE, PAGE, WORTH, page, read_judged, read_said, tools_of

SAID = read_said()["programs"]
JUDGED = read_judged()


def test_the_page_is_made_of_the_recorded_run():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_program_was_asked_about_and_judged_for_every_tool():
    programs = sorted(path.stem for path in (HERE / "programs").glob("*.py"))
    assert sorted(SAID) == sorted(JUDGED) == programs
    assert sum(name.startswith("gallery") for name in programs) == 12 and len(programs) == 22
    assert all(list(judgements) == tools_of(JUDGED) == list(SAID[name]["said"]) for name, judgements in JUDGED.items())


@pytest.mark.parametrize("name", JUDGED)
def test_a_judgement_rests_on_what_was_said(name):
    for tool, (worth, words) in JUDGED[name].items():
        assert worth in WORTH
        assert bool(words) == (worth != "nothing")
        assert words in SAID[name]["said"][tool].replace("\n", " "), (tool, words)

"""Evidence by version of torch; the case that a paste is given; tests that tell cases apart."""

import dataclasses
import json
import shutil

import pytest

from service.authoring.checks import check_knowledge, describe_older
from service.authoring.evidence.judging import judge, signature_index
from service.authoring.evidence.running import CaseRunner, produce
from service.authoring.evidence.store import (
    evidence_path,
    exists_on,
    installed_torch,
    judge_freshness,
    programs,
    read_runs,
    recorded_versions,
    write_evidence,
)
from service.authoring.folders import read_knowledge
from service.verifier.contract import Observers, Verdict

ENTRY = "errors/no-graph"


def produced(root, run, item_id="no-graph"):
    knowledge = read_knowledge(root)
    document = produce(knowledge, item_id, run)
    return document, judge(knowledge, item_id, document, signature_index(knowledge.entries.values()))


@pytest.fixture
def second_case(knowledge_root, edit):
    """Another case of the entry: the leaf is made of integers that were converted."""
    folder = knowledge_root / ENTRY / "cases"
    shutil.copytree(folder / "plain", folder / "other")
    entry = knowledge_root / ENTRY / "entry.toml"
    text = entry.read_text(encoding="utf-8")
    start, end = text.index("[[cases]]"), text.index("[[references]]")
    case = text[start:end].replace('id = "plain"', 'id = "other"').replace("torch\\.ones", "torch\\.zeros")
    entry.write_text(text[:end] + case + text[end:], encoding="utf-8")
    for name in ("en.md", "zh.md"):
        path = knowledge_root / ENTRY / name
        text = path.read_text(encoding="utf-8")
        part = text[text.index("## Case: plain") :]
        path.write_text(f"{text}\n{part.replace('Case: plain', 'Case: other')}", encoding="utf-8")


def test_the_test_is_run_in_the_reproduction_and_what_it_printed_is_kept(knowledge_root, run):
    document, problems = produced(knowledge_root, run)
    assert document["cases"]["plain"]["test"]["prints"] == "False"
    assert problems == []


def test_the_programs_of_a_concept_run_in_as_many_ranks_as_it_says(knowledge_root, run, edit):
    edit("concepts/graphs/concept.toml", "misconceptions", "world_size = 2\nmisconceptions")
    edit(
        "concepts/graphs/example.py", "import torch\n", "import os\n\nimport torch\n\nprint(os.environ['WORLD_SIZE'])\n"
    )
    document, problems = produced(knowledge_root, run, "graphs")
    assert document["example"]["stdout"].startswith("2\n")
    assert problems == []


def test_a_case_that_needs_a_gpu_is_not_run(knowledge_root, run, edit):
    edit(f"{ENTRY}/entry.toml", 'id = "plain"', 'id = "plain"\nrequires = ["cuda"]')
    document, _ = produced(knowledge_root, run)
    assert document["cases"]["plain"]["reproduction"]["outcome"] == "not_run"


def test_a_case_can_need_several_processes_where_its_entry_does_not(knowledge_root, run, edit):
    edit(f"{ENTRY}/entry.toml", 'id = "plain"', 'id = "plain"\nrequires = ["processes"]\nworld_size = 2')
    edit(
        f"{ENTRY}/cases/plain/reproduce.py",
        "import torch\n",
        "import os\n\nimport torch\n\nprint(os.environ['WORLD_SIZE'])\n",
    )
    document, _ = produced(knowledge_root, run)
    assert document["cases"]["plain"]["reproduction"]["stdout"].startswith("2\n")


@pytest.mark.parametrize("code", ["pass", "print(unknown)"])
def test_a_test_that_shows_nothing_is_a_problem(knowledge_root, run, edit, code):
    edit(f"{ENTRY}/entry.toml", "print(x.requires_grad)", code)
    assert produced(knowledge_root, run)[1] == ["plain: its test did not run to its end, or printed nothing"]


def test_a_test_can_stand_before_a_named_line(knowledge_root, run, edit):
    edit(f"{ENTRY}/entry.toml", '"print(x.requires_grad)"', "\"print('y' in globals())\"\nbefore = 'y = (x * 3).sum()'")
    assert produced(knowledge_root, run)[0]["cases"]["plain"]["test"]["prints"] == "False"


def test_the_same_test_in_two_cases_must_tell_them_apart(knowledge_root, run, second_case):
    assert any("the same test prints the same, 'False'" in problem for problem in produced(knowledge_root, run)[1])


def test_a_reproduction_pasted_back_is_given_no_other_case(knowledge_root, run, edit, second_case):
    edit(f"{ENTRY}/entry.toml", r"torch\.zeros\(", r"y\.backward\(\)$")
    problem = "plain: pasted as a traceback it is taken for other, because of y.backward()"
    assert problem in produced(knowledge_root, run)[1]


def test_the_traceback_is_kept_without_paths_of_this_machine(knowledge_root, run):
    traceback = produced(knowledge_root, run)[0]["cases"]["plain"]["reproduction"]["traceback"]
    assert traceback.startswith('Traceback (most recent call last):\n  File "program.py", line 5, in <module>')
    assert 'File "/site-packages/torch/_tensor.py"' in traceback
    assert "^" not in traceback


def test_a_case_of_other_versions_is_run_here_too_and_may_do_anything(knowledge_root, run, edit):
    edit(f"{ENTRY}/cases/plain/reproduce.py", "(x * 3)", "(x.requires_grad_() * 3)")
    assert "plain: reproduce.py: must raise, but passed" in produced(knowledge_root, run)[1]
    edit(f"{ENTRY}/entry.toml", 'id = "plain"', 'id = "plain"\ntorch = "<1.0"')
    document, problems = produced(knowledge_root, run)
    assert (document["cases"]["plain"]["reproduction"]["outcome"], problems) == ("passed", [])


@pytest.mark.parametrize(("torch", "exists"), [("2.0.1", False), ("2.4.1", True), ("2.13.0", False)])
def test_a_case_exists_where_the_entry_and_the_case_do(knowledge_root, edit, torch, exists):
    edit(f"{ENTRY}/entry.toml", 'id = "plain"', 'id = "plain"\ntorch = "<2.13"')
    entry = dataclasses.replace(read_knowledge(knowledge_root).entries["no-graph"], torch=">=2.1")
    assert exists_on(entry, entry.cases[0], torch) is exists


def test_what_an_older_version_does_otherwise_is_counted_and_no_problem(knowledge_root, run):
    for item_id in ("no-graph", "graphs"):
        document, _ = produced(knowledge_root, run, item_id)
        write_evidence(knowledge_root, document)
    document["proof"]["outcome"] = "raised"
    write_evidence(knowledge_root, document | {"torch": "2.4.1"})
    knowledge = read_knowledge(knowledge_root)
    assert check_knowledge(knowledge_root, knowledge) == []
    described = ["torch 2.4.1: 1 of 2 were run as they stand, 1 differ there"]
    assert list(describe_older(knowledge_root, knowledge)) == described


@pytest.mark.parametrize(("world_size", "tries"), [(1, 1), (2, 3)])
def test_processes_that_wait_for_each_other_get_further_tries(knowledge_root, world_size, tries):
    entry = dataclasses.replace(read_knowledge(knowledge_root).entries["no-graph"], world_size=world_size)
    outcomes = iter(["timed_out", "timed_out", "passed"])
    run = CaseRunner(entry, entry.cases[0], lambda job: Verdict(next(outcomes), Observers([], [])))
    assert run.run_program("x = 1")["outcome"] == ("timed_out" if tries == 1 else "passed")
    assert len(list(outcomes)) == 3 - tries


def test_evidence_of_several_versions_stands_side_by_side(knowledge_root, run):
    document, _ = produced(knowledge_root, run)
    write_evidence(knowledge_root, document)
    write_evidence(knowledge_root, document | {"torch": "2.4.1"})
    write_evidence(knowledge_root, document | {"torch": "2.10.0"})
    assert recorded_versions(knowledge_root) == [installed_torch(), "2.10.0", "2.4.1"]
    assert list(read_runs(knowledge_root, read_knowledge(knowledge_root), "no-graph")) == [
        installed_torch(),
        "2.10.0",
        "2.4.1",
    ]


def test_stale_evidence_of_an_older_version_is_left_out_and_fails_nothing(knowledge_root, run):
    for item_id in ("no-graph", "graphs"):
        write_evidence(knowledge_root, produced(knowledge_root, run, item_id)[0])
    document, _ = produced(knowledge_root, run)
    document["cases"]["plain"]["check"]["code_sha256"] = "0" * 64
    write_evidence(knowledge_root, document | {"torch": "2.4.1"})
    knowledge = read_knowledge(knowledge_root)
    assert list(read_runs(knowledge_root, knowledge, "no-graph")) == [installed_torch()]
    assert check_knowledge(knowledge_root, knowledge) == []


def test_evidence_is_stale_when_the_oracle_has_changed(knowledge_root, run, edit):
    document, _ = produced(knowledge_root, run)
    edit(f"{ENTRY}/cases/plain/check.py", "[3.0, 3.0]", "[3.0, 3.00]")
    codes = programs(read_knowledge(knowledge_root), "no-graph")
    assert "of other programs" in judge_freshness(document, codes)


def test_evidence_says_when_it_was_taken(knowledge_root, run):
    write_evidence(knowledge_root, produced(knowledge_root, run)[0])
    kept = json.loads(evidence_path(knowledge_root, installed_torch(), "no-graph").read_text(encoding="utf-8"))
    assert len(kept["verified"]) == len("2026-01-31")

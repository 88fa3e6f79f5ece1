"""What is served of an entry and a concept beside their prose: derived from the folders and the runs."""

import dataclasses

import pytest

from service.authoring.compiling import (
    case_document,
    concept_document,
    concept_matching,
    entry_document,
    entry_matching,
    errors_of_concept,
    runs_of_case,
)
from service.authoring.evidence.running import produce
from service.authoring.folders import read_knowledge

ENTRY = "errors/no-graph"


@pytest.fixture
def compiled(knowledge_root, run):
    """Compiles one language of the entry, run on two versions of torch."""

    def compile_entry(language="en"):
        knowledge = read_knowledge(knowledge_root)
        document = produce(knowledge, "no-graph", run) | {"verified": "2026-01-31"}
        runs = {"2.13.0": document, "2.4.1": document | {"verified": "2025-01-31"}}
        return entry_document(knowledge.entries["no-graph"], runs, language)

    return compile_entry


def test_a_case_has_its_test_with_what_it_printed(compiled):
    test = compiled().cases[0].test
    assert (test.code, test.prints) == ("print(x.requires_grad)", "False")


def test_a_fix_says_what_it_changes_of_the_program(compiled):
    fix = compiled().cases[0].fixes[0]
    assert (fix.changes, fix.assumes, fix.safety, fix.changed_lines) == ("nothing", None, "safe", (3,))
    assert "-x = torch.ones(2)\n+x = torch.ones(2, requires_grad=True)\n" in fix.diff


@pytest.mark.parametrize(
    ("changes", "assumes", "safety"),
    [("cost", False, "safe"), ("nothing", True, "unsafe"), ("value", False, "unsafe"), ("gradient", False, "unsafe")],
)
def test_safe_is_what_changes_nothing_but_cost_and_assumes_nothing(compiled, edit, changes, assumes, safety):
    edit(f"{ENTRY}/entry.toml", 'changes = "nothing"', f'changes = "{changes}"')
    for name in ("en.md", "zh.md") if assumes else ():
        edit(f"{ENTRY}/{name}", "why:", "assumes: x is yours.\nwhy:")
    assert compiled().cases[0].fixes[0].safety == safety


def test_every_version_is_evidence_and_the_newest_is_dated(compiled):
    entry = compiled()
    assert [found.torch for found in entry.evidence] == ["2.13.0", "2.4.1"]
    assert [found.torch for found in entry.cases[0].fixes[0].evidence] == ["2.13.0", "2.4.1"]
    assert entry.last_verified == "2026-01-31"


def test_a_case_that_no_version_ran_is_served_without_evidence(knowledge_root):
    entry = read_knowledge(knowledge_root).entries["no-graph"]
    case = dataclasses.replace(entry.cases[0], wrong_fixes=())
    unrun = {"2.13.0": {"cases": {}, "verified": "2026-01-31"}}
    served = case_document(entry, case, runs_of_case(unrun, case), "en")
    assert (served.reproduction.raises, served.test, served.fixes[0].evidence) == (None, None, ())


@pytest.fixture
def two_torches(knowledge_root, run, edit):
    """Compiles the entry, whose case exists below 2.13 alone, with what an edit makes of the run on 2.13.0."""

    def compile_entry(change):
        edit(f"{ENTRY}/entry.toml", 'id = "plain"', 'id = "plain"\ntorch = "<2.13"')
        knowledge = read_knowledge(knowledge_root)
        older, newer = (produce(knowledge, "no-graph", run, torch) for torch in ("2.4.1", "2.13.0"))
        change(newer["cases"]["plain"])
        return entry_document(knowledge.entries["no-graph"], {"2.13.0": newer, "2.4.1": older}, "en")

    return compile_entry


def test_what_is_shown_was_run_where_the_case_exists_and_no_error_elsewhere_is_told(two_torches):
    entry = two_torches(lambda found: found["reproduction"].pop("exception"))
    assert entry.cases[0].reproduction.raises.startswith("RuntimeError: element 0 of tensors")
    assert [(found.torch, found.raised is None) for found in entry.evidence] == [("2.13.0", True), ("2.4.1", False)]


@pytest.mark.parametrize(
    ("change", "outcome", "reason"),
    [
        (lambda fix: fix["checks"][0].update(passed=False), "failed", None),
        (lambda fix: fix.update(outcome="raised"), "failed", None),
        (lambda fix: fix.update(outcome="unsupported"), "not_run", "it needs files, processes or a network"),
        (lambda fix: None, "passed", None),
    ],
)
def test_a_fix_passes_where_it_ends_and_every_check_holds(two_torches, change, outcome, reason):
    newer, older = two_torches(lambda found: change(found["fixes"]["require-grad"])).fixes[0].evidence
    assert (newer.outcome, older.outcome) == (outcome, "passed")
    assert (newer.reason or "").startswith(reason or "")
    assert bool(newer.reason) is bool(reason)


def test_a_program_of_a_concept_that_failed_on_a_torch_is_told(knowledge_root, run):
    knowledge = read_knowledge(knowledge_root)
    newer, older = (produce(knowledge, "graphs", run, torch) for torch in ("2.13.0", "2.4.1"))
    older["proof"]["outcome"] = "timed_out"
    concept = concept_document(knowledge.concepts["graphs"], {"2.13.0": newer, "2.4.1": older}, "en", [])
    assert [found.outcome for found in concept.proof.evidence] == ["passed", "failed"]


def test_links_lead_to_pages_and_marks_are_not_served(compiled):
    assert compiled().explanation.endswith(
        "recorded in the [graph](/concepts/graphs) if one of its inputs requires grad; all of them would do as well."
    )
    assert compiled("zh").explanation.endswith("也一样。")


def test_posts_are_not_served(compiled, knowledge_root):
    entry = read_knowledge(knowledge_root).entries["no-graph"]
    assert entry.cases[0].seen
    assert "discuss.example.org" not in repr(compiled()) + repr(entry_matching(entry))


def test_a_concept_shows_its_example_and_folds_its_proof_away(knowledge_root, run):
    knowledge = read_knowledge(knowledge_root)
    runs = {"2.13.0": produce(knowledge, "graphs", run)}
    concept = concept_document(knowledge.concepts["graphs"], runs, "en", [])
    assert "assert" not in concept.code and "assert" in concept.proof.code
    assert concept.output.startswith("<SumBackward0") and concept.proof.output == "recorded: MulBackward0\n"


@pytest.mark.parametrize(("checklist", "leads_to"), [("true", ["no-graph"]), ("false", [])])
def test_a_checklist_leads_to_the_entries_that_name_it(knowledge_root, edit, checklist, leads_to):
    edit("concepts/graphs/concept.toml", "misconceptions", f"checklist = {checklist}\nmisconceptions")
    knowledge = read_knowledge(knowledge_root)
    concept = dataclasses.replace(knowledge.concepts["graphs"], figure=None)
    assert concept_matching(concept, {}, errors_of_concept(knowledge, "graphs"))["leads_to"] == leads_to

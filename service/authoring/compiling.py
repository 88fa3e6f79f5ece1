"""Turns entries and concepts with their evidence into the documents that the API serves, one per language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.authoring.diffs import changed_lines, unified_diff
from service.authoring.evidence.judging import fill_template, raised_line
from service.authoring.evidence.store import Evidence, Runs, exists_on
from service.authoring.figures import draw_figure
from service.authoring.items import Case, Concept, Entry, Fix, Knowledge, Reference, WrongFix
from service.authoring.prose import Part, list_items, serve
from whygrad.answers import documents
from whygrad.answers.codec import dump
from whygrad.languages import LANGUAGES

Row = dict[str, Any]

SAFE_CHANGES = ("nothing", "cost")
NOT_IN_SANDBOX = {
    "en": "it needs files, processes or a network, which the sandbox does not give",
    "zh": "它需要文件、进程或网络，而沙箱不提供",
}


def entry_document(entry: Entry, runs: Runs, language: str) -> documents.Entry:
    """One entry as it is read."""
    prose = entry.prose[language]
    cases = tuple(case_document(entry, case, runs_of_case(runs, case), language) for case in entry.cases)
    return documents.Entry(
        id=entry.id,
        aliases=entry.aliases,
        kind=entry.kind,
        area=entry.area,
        frequency=entry.frequency,
        ignorable=entry.ignorable,
        title=prose.title,
        summary=serve(prose.summary),
        explanation=serve(prose.sections["Why"]),
        signatures=tuple(
            documents.ServedSignature(
                exception=exception,
                pattern=signature.pattern,
                source_pattern=signature.source_pattern,
                torch=signature.torch,
            )
            for signature in entry.signatures
            for exception in signature.exceptions or (None,)
        ),
        cases=cases,
        concepts=entry.concepts,
        references=reference_documents(entry.references),
        evidence=tuple(
            documents.EntryEvidence(torch=torch, raised=raised_by(run["reproduction"]))
            for torch, run in runs_of_case(runs, entry.cases[0]).items()
        ),
        last_verified=last_verified(runs),
    )


def runs_of_case(runs: Runs, case: Case) -> Runs:
    """What each version of torch did with this case, the newest first."""
    return {torch: run["cases"][case.id] for torch, run in runs.items() if case.id in run["cases"]}


def newest(runs: Runs) -> Evidence:
    """What the newest version of torch did; nothing where there is none."""
    return next(iter(runs.values()), {})


def raised_by(run: Evidence) -> str | None:
    """The error line of a run; None where it raised nothing."""
    return raised_line(run) if run.get("exception") else None


def last_verified(runs: Runs) -> str | None:
    """The day of the newest evidence."""
    day: str | None = newest(runs).get("verified")
    return day


def case_document(entry: Entry, case: Case, runs: Runs, language: str) -> documents.Case:
    """One case: the reproduction with what it raised where the case exists, its test, the fixes and the wrong fixes."""
    part = entry.prose[language].part("Case", case.id)
    evidence = newest({torch: run for torch, run in runs.items() if exists_on(entry, case, torch)})
    wrong_runs = evidence.get("wrong_fixes", {})
    found = evidence.get("reproduction", {})
    symptom = part.fields.get("symptom")
    return documents.Case(
        id=case.id,
        title=part.fields["title"],
        when=serve(part.fields["when"]),
        explanation=serve(part.text),
        reproduction=documents.Reproduction(
            code=case.reproduction,
            raises=raised_by(found),
            symptom=fill_template(symptom, found["values"]) if symptom and "values" in found else None,
        ),
        test=test_document(case, evidence),
        fixes=tuple(
            fix_document(case, fix, part.part("Fix", fix.id), runs_of_fix(runs, fix), language) for fix in case.fixes
        ),
        wrong_fixes=tuple(
            wrong_fix_document(wrong, part.part("Wrong fix", wrong.id), wrong_runs.get(wrong.id, {}))
            for wrong in case.wrong_fixes
        ),
    )


def runs_of_fix(runs: Runs, fix: Fix) -> Runs:
    """What each version of torch did with a fix."""
    return {torch: run["fixes"][fix.id] for torch, run in runs.items()}


def test_document(case: Case, evidence: Evidence) -> documents.CauseTest | None:
    """How to see whether a case is the cause; None where nobody wrote it, or it could not be run here."""
    prints = evidence.get("test", {}).get("prints")
    if not case.test or not prints:
        return None
    return documents.CauseTest(code=case.test.code, prints=prints, before=case.test.before)


def fix_document(case: Case, fix: Fix, part: Part, runs: Runs, language: str) -> documents.Fix:
    """One fix with what it changes of the reproduction, and its evidence: what was checked, in words."""
    assumes = part.fields.get("assumes")
    return documents.Fix(
        id=fix.id,
        title=part.fields["title"],
        when=serve(part.fields["when"]),
        changes=fix.changes,
        assumes=serve(assumes) if assumes else None,
        safety="safe" if fix.changes in SAFE_CHANGES and not assumes else "unsafe",
        why=serve(part.fields["why"]),
        explanation=serve(part.text),
        code=fix.code,
        output=newest(runs).get("stdout", ""),
        evidence=tuple(fix_evidence(torch, run, language) for torch, run in runs.items()),
        diff=unified_diff(case.reproduction, fix.code, fix.id),
        changed_lines=changed_lines(case.reproduction, fix.code),
    )


def fix_evidence(torch: str, run: Evidence, language: str) -> documents.FixEvidence:
    """One run of a fix. Where the sandbox lacks what the program needs, that is no run of it."""
    outcome = outcome_of(run)
    reason = run.get("reason", NOT_IN_SANDBOX) if outcome == "not_run" else None
    return documents.FixEvidence(
        torch=torch,
        outcome=outcome,
        checks=tuple(check["statement"][language] for check in run.get("checks", []) if check["passed"]),
        reason=reason[language] if reason else None,
        code_sha256=run["code_sha256"],
    )


def outcome_of(run: Evidence) -> documents.Outcome:
    """What became of a run: it passes where it ends without an error and every check holds."""
    if run["outcome"] in ("not_run", "unsupported"):
        return "not_run"
    held = all(check["passed"] for check in run.get("checks", []))
    return "passed" if run["outcome"] == "passed" and held else "failed"


def wrong_fix_document(wrong: WrongFix, part: Part, run: Evidence) -> documents.WrongFix:
    """One wrong fix with the harm that its run measured; null where it could not be run here."""
    return documents.WrongFix(
        id=wrong.id,
        title=part.fields["title"],
        why=serve(part.fields["why"]),
        explanation=serve(part.text),
        code=wrong.code,
        harm=fill_template(part.fields["harm"], run["values"]) if "values" in run else None,
    )


def concept_document(concept: Concept, runs: Runs, language: str, errors: list[str]) -> documents.Concept:
    """One concept as it is read; `errors` are the entries that name it. Without an example the proof is shown."""
    prose = concept.prose[language]
    evidence = newest(runs)
    shown = "proof" if concept.example is None else "example"
    return documents.Concept(
        id=concept.id,
        aliases=concept.aliases,
        title=prose.title,
        summary=serve(prose.summary),
        explanation=serve(prose.sections["Explanation"]),
        code=concept.example or concept.proof,
        output=evidence[shown]["stdout"],
        misconceptions=tuple(
            documents.Misconception(
                id=item.id,
                claim=prose.part("Misconception", item.id).fields["claim"],
                refutation=serve(prose.part("Misconception", item.id).text),
                code=item.code,
                output=evidence["misconceptions"][item.id]["stdout"],
            )
            for item in concept.misconceptions
        ),
        related=concept.related,
        errors=tuple(errors),
        references=reference_documents(concept.references),
        evidence=concept_evidence(runs, shown),
        proof=documents.Proof(
            code=concept.proof, output=evidence["proof"]["stdout"], evidence=concept_evidence(runs, "proof")
        ),
        last_verified=last_verified(runs),
    )


def concept_evidence(runs: Runs, program: str) -> tuple[documents.ConceptEvidence, ...]:
    """The runs of one program of a concept."""
    found = {torch: run[program] for torch, run in runs.items()}
    return tuple(
        documents.ConceptEvidence(torch=torch, outcome=outcome_of(run), code_sha256=run["code_sha256"])
        for torch, run in found.items()
    )


def reference_documents(references: Iterable[Reference]) -> tuple[documents.Reference, ...]:
    """Where to read on."""
    return tuple(documents.Reference(title=reference.title, url=reference.url) for reference in references)


def entry_matching(entry: Entry) -> Row:
    """What diagnosing and verifying need of an entry beside the documents."""
    return {
        "aliases": list(entry.aliases),
        "signatures": [
            {
                "exceptions": list(signature.exceptions),
                "pattern": signature.pattern,
                "source_pattern": signature.source_pattern,
            }
            for signature in entry.signatures
        ],
        "translations": list(entry.translations),
        "cues": {case.id: [dump(cue) for cue in case.cues] for case in entry.cases},
        "in_your_case": {
            language: list_items(entry.prose[language].sections.get("In your case", "")) for language in LANGUAGES
        },
        "world_sizes": {case.id: max(entry.world_size, case.world_size) for case in entry.cases},
        "checks": {case.id: case.check for case in entry.cases},
    }


def concept_matching(concept: Concept, runs: Runs, errors: list[str]) -> Row:
    """What is kept of a concept beside the documents: its figure, drawn, and what it leads to as a checklist."""
    return {
        "aliases": list(concept.aliases),
        "leads_to": [*errors, *concept.related] if concept.checklist else [],
        "figure": draw_figure(newest(runs)["figure"]["stdout"]) if concept.figure is not None else None,
    }


def errors_of_concept(knowledge: Knowledge, concept_id: str) -> list[str]:
    """The published entries that name a concept."""
    return [
        entry.id for entry in knowledge.entries.values() if concept_id in entry.concepts and entry.status == "published"
    ]

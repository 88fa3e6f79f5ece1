"""Turns entries and concepts with their evidence into the documents that the API serves, one per language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.authoring.diffs import changed_lines, unified_diff
from service.authoring.evidence.judging import fill_template, raised_line
from service.authoring.evidence.store import TORCH_VERSION, Evidence
from service.authoring.figures import draw_figure
from service.authoring.items import Case, Concept, Entry, Fix, Knowledge, Reference, WrongFix
from service.authoring.prose import Part, list_items
from whygrad.answers import documents
from whygrad.finding.questions import SearchWords
from whygrad.languages import LANGUAGES

Row = dict[str, Any]


def entry_document(entry: Entry, evidence: Evidence, language: str) -> documents.Entry:
    """One entry as it is read."""
    prose = entry.prose[language]
    cases = tuple(
        case_document(case, prose.part("Case", case.id), evidence["cases"][case.id], language) for case in entry.cases
    )
    return documents.Entry(
        id=entry.id,
        aliases=entry.aliases,
        kind=entry.kind,
        area=entry.area,
        frequency=entry.frequency,
        title=prose.title,
        summary=prose.summary,
        explanation=prose.sections["Why"],
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
        evidence=(documents.EntryEvidence(torch=TORCH_VERSION, raised=cases[0].reproduction.raises),),
    )


def case_document(case: Case, part: Part, evidence: Evidence, language: str) -> documents.Case:
    """One case: the reproduction with what it raised, the fixes and the wrong fixes."""
    found = evidence["reproduction"]
    symptom = part.fields.get("symptom")
    return documents.Case(
        id=case.id,
        title=part.fields["title"],
        when=part.fields["when"],
        explanation=part.text,
        reproduction=documents.Reproduction(
            code=case.reproduction,
            raises=raised_line(found) if found.get("exception") else None,
            symptom=fill_template(symptom, found["values"]) if symptom and "values" in found else None,
        ),
        fixes=tuple(
            fix_document(case, fix, part.part("Fix", fix.id), evidence["fixes"][fix.id], language) for fix in case.fixes
        ),
        wrong_fixes=tuple(
            wrong_fix_document(wrong, part.part("Wrong fix", wrong.id), evidence["wrong_fixes"][wrong.id])
            for wrong in case.wrong_fixes
        ),
    )


def fix_document(case: Case, fix: Fix, part: Part, run: Evidence, language: str) -> documents.Fix:
    """One fix with what it changes of the reproduction, and its evidence: what was checked, in words."""
    return documents.Fix(
        id=fix.id,
        title=part.fields["title"],
        when=part.fields["when"],
        safety=fix.safety,
        why=part.fields["why"],
        explanation=part.text,
        code=fix.code,
        output=run.get("stdout", ""),
        evidence=(fix_evidence(run, language),),
        diff=unified_diff(case.reproduction, fix.code, fix.id),
        changed_lines=changed_lines(case.reproduction, fix.code),
    )


def fix_evidence(run: Evidence, language: str) -> documents.FixEvidence:
    """One run of a fix."""
    outcome: documents.Outcome = run["outcome"] if run["outcome"] in ("passed", "not_run") else "failed"
    return documents.FixEvidence(
        torch=TORCH_VERSION,
        outcome=outcome,
        checks=tuple(check["statement"][language] for check in run.get("checks", []) if check["passed"]),
        reason=run["reason"][language] if "reason" in run else None,
        code_sha256=run["code_sha256"],
    )


def wrong_fix_document(wrong: WrongFix, part: Part, run: Evidence) -> documents.WrongFix:
    """One wrong fix with the harm that its run measured; null where it could not be run here."""
    return documents.WrongFix(
        id=wrong.id,
        title=part.fields["title"],
        why=part.fields["why"],
        explanation=part.text,
        code=wrong.code,
        harm=fill_template(part.fields["harm"], run["values"]) if "values" in run else None,
    )


def concept_document(concept: Concept, evidence: Evidence, language: str, errors: list[str]) -> documents.Concept:
    """One concept as it is read; `errors` are the entries that name it."""
    prose = concept.prose[language]
    run = evidence["demo"]
    return documents.Concept(
        id=concept.id,
        aliases=concept.aliases,
        title=prose.title,
        summary=prose.summary,
        explanation=prose.sections["Explanation"],
        code=concept.demo,
        output=run["stdout"],
        misconceptions=tuple(
            documents.Misconception(
                id=item.id,
                claim=prose.part("Misconception", item.id).fields["claim"],
                refutation=prose.part("Misconception", item.id).text,
                code=item.code,
                output=evidence["misconceptions"][item.id]["stdout"],
            )
            for item in concept.misconceptions
        ),
        related=concept.related,
        errors=tuple(errors),
        references=reference_documents(concept.references),
        evidence=(
            documents.ConceptEvidence(torch=TORCH_VERSION, outcome=run["outcome"], code_sha256=run["code_sha256"]),
        ),
    )


def reference_documents(references: Iterable[Reference]) -> tuple[documents.Reference, ...]:
    """Where to read on."""
    return tuple(documents.Reference(title=reference.title, url=reference.url) for reference in references)


def entry_matching(entry: Entry) -> Row:
    """What diagnosing and searching need of an entry beside the documents."""
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
        "cues": {case.id: list(case.cues) for case in entry.cases},
        "in_your_case": {
            language: list_items(entry.prose[language].sections.get("In your case", "")) for language in LANGUAGES
        },
        "phrasings": {language: list(phrasings) for language, phrasings in entry.phrasings.items()},
        "world_size": entry.world_size,
        "checks": {case.id: case.check for case in entry.cases},
    }


def concept_matching(concept: Concept, evidence: Evidence) -> Row:
    """What searching needs of a concept beside the documents, and its figure, drawn."""
    return {
        "aliases": list(concept.aliases),
        "phrasings": {language: list(phrasings) for language, phrasings in concept.phrasings.items()},
        "figure": draw_figure(evidence["figure"]["stdout"]) if "figure" in evidence else None,
    }


def search_matching(words: SearchWords) -> Row:
    """The words of question search."""
    return {
        "synonyms": [list(group) for group in words.synonyms],
        "outside": {subject: list(phrasings) for subject, phrasings in words.outside.items()},
    }


def errors_of_concept(knowledge: Knowledge, concept_id: str) -> list[str]:
    """The published entries that name a concept."""
    return [
        entry.id for entry in knowledge.entries.values() if concept_id in entry.concepts and entry.status == "published"
    ]

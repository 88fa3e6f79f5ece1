"""Turns entries and concepts with their evidence into the documents that the API serves, one per language."""

from __future__ import annotations

from typing import Any

from service.authoring.evidence.judging import fill_template, raised_line
from service.authoring.evidence.store import TORCH_VERSION, Evidence
from service.authoring.figures import draw_figure
from service.authoring.items import Case, Concept, Entry, Fix, Knowledge, Reference, WrongFix
from service.authoring.prose import Part, list_items
from whygrad.finding.questions import SearchWords
from whygrad.languages import LANGUAGES

Document = dict[str, Any]


def entry_document(entry: Entry, evidence: Evidence, language: str) -> Document:
    """One entry as `GET /v1/errors/{id}` gives it."""
    prose = entry.prose[language]
    cases = [
        case_document(case, prose.part("Case", case.id), evidence["cases"][case.id], language) for case in entry.cases
    ]
    first = cases[0]
    return {
        "id": entry.id,
        "aliases": list(entry.aliases),
        "kind": entry.kind,
        "area": entry.area,
        "frequency": entry.frequency,
        "title": prose.title,
        "summary": prose.summary,
        "explanation": prose.sections["Why"],
        "signatures": [
            {
                "exception": exception,
                "pattern": signature.pattern,
                "source_pattern": signature.source_pattern,
                "torch": signature.torch,
            }
            for signature in entry.signatures
            for exception in signature.exceptions or (None,)
        ],
        "cases": cases,
        "reproduction": first["reproduction"],
        "fixes": first["fixes"],
        "wrong_fixes": first["wrong_fixes"],
        "concepts": list(entry.concepts),
        "references": [reference_document(reference) for reference in entry.references],
        "evidence": [{"torch": TORCH_VERSION, "raised": first["reproduction"]["raises"]}],
    }


def case_document(case: Case, part: Part, evidence: Evidence, language: str) -> Document:
    """One case: the reproduction with what it raised, the fixes and the wrong fixes."""
    found = evidence["reproduction"]
    symptom = part.fields.get("symptom")
    return {
        "id": case.id,
        "title": part.fields["title"],
        "when": part.fields["when"],
        "explanation": part.text,
        "reproduction": {
            "code": case.reproduction,
            "raises": raised_line(found) if found.get("exception") else None,
            "symptom": fill_template(symptom, found["values"]) if symptom and "values" in found else None,
        },
        "fixes": [
            fix_document(fix, part.part("Fix", fix.id), evidence["fixes"][fix.id], language) for fix in case.fixes
        ],
        "wrong_fixes": [
            wrong_fix_document(wrong, part.part("Wrong fix", wrong.id), evidence["wrong_fixes"][wrong.id])
            for wrong in case.wrong_fixes
        ],
    }


def fix_document(fix: Fix, part: Part, run: Evidence, language: str) -> Document:
    """One fix with its evidence: what was checked, in words."""
    return {
        "id": fix.id,
        "title": part.fields["title"],
        "when": part.fields["when"],
        "safety": fix.safety,
        "why": part.fields["why"],
        "explanation": part.text,
        "code": fix.code,
        "output": run.get("stdout", ""),
        "evidence": [
            {
                "torch": TORCH_VERSION,
                "outcome": {"not_run": "not_run", "passed": "passed"}.get(run["outcome"], "failed"),
                "checks": [check["statement"][language] for check in run.get("checks", []) if check["passed"]],
                "reason": run["reason"][language] if "reason" in run else None,
                "code_sha256": run["code_sha256"],
            }
        ],
    }


def wrong_fix_document(wrong: WrongFix, part: Part, run: Evidence) -> Document:
    """One wrong fix with the harm that its run measured; null where it could not be run here."""
    return {
        "id": wrong.id,
        "title": part.fields["title"],
        "why": part.fields["why"],
        "explanation": part.text,
        "code": wrong.code,
        "harm": fill_template(part.fields["harm"], run["values"]) if "values" in run else None,
    }


def concept_document(concept: Concept, evidence: Evidence, language: str, errors: list[str]) -> Document:
    """One concept as `GET /v1/concepts/{id}` gives it; `errors` are the entries that name it."""
    prose = concept.prose[language]
    return {
        "id": concept.id,
        "kind": "concept",
        "aliases": list(concept.aliases),
        "title": prose.title,
        "summary": prose.summary,
        "explanation": prose.sections["Explanation"],
        "code": concept.demo,
        "output": evidence["demo"]["stdout"],
        "misconceptions": [
            {
                "id": item.id,
                "claim": prose.part("Misconception", item.id).fields["claim"],
                "refutation": prose.part("Misconception", item.id).text,
                "code": item.code,
                "output": evidence["misconceptions"][item.id]["stdout"],
            }
            for item in concept.misconceptions
        ],
        "figure": f"/v1/concepts/{concept.id}/figure.svg" if concept.figure is not None else None,
        "related": list(concept.related),
        "errors": errors,
        "references": [reference_document(reference) for reference in concept.references],
        "evidence": [
            {
                "torch": TORCH_VERSION,
                "outcome": evidence["demo"]["outcome"],
                "code_sha256": evidence["demo"]["code_sha256"],
            }
        ],
    }


def reference_document(reference: Reference) -> Document:
    """One reference."""
    return {"title": reference.title, "url": reference.url}


def entry_matching(entry: Entry) -> Document:
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


def concept_matching(concept: Concept, evidence: Evidence) -> Document:
    """What searching needs of a concept beside the documents, and its figure, drawn."""
    return {
        "aliases": list(concept.aliases),
        "phrasings": {language: list(phrasings) for language, phrasings in concept.phrasings.items()},
        "figure": draw_figure(evidence["figure"]["stdout"]) if "figure" in evidence else None,
    }


def search_matching(words: SearchWords) -> Document:
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

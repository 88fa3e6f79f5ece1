"""What an entry or a concept still lacks of its form, and what a strict reader would object to in its prose."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from service.authoring.items import Case, Concept, Entry, Fix, Knowledge, TrialKind
from service.authoring.lint import lint_links, lint_prose
from service.authoring.programs import statements
from service.authoring.prose import Prose

EXAMPLE_LINES = 25
RIGHT_TRIALS = 2
HOSTILE_KINDS: tuple[TrialKind, ...] = ("silencer", "detour", "mistake")

_CHECK = re.compile(r"^def (check_\w+)\(", re.MULTILINE)
_MARKED_ASSERT = re.compile(r"^\s*assert\b[^\n]*#[^\n]*\[\^([\w-]+)\]", re.MULTILINE)


def item_gaps(knowledge: Knowledge, item_id: str) -> list[str]:
    """Everything that an entry or a concept lacks; empty for a finished one."""
    entry = knowledge.entries.get(item_id)
    if entry is not None:
        return [*entry_gaps(entry), *prose_gaps(knowledge, item_id, entry.prose, check_names(entry))]
    concept = knowledge.concepts[item_id]
    return [*concept_gaps(concept), *prose_gaps(knowledge, item_id, concept.prose, proof_names(concept))]


def entry_gaps(entry: Entry) -> Iterator[str]:
    """The parts that an entry lacks."""
    if entry.kind == "warning" and entry.ignorable is None:
        yield "does not say whether the warning can be ignored (`ignorable`)"
    for case in entry.cases:
        yield from (f"{case.id}: {gap}" for gap in case_gaps(case))
        part = entry.prose["en"].part("Case", case.id)
        assuming = ["assumes" in part.part("Fix", fix.id).fields for fix in case.fixes]
        if assuming != sorted(assuming):
            yield f"{case.id}: a fix that assumes something stands before one that does not"
        yield from (f"{case.id}: {gap}" for fix in case.fixes for gap in fix_gaps(entry, case, fix))


def case_gaps(case: Case) -> Iterator[str]:
    """The parts that a case lacks."""
    if case.seen is None:
        yield "nobody has looked for posts with this cause (`seen`)"
    if case.test is None:
        yield "has no test"
    kinds = Counter(trial.kind for trial in case.trials)
    if kinds["right"] < RIGHT_TRIALS:
        yield f"trials.toml has {kinds['right']} right edits, at least {RIGHT_TRIALS} are tried"
    yield from (f"trials.toml has no {kind}" for kind in HOSTILE_KINDS if not kinds[kind])


def fix_gaps(entry: Entry, case: Case, fix: Fix) -> Iterator[str]:
    """English and Chinese say of the same fixes that they assume something."""
    parts = [prose.part("Case", case.id).part("Fix", fix.id) for prose in entry.prose.values()]
    if len({"assumes" in part.fields for part in parts}) > 1:
        yield f"fixes/{fix.id}: `assumes:` stands in one language only"


def concept_gaps(concept: Concept) -> Iterator[str]:
    """The parts that a concept lacks."""
    yield from (f"has no terms in {language}" for language, terms in concept.terms.items() if not terms)
    if concept.example is None:
        yield "has no example.py"
        return
    if len(concept.example.splitlines()) > EXAMPLE_LINES:
        yield f"example.py has more than {EXAMPLE_LINES} lines"
    if any(isinstance(node, ast.Assert) for node in statements(concept.example)):
        yield "example.py has an assert; that belongs into proof.py"


def prose_gaps(knowledge: Knowledge, item_id: str, prose: Mapping[str, Prose], proofs: set[str]) -> Iterator[str]:
    """What a strict reader would object to, in both languages."""
    known = proofs | {f"{name}:{proof}" for name, item in knowledge.concepts.items() for proof in proof_names(item)}
    others = [concept for concept in knowledge.concepts.values() if concept.id != item_id]
    for language, text in prose.items():
        yield from lint_prose(text, language, known)
        terms = {concept.id: concept.terms[language] for concept in others}
        yield from (f"{language}: {problem}" for problem in lint_links(text, terms))


def check_names(entry: Entry) -> set[str]:
    """The names of an entry's checks: what a `[^check_…]` may name."""
    return {name for case in entry.cases for name in _CHECK.findall(case.check)}


def proof_names(concept: Concept) -> set[str]:
    """The names of a concept's marked asserts (`assert …  # [^name]`), in its proof or a refutation."""
    programs = [concept.proof, *(item.code for item in concept.misconceptions)]
    return {name for program in programs for name in _MARKED_ASSERT.findall(program)}

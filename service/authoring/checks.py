"""Checks the knowledge as a whole: what no single folder can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from service.authoring.evidence.judging import judge, signature_index, signatures_of
from service.authoring.evidence.store import (
    evidence_path,
    installed_torch,
    judge_freshness,
    programs,
    read_evidence,
    read_runs,
    recorded_versions,
)
from service.authoring.gaps import item_gaps
from service.authoring.items import Concept, Entry, Knowledge
from service.authoring.lint import linked_concepts
from service.authoring.pumping import worst_growth
from service.authoring.stamps import judge_translation
from whygrad.finding.signatures import compile_signature


def check_knowledge(root: Path, knowledge: Knowledge) -> list[str]:
    """Every problem of the knowledge under `root`, each naming its entry; empty for a good one."""
    return [
        *check_names(knowledge),
        *check_links(knowledge),
        *check_subjects(knowledge),
        *check_patterns(knowledge),
        *check_translations(root, knowledge),
        *check_evidence(root, knowledge),
        *check_gaps(knowledge),
    ]


def check_names(knowledge: Knowledge) -> Iterator[str]:
    """Ids and aliases are unique over entries and concepts."""
    items: chain[Entry | Concept] = chain(knowledge.entries.values(), knowledge.concepts.values())
    names = Counter(name for item in items for name in (item.id, *item.aliases))
    yield from (f"{name}: is the name of {count} items" for name, count in names.items() if count > 1)


def check_links(knowledge: Knowledge) -> Iterator[str]:
    """Concepts, related concepts and overlapping entries exist."""
    for entry in knowledge.entries.values():
        for concept in entry.concepts:
            if concept not in knowledge.concepts:
                yield f"{entry.id}: there is no concept {concept!r}"
        for other in entry.overlaps:
            if other not in knowledge.entries:
                yield f"{entry.id}: overlaps an entry {other!r} that does not exist"
    for concept_ in knowledge.concepts.values():
        for related in concept_.related:
            if related not in knowledge.concepts or related == concept_.id:
                yield f"{concept_.id}: has no related concept {related!r}"
    for item_id, item in items_of(knowledge).items():
        for linked in sorted(set().union(*map(linked_concepts, item.prose.values())) - knowledge.concepts.keys()):
            yield f"{item_id}: links to a concept {linked!r} that does not exist"


def check_subjects(knowledge: Knowledge) -> Iterator[str]:
    """No subject outside has the name of something written."""
    for subject in knowledge.subjects.outside:
        if subject in knowledge.entries or subject in knowledge.concepts:
            yield f"search.toml: {subject} is written: move its phrasings there, and remove the table"


def check_patterns(knowledge: Knowledge) -> Iterator[str]:
    """No pattern takes more than linear time, whatever the text that it is searched for in."""
    for entry in knowledge.entries.values():
        for pattern in patterns_of(entry):
            growth = worst_growth(pattern)
            if not growth.is_linear:
                yield f"{entry.id}: {pattern.pattern!r} is slow on {growth.unit!r} repeated: bound what it repeats"


def patterns_of(entry: Entry) -> Iterator[re.Pattern[str]]:
    """Every regex of an entry that text from outside meets."""
    for signature in signatures_of(entry):
        compiled = compile_signature(signature)[0]
        yield from (compiled.pattern, compiled.collapsed)
        if compiled.source_pattern is not None:
            yield compiled.source_pattern
    for cue in (cue for case in entry.cases for cue in case.cues):
        yield cue.speaking
        if cue.silencing is not None:
            yield cue.silencing


def check_translations(root: Path, knowledge: Knowledge) -> Iterator[str]:
    """Every `zh.md` renders the present `en.md`."""
    folders = [root / "errors" / name for name in knowledge.entries]
    folders += [root / "concepts" / name for name in knowledge.concepts]
    for folder in folders:
        yield from (f"{folder.name}: {problem}" for problem in judge_translation(folder))


def check_evidence(root: Path, knowledge: Knowledge) -> Iterator[str]:
    """Every item has evidence of exactly its present programs on the newest torch, and it shows what it must."""
    newest = next(iter(recorded_versions(root)), installed_torch())
    for item_id in items_of(knowledge):
        if stale := judge_freshness(read_evidence(root, newest, item_id), programs(knowledge, item_id)):
            yield f"{item_id}: {stale}"
    yield from (f"{item_id}: {problem}" for item_id, problem in judge_torch(root, knowledge, newest))
    known = {evidence_path(root, torch, name) for torch in recorded_versions(root) for name in items_of(knowledge)}
    for path in sorted((root / "evidence").rglob("*")):
        if path.is_file() and path not in known:
            yield f"{path.relative_to(root)}: is evidence of nothing"


def judge_torch(root: Path, knowledge: Knowledge, torch: str) -> Iterator[tuple[str, str]]:
    """What the evidence of one version of torch shows that it must not, as far as it is of the present programs."""
    index = signature_index(knowledge.entries.values())
    for item_id in items_of(knowledge):
        if run := read_runs(root, knowledge, item_id).get(torch):
            yield from ((item_id, problem) for problem in judge(knowledge, item_id, run, index))


def describe_older(root: Path, knowledge: Knowledge) -> Iterator[str]:
    """For each version of torch but the newest: how much of the knowledge was run on it, and how much differs there."""
    runs = {item_id: read_runs(root, knowledge, item_id) for item_id in items_of(knowledge)}
    for torch in recorded_versions(root)[1:]:
        current = sum(torch in found for found in runs.values())
        differing = {item_id for item_id, _ in judge_torch(root, knowledge, torch)}
        yield f"torch {torch}: {current} of {len(runs)} were run as they stand, {len(differing)} differ there"


def check_gaps(knowledge: Knowledge) -> Iterator[str]:
    """Nothing is missing from what is not marked `unfinished`."""
    for item_id, item in items_of(knowledge).items():
        if not item.unfinished:
            yield from (f"{item_id}: {gap}" for gap in item_gaps(knowledge, item_id))


def list_gaps(knowledge: Knowledge) -> dict[str, list[str]]:
    """What is still to do for each entry and concept that is marked `unfinished`."""
    return {name: item_gaps(knowledge, name) for name, item in items_of(knowledge).items() if item.unfinished}


def items_of(knowledge: Knowledge) -> dict[str, Entry | Concept]:
    """Entries and concepts, by id."""
    return {**knowledge.entries, **knowledge.concepts}

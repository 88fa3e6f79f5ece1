"""Reads the folders of `knowledge/` into typed records, and refuses what has not the form."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, cast

from service.authoring.cases import case_files, check_processes, read_case, read_requires
from service.authoring.hashes import folder_files, hash_folder
from service.authoring.items import (
    Concept,
    Entry,
    Frequency,
    Kind,
    Knowledge,
    Misconception,
    Phrasings,
    Reference,
    SignaturePattern,
    Status,
    Subjects,
)
from service.authoring.prose import Prose, ProseError, list_items, parse_prose
from service.authoring.tables import KnowledgeError, Table, check_id, compile_pattern, read_table, read_text
from whygrad.answers.documents import Ignorable
from whygrad.finding.topics import Words
from whygrad.languages import LANGUAGES


def read_knowledge(root: Path) -> Knowledge:
    """Read every entry and concept under `root`.

    Raises `KnowledgeError` at the first that has not the form, and where there is none: that is another folder.
    """
    for name in ("errors", "concepts"):
        if not list_folders(root / name):
            raise KnowledgeError(f"{root} holds no {name}: it is no folder of knowledge")
    return Knowledge(
        entries={folder.name: read_entry(folder) for folder in list_folders(root / "errors")},
        concepts={folder.name: read_concept(folder) for folder in list_folders(root / "concepts")},
        subjects=read_subjects(root / "search.toml"),
    )


def read_one(root: Path, item_id: str) -> Knowledge:
    """Read one entry or concept, whatever the state of the entries beside it; concepts are read for their terms."""
    entries = {item_id: read_entry(root / "errors" / item_id)} if (root / "errors" / item_id).is_dir() else {}
    concepts = {folder.name: read_concept(folder) for folder in list_folders(root / "concepts")}
    if item_id not in entries | concepts:
        raise KnowledgeError(f"there is no entry or concept {item_id!r}")
    return Knowledge(entries, concepts)


def read_subjects(path: Path) -> Subjects:
    """Read `search.toml`; raises `KnowledgeError` naming what is missing, mistyped or unknown."""
    try:
        table = read_table(path)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"search.toml: {error}") from error
    outside = read_outside(table.take("outside", dict, {}))
    words = read_words(Table("search.toml: words", table.take("words", dict, {})))
    table.end()
    return Subjects(outside, words)


def read_words(table: Table) -> Words:
    """Read `[words]`: `theirs`, `ours` and `courtesy`."""
    words = Words(*(table.take_strings(key, []) for key in ("theirs", "ours", "courtesy")))
    table.end()
    return words


def read_outside(tables: dict[str, Any]) -> dict[str, Phrasings]:
    """Read the tables `[outside.<id>]`."""
    outside: dict[str, Phrasings] = {}
    for subject, values in tables.items():
        check_id(subject)
        outside[subject] = read_languages_of(Table(f"search.toml: outside.{subject}", values), required=True)
    return outside


def list_folders(parent: Path) -> list[Path]:
    """The folders under `parent`, by name; an absent parent has none."""
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if path.is_dir() and path.name != "__pycache__")


def read_entry(folder: Path) -> Entry:
    """Read `knowledge/errors/<id>`; raises `KnowledgeError` naming file and key."""
    try:
        return _read_entry(folder)
    except (ProseError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{folder.name}: {error}") from error


def _read_entry(folder: Path) -> Entry:
    check_id(folder.name)
    table = read_table(folder / "entry.toml")
    kind = cast(Kind, table.take_choice("kind", Kind))
    case_tables = table.take_tables("cases")
    cases = tuple(read_case(folder, case_table) for case_table in case_tables)
    if not cases:
        raise KnowledgeError(f"{folder.name}: an entry has at least one case")
    entry = Entry(
        id=folder.name,
        kind=kind,
        area=table.take("area", str),
        frequency=cast(Frequency, table.take_choice("frequency", Frequency)),
        status=cast(Status, table.take_choice("status", Status, "published")),
        unfinished=table.take("unfinished", bool, False),
        ignorable=cast(Ignorable | None, table.take_choice("ignorable", Ignorable, "") or None),
        torch=table.take("torch", str, ">=1.13"),
        requires=read_requires(folder.name, table),
        world_size=table.take("world_size", int, 1),
        concepts=table.take_strings("concepts", []),
        aliases=table.take_strings("aliases", []),
        phrasings=read_phrasings(table, required=False),
        signatures=tuple(read_signature(signature) for signature in table.take_tables("signatures")),
        translations=table.take_strings("translations", []),
        overlaps={item.take("id", str): item.take("rule", str) for item in table.take_tables("overlaps")},
        cases=cases,
        references=read_references(table),
        prose=read_languages(folder),
        content_hash=hash_folder(folder),
    )
    table.end()
    if kind != "silent" and not entry.signatures:
        raise KnowledgeError(f"{folder.name}: an entry that is not silent has a signature")
    check_processes(folder.name, entry.requires, entry.world_size)
    check_entry_prose(entry)
    check_files(folder, entry_files(entry))
    return entry


def read_signature(table: Table) -> SignaturePattern:
    """Read one `[[signatures]]` table."""
    source_pattern = table.take("source_pattern", str, "") or None
    signature = SignaturePattern(
        exceptions=table.take_strings("exceptions"),
        pattern=table.take("pattern", str),
        source_pattern=source_pattern,
        torch=table.take("torch", str, ">=1.13"),
    )
    table.end()
    compile_pattern("signatures: pattern", signature.pattern)
    if source_pattern:
        compile_pattern("signatures: source_pattern", source_pattern)
    return signature


def read_concept(folder: Path) -> Concept:
    """Read `knowledge/concepts/<id>`; raises `KnowledgeError` naming file and key."""
    try:
        return _read_concept(folder)
    except (ProseError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{folder.name}: {error}") from error


def _read_concept(folder: Path) -> Concept:
    check_id(folder.name)
    table = read_table(folder / "concept.toml")
    names = table.take_strings("misconceptions")
    concept = Concept(
        id=folder.name,
        status=cast(Status, table.take_choice("status", Status, "published")),
        unfinished=table.take("unfinished", bool, False),
        checklist=table.take("checklist", bool, False),
        aliases=table.take_strings("aliases", []),
        related=table.take_strings("related", []),
        phrasings=read_phrasings(table, required=True),
        terms=read_terms(table),
        world_size=table.take("world_size", int, 1),
        example=read_text(folder / "example.py") if (folder / "example.py").exists() else None,
        proof=read_text(folder / "proof.py"),
        misconceptions=tuple(
            Misconception(name, read_text(folder / "misconceptions" / f"{name}.py")) for name in names
        ),
        figure=read_text(folder / "figure.py") if (folder / "figure.py").exists() else None,
        references=read_references(table),
        prose=read_languages(folder),
        content_hash=hash_folder(folder),
    )
    table.end()
    for prose in concept.prose.values():
        expect_sections(folder.name, prose, {"Explanation"}, set())
        expect_parts(folder.name, prose.parts, [("Misconception", item.id) for item in concept.misconceptions])
    check_files(folder, concept_files(concept))
    return concept


def read_languages(folder: Path) -> dict[str, Prose]:
    """Read `en.md` and `zh.md`; their headings pair, in order."""
    prose = {language: parse_prose(read_text(folder / f"{language}.md")) for language in LANGUAGES}
    if prose["en"].headings != prose["zh"].headings:
        differing = next(
            (pair for pair in zip(prose["en"].headings, prose["zh"].headings, strict=False) if pair[0] != pair[1]),
            ("(one file has more headings)", ""),
        )
        raise KnowledgeError(f"{folder.name}: the headings of en.md and zh.md differ at {differing}")
    return prose


def check_entry_prose(entry: Entry) -> None:
    """The prose names exactly the cases, fixes and wrong fixes that the folder holds."""
    for prose in entry.prose.values():
        expect_sections(entry.id, prose, {"Why"}, {"In your case"})
        list_items(prose.sections.get("In your case", ""))
        expect_parts(entry.id, prose.parts, [("Case", case.id) for case in entry.cases])
        for case in entry.cases:
            part = prose.part("Case", case.id)
            wanted = [("Fix", fix.id) for fix in case.fixes] + [("Wrong fix", wrong.id) for wrong in case.wrong_fixes]
            expect_parts(f"{entry.id}/{case.id}", part.parts, wanted)
            if entry.kind == "silent" and "symptom" not in part.fields:
                raise KnowledgeError(f"{entry.id}/{case.id}: a silent case has a symptom")


def expect_sections(where: str, prose: Prose, required: set[str], optional: set[str]) -> None:
    """The plain sections are those that the form knows."""
    if missing := sorted(required - prose.sections.keys()):
        raise KnowledgeError(f"{where}: lacks the section {missing[0]!r}")
    if unknown := sorted(prose.sections.keys() - required - optional):
        raise KnowledgeError(f"{where}: unknown section {unknown[0]!r}")


def expect_parts(where: str, parts: list[Any], wanted: list[tuple[str, str]]) -> None:
    """The named parts are exactly `wanted`, in that order."""
    found = [(part.kind, part.name) for part in parts]
    if found != wanted:
        raise KnowledgeError(f"{where}: the headings are {found}, the folder and the toml say {wanted}")


def entry_files(entry: Entry) -> set[str]:
    """The files that the folder of `entry` holds, relative to it."""
    return {"entry.toml", "en.md", "zh.md"}.union(*(case_files(case) for case in entry.cases))


def concept_files(concept: Concept) -> set[str]:
    """The files that the folder of `concept` holds, relative to it."""
    files = {"concept.toml", "en.md", "zh.md", "proof.py"}
    files |= {"figure.py"} if concept.figure is not None else set()
    files |= {"example.py"} if concept.example is not None else set()
    return files | {f"misconceptions/{item.id}.py" for item in concept.misconceptions}


def check_files(folder: Path, wanted: set[str]) -> None:
    """Refuse files that the form does not know (a mistyped name would silently never be run)."""
    found = {path.relative_to(folder).as_posix() for path in folder_files(folder)}
    if unknown := sorted(found - wanted):
        raise KnowledgeError(f"{folder.name}: unknown file {unknown[0]}")


def read_phrasings(table: Table, *, required: bool) -> Phrasings:
    """Read `[phrasings]`: how people ask, by language."""
    values = table.take("phrasings", dict, None if required else {})
    return read_languages_of(Table("phrasings", values), required=required)


def read_languages_of(table: Table, *, required: bool) -> Phrasings:
    """Read a table that holds nothing but a list of strings for each language."""
    phrasings = {language: table.take_strings(language, None if required else []) for language in LANGUAGES}
    table.end()
    return phrasings


def read_terms(table: Table) -> dict[str, tuple[str, ...]]:
    """Read `[terms]`: the words by which prose speaks of a concept, by language."""
    values = Table("terms", table.take("terms", dict, {}))
    terms = {language: values.take_strings(language, []) for language in LANGUAGES}
    values.end()
    return terms


def read_references(table: Table) -> tuple[Reference, ...]:
    """Read `[[references]]`."""
    references = []
    for item in table.take_tables("references"):
        reference = Reference(item.take("title", str), item.take("url", str))
        item.end()
        if not reference.url.startswith("https://"):
            raise KnowledgeError(f"references: {reference.url!r} must be an https address")
        references.append(reference)
    return tuple(references)

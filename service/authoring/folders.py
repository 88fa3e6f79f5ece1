"""The entries and concepts as they stand in `knowledge/`, read from their folders into typed records."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from service.authoring.prose import Prose, ProseError, list_items, parse_prose
from whygrad.finding.questions import SearchWords
from whygrad.languages import LANGUAGES

Kind = Literal["error", "warning", "silent"]
Frequency = Literal["very common", "common", "occasional", "rare"]
Safety = Literal["safe", "unsafe"]
Requirement = Literal["cpu", "cuda", "processes"]
Status = Literal["published", "retired"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_Expected = TypeVar("_Expected")


class KnowledgeError(ValueError):
    """An entry or a concept does not have the form that `knowledge/README.md` describes."""


@dataclass(frozen=True)
class SignaturePattern:
    """How a message is recognised (see `whygrad.finding.signatures.Signature`)."""

    exceptions: tuple[str, ...]
    pattern: str
    source_pattern: str | None
    torch: str


@dataclass(frozen=True)
class Fix:
    """A correction that keeps the meaning of the program, or says what it changes."""

    id: str
    safety: Safety
    code: str


@dataclass(frozen=True)
class WrongFix:
    """What people post that does not work."""

    id: str
    code: str


@dataclass(frozen=True)
class Case:
    """One usual cause, with the program that shows it and the oracle that judges corrections."""

    id: str
    cues: tuple[str, ...]
    reproduction: str
    check: str
    fixes: tuple[Fix, ...]
    wrong_fixes: tuple[WrongFix, ...]


@dataclass(frozen=True)
class Reference:
    """A page that says so."""

    title: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One family of faults: one cause with one set of fixes."""

    id: str
    kind: Kind
    area: str
    frequency: Frequency
    status: Status
    torch: str
    requires: tuple[Requirement, ...]
    world_size: int
    concepts: tuple[str, ...]
    aliases: tuple[str, ...]
    phrasings: Mapping[str, tuple[str, ...]]
    signatures: tuple[SignaturePattern, ...]
    overlaps: Mapping[str, str]
    cases: tuple[Case, ...]
    references: tuple[Reference, ...]
    prose: Mapping[str, Prose]
    content_hash: str


@dataclass(frozen=True)
class Misconception:
    """A usual misreading of a concept, refuted by a run."""

    id: str
    code: str


@dataclass(frozen=True)
class Concept:
    """One idea, built from a small example whose every claim is an assert."""

    id: str
    status: Status
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    phrasings: Mapping[str, tuple[str, ...]]
    demo: str
    misconceptions: tuple[Misconception, ...]
    figure: str | None
    references: tuple[Reference, ...]
    prose: Mapping[str, Prose]
    content_hash: str


@dataclass(frozen=True)
class Knowledge:
    """Everything under `knowledge/`."""

    entries: Mapping[str, Entry]
    concepts: Mapping[str, Concept]
    search: SearchWords = SearchWords()  # noqa: RUF009 - it is immutable


class Table:
    """A TOML table whose keys are read once each; what is left over is an error."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        """`where` names the table in messages."""
        self._where = where
        self._values = dict(values)

    def take(self, key: str, kind: type[_Expected], default: _Expected | None = None) -> _Expected:
        """Take a value of a type; raises `KnowledgeError` where it is missing or of another type."""
        value = self._values.pop(key, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise KnowledgeError(f"{self._where}: {key} must be a {kind.__name__}")
        return value

    def take_choice(self, key: str, choices: Any, default: str | None = None) -> Any:  # noqa: ANN401 - a Literal
        """Take a value that must be one of a Literal's."""
        value = self.take(key, str, default)
        if value not in get_args(choices):
            raise KnowledgeError(f"{self._where}: {key} must be one of {', '.join(get_args(choices))}")
        return value

    def take_strings(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """Take a list of strings."""
        values = self.take(key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise KnowledgeError(f"{self._where}: {key} must hold strings")
        return tuple(values)

    def take_tables(self, key: str) -> list[Table]:
        """Take a list of tables; an absent one is empty."""
        values = self.take(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise KnowledgeError(f"{self._where}: {key} must hold tables")
        return [Table(f"{self._where}: {key}[{index}]", value) for index, value in enumerate(values)]

    def end(self) -> None:
        """Refuse keys that nobody took."""
        if self._values:
            raise KnowledgeError(f"{self._where}: unknown keys: {', '.join(sorted(self._values))}")


def read_knowledge(root: Path) -> Knowledge:
    """Read every entry and concept under `root`; raises `KnowledgeError` at the first that has not the form."""
    return Knowledge(
        entries={folder.name: read_entry(folder) for folder in list_folders(root / "errors")},
        concepts={folder.name: read_concept(folder) for folder in list_folders(root / "concepts")},
        search=read_search_words(root / "search.toml"),
    )


def read_search_words(path: Path) -> SearchWords:
    """Read `search.toml`; raises `KnowledgeError` where a word stands in two groups."""
    try:
        table = read_table(path)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"search.toml: {error}") from error
    groups = table.take("synonyms", list)
    if not all(isinstance(group, list) and all(isinstance(word, str) for word in group) for group in groups):
        raise KnowledgeError("search.toml: synonyms must hold lists of strings")
    words = Counter(word for group in groups for word in group)
    if repeated := [word for word, count in words.items() if count > 1]:
        raise KnowledgeError(f"search.toml: {repeated[0]!r} stands twice among the synonyms")
    outside: dict[str, tuple[str, ...]] = {}
    for subject in table.take_tables("outside"):
        subject_id = subject.take("id", str)
        check_id(subject_id)
        outside[subject_id] = subject.take_strings("phrasings")
        subject.end()
    table.end()
    return SearchWords(tuple(map(tuple, groups)), outside)


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
    requires = table.take_strings("requires", ["cpu"])
    entry = Entry(
        id=folder.name,
        kind=kind,
        area=table.take("area", str),
        frequency=cast(Frequency, table.take_choice("frequency", Frequency)),
        status=cast(Status, table.take_choice("status", Status, "published")),
        torch=table.take("torch", str, ">=1.13"),
        requires=tuple(cast(Requirement, choose(folder.name, "requires", name, Requirement)) for name in requires),
        world_size=table.take("world_size", int, 1),
        concepts=table.take_strings("concepts", []),
        aliases=table.take_strings("aliases", []),
        phrasings=read_phrasings(table, required=False),
        signatures=tuple(read_signature(signature) for signature in table.take_tables("signatures")),
        overlaps={item.take("id", str): item.take("rule", str) for item in table.take_tables("overlaps")},
        cases=cases,
        references=read_references(table),
        prose=read_languages(folder),
        content_hash=hash_folder(folder),
    )
    table.end()
    if kind != "silent" and not entry.signatures:
        raise KnowledgeError(f"{folder.name}: an entry that is not silent has a signature")
    if ("processes" in entry.requires) != (entry.world_size > 1):
        raise KnowledgeError(f"{folder.name}: world_size goes with requires = ['processes']")
    check_entry_prose(entry)
    check_files(folder, entry_files(entry))
    return entry


def choose(where: str, key: str, value: str, choices: Any) -> str:  # noqa: ANN401 - a Literal
    """Return `value` where it is one of a Literal's; raises `KnowledgeError`."""
    if value not in get_args(choices):
        raise KnowledgeError(f"{where}: {key} must hold only {', '.join(get_args(choices))}")
    return value


def read_case(folder: Path, table: Table) -> Case:
    """Read one `[[cases]]` table with its files."""
    case_id = table.take("id", str)
    check_id(case_id)
    path = folder / "cases" / case_id
    fixes = []
    for fix_table in table.take_tables("fixes"):
        fix_id = fix_table.take("id", str)
        safety = cast(Safety, fix_table.take_choice("safety", Safety))
        fix_table.end()
        fixes.append(Fix(fix_id, safety, read_text(path / "fixes" / f"{fix_id}.py")))
    wrong_fixes = [
        WrongFix(name, read_text(path / "wrong_fixes" / f"{name}.py")) for name in table.take_strings("wrong_fixes", [])
    ]
    case = Case(
        id=case_id,
        cues=table.take_strings("cues", []),
        reproduction=read_text(path / "reproduce.py"),
        check=read_text(path / "check.py"),
        fixes=tuple(fixes),
        wrong_fixes=tuple(wrong_fixes),
    )
    table.end()
    for cue in case.cues:
        compile_pattern(f"{folder.name}/{case_id}: cues", cue)
    if not case.fixes:
        raise KnowledgeError(f"{folder.name}/{case_id}: a case has at least one fix")
    return case


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


def compile_pattern(where: str, pattern: str) -> None:
    """Refuse what is no regex, and the unbounded lazy group that captures anything."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise KnowledgeError(f"{where}: {pattern!r} is not a regular expression: {error}") from error
    if ".+?" in pattern or ".*" in pattern or ".+" in pattern:
        raise KnowledgeError(f"{where}: {pattern!r}: groups are typed (\\d+, \\w+), never `.+` or `.*`")


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
        aliases=table.take_strings("aliases", []),
        related=table.take_strings("related", []),
        phrasings=read_phrasings(table, required=True),
        demo=read_text(folder / "demo.py"),
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


def hash_english(folder: Path) -> str:
    """The hash of `en.md` that a fresh `zh.md` carries."""
    return hashlib.sha256((folder / "en.md").read_bytes()).hexdigest()[:12]


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
    files = {"entry.toml", "en.md", "zh.md"}
    for case in entry.cases:
        base = f"cases/{case.id}"
        files |= {f"{base}/reproduce.py", f"{base}/check.py"}
        files |= {f"{base}/fixes/{fix.id}.py" for fix in case.fixes}
        files |= {f"{base}/wrong_fixes/{wrong.id}.py" for wrong in case.wrong_fixes}
    return files


def concept_files(concept: Concept) -> set[str]:
    """The files that the folder of `concept` holds, relative to it."""
    files = {"concept.toml", "en.md", "zh.md", "demo.py"} | ({"figure.py"} if concept.figure is not None else set())
    return files | {f"misconceptions/{item.id}.py" for item in concept.misconceptions}


def check_files(folder: Path, wanted: set[str]) -> None:
    """Refuse files that the form does not know (a mistyped name would silently never be run)."""
    found = {path.relative_to(folder).as_posix() for path in folder_files(folder)}
    if unknown := sorted(found - wanted):
        raise KnowledgeError(f"{folder.name}: unknown file {unknown[0]}")


def folder_files(folder: Path) -> list[Path]:
    """Every file below `folder` that people wrote, by path."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def hash_folder(folder: Path) -> str:
    """SHA-256 over names and contents of every file of the folder."""
    digest = hashlib.sha256()
    for path in folder_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def hash_code(code: str) -> str:
    """SHA-256 of a program's text."""
    return hashlib.sha256(code.encode()).hexdigest()


def read_table(path: Path) -> Table:
    """Read a TOML file."""
    return Table(f"{path.parent.name}/{path.name}", tomllib.loads(read_text(path)))


def read_text(path: Path) -> str:
    """Read a file that the form requires; raises `KnowledgeError` naming it."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path.parent.name}/{path.name} is missing") from error


def read_phrasings(table: Table, *, required: bool) -> dict[str, tuple[str, ...]]:
    """Read `[phrasings]`: how people ask, by language."""
    values = Table("phrasings", table.take("phrasings", dict, None if required else {}))
    phrasings = {language: values.take_strings(language, None if required else []) for language in LANGUAGES}
    values.end()
    return phrasings


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


def check_id(name: str) -> None:
    """Ids are lower-case words joined by hyphens."""
    if not _ID.match(name):
        raise KnowledgeError(f"{name!r} is not an id: lower-case words joined by hyphens")

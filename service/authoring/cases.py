"""Reads the cases of an entry: cues, test, trials, programs."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from service.authoring.items import Case, CauseTest, Fix, Requirement, Trial, TrialKind, WrongFix
from service.authoring.programs import EditRefused, apply_edits
from service.authoring.tables import KnowledgeError, Table, check_id, choose, compile_pattern, read_table, read_text
from whygrad.answers.documents import Changes
from whygrad.finding.evidence import Channel, Cue


def read_case(folder: Path, table: Table) -> Case:
    """Read one `[[cases]]` table with its files."""
    case_id = table.take("id", str)
    check_id(case_id)
    path = folder / "cases" / case_id
    where = f"{folder.name}/{case_id}"
    reproduction = read_text(path / "reproduce.py")
    case = Case(
        id=case_id,
        torch=read_versions(where, table),
        requires=read_requires(where, table),
        world_size=table.take("world_size", int, 1),
        cues=tuple(read_cue(where, cue) for cue in table.take_tables("cues")),
        seen=read_seen(where, table),
        test=read_test(where, table, reproduction),
        trials=read_trials(path / "trials.toml", reproduction),
        reproduction=reproduction,
        check=read_text(path / "check.py"),
        fixes=tuple(read_fix(path, fix) for fix in table.take_tables("fixes")),
        wrong_fixes=tuple(
            WrongFix(name, read_text(path / "wrong_fixes" / f"{name}.py"))
            for name in table.take_strings("wrong_fixes", [])
        ),
    )
    table.end()
    check_processes(where, case.requires, case.world_size)
    if not case.fixes:
        raise KnowledgeError(f"{where}: a case has at least one fix")
    return case


def read_versions(where: str, table: Table) -> str:
    """Read `torch`: the versions that have this case; empty for all of them."""
    versions = table.take("torch", str, "")
    try:
        SpecifierSet(versions)
    except InvalidSpecifier as error:
        raise KnowledgeError(f'{where}: torch must read like ">=2.1,<2.4"') from error
    return versions


def read_requires(where: str, table: Table) -> tuple[Requirement, ...]:
    """Read `requires`, what a machine must have to run the programs."""
    names = table.take_strings("requires", ["cpu"])
    return tuple(cast(Requirement, choose(where, "requires", name, Requirement)) for name in names)


def check_processes(where: str, requires: tuple[Requirement, ...], world_size: int) -> None:
    """Several processes are asked for by both `requires` and `world_size`, or by neither."""
    if ("processes" in requires) != (world_size > 1):
        raise KnowledgeError(f"{where}: world_size goes with requires = ['processes']")


def read_cue(where: str, table: Table) -> Cue:
    """Read one of `cues`."""
    channel = cast(Channel, table.take_choice("in", Channel))
    cue = Cue(
        channel=channel,
        matches=table.take("matches", str),
        unless=table.take("unless", str, "") or None,
        name=table.take("name", str, "") or None if channel == "captures" else None,
        weak=table.take("weak", bool, False),
    )
    table.end()
    for pattern in filter(None, (cue.matches, cue.unless)):
        compile_pattern(f"{where}: cues", pattern)
    return cue


def read_seen(where: str, table: Table) -> tuple[str, ...] | None:
    """Read `seen`, addresses of public posts with this cause; None where nobody has looked for them."""
    if not table.holds("seen"):
        return None
    addresses = table.take_strings("seen")
    if strange := [address for address in addresses if not address.startswith("https://")]:
        raise KnowledgeError(f"{where}: seen: {strange[0]!r} must be an https address")
    if len(set(addresses)) < len(addresses):
        raise KnowledgeError(f"{where}: seen names a post twice")
    return addresses


def read_test(where: str, table: Table, reproduction: str) -> CauseTest | None:
    """Read `[cases.test]`; None where there is none."""
    if not table.holds("test"):
        return None
    values = Table(f"{where}: test", table.take("test", dict))
    test = CauseTest(values.take("code", str).strip("\n"), values.take("before", str, "") or None)
    values.end()
    if not test.code or test.code.count("\n") > 1:
        raise KnowledgeError(f"{where}: test: code has one line or two")
    if test.before and [line.strip() for line in reproduction.splitlines()].count(test.before) != 1:
        raise KnowledgeError(f"{where}: test: before must be exactly one line of reproduce.py")
    return test


def read_trials(path: Path, reproduction: str) -> tuple[Trial, ...]:
    """Read `trials.toml`; a case that has none yet has no such file."""
    if not path.exists():
        return ()
    table = read_table(path)
    trials = tuple(read_trial(kind, item) for kind in get_args(TrialKind) for item in table.take_tables(kind))
    table.end()
    for trial in trials:
        try:
            apply_edits(reproduction, trial.edits)
        except EditRefused as error:
            raise KnowledgeError(f"{path.parent.name}/trials.toml: {trial.id}: {error}") from error
    names = [trial.id for trial in trials]
    if len(set(names)) < len(names):
        raise KnowledgeError(f"{path.parent.name}/trials.toml: two trials have the same id")
    return trials


def read_trial(kind: TrialKind, table: Table) -> Trial:
    """Read one trial: its id, and pairs of old and new text."""
    trial_id = table.take("id", str)
    check_id(trial_id)
    edits = table.take("edits", list)
    table.end()
    if not edits or not all(isinstance(edit, list) and [*map(type, edit)] == [str, str] for edit in edits):
        raise KnowledgeError(f"trials.toml: {trial_id}: edits must hold pairs of old and new text")
    return Trial(trial_id, kind, tuple((old, new) for old, new in edits))


def read_fix(path: Path, table: Table) -> Fix:
    """Read one of `fixes`."""
    fix_id = table.take("id", str)
    changes = cast(Changes, table.take_choice("changes", Changes))
    table.end()
    return Fix(fix_id, changes, read_text(path / "fixes" / f"{fix_id}.py"))


def case_files(case: Case) -> set[str]:
    """The files that the folder of a case holds, relative to the entry's."""
    names = {"reproduce.py", "check.py", *(["trials.toml"] if case.trials else [])}
    names |= {f"fixes/{fix.id}.py" for fix in case.fixes}
    names |= {f"wrong_fixes/{wrong.id}.py" for wrong in case.wrong_fixes}
    return {f"cases/{case.id}/{name}" for name in names}

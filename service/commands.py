"""What an operator or an author does from the shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from service.authoring.checks import check_knowledge
from service.authoring.evidence.judging import judge, raised_line, signature_index
from service.authoring.evidence.running import produce
from service.authoring.evidence.store import Evidence, comparable, read_evidence, write_evidence
from service.authoring.folders import read_concept, read_entry, read_knowledge
from service.authoring.items import Knowledge
from service.authoring.loading import load_knowledge
from service.authoring.stamps import StampRefused, stamp_chinese
from service.authoring.tables import KnowledgeError
from service.settings import Settings, SettingsError
from service.storage.migrations import upgrade
from service.storage.sessions import DatabaseUrlError, create_engine
from whygrad.finding.signatures import SignatureIndex
from whygrad.reading import read_report

PROJECT_ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = PROJECT_ROOT / "knowledge"


@click.group()
def main() -> None:
    """Whygrad: the service and its knowledge."""


def read_settings() -> Settings:
    """The settings of the environment, or a clear failure."""
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def reporting_database_errors() -> Iterator[None]:
    """Say in one line what is wrong with the database that DATABASE_URL names."""
    try:
        yield
    except DatabaseUrlError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        raise click.ClickException(f"the database at DATABASE_URL cannot be used: {error.orig}") from error


@main.command()
def migrate() -> None:
    """Bring the database at DATABASE_URL to the newest schema, creating an SQLite file where there is none."""
    settings = read_settings()
    with reporting_database_errors():
        upgrade(settings.database_url)
    click.echo("the database has the newest schema")


@main.command()
@click.option(
    "--from",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=KNOWLEDGE,
    help="The knowledge folder to load, where it is not this checkout's.",
)
def load(root: Path) -> None:
    """Load the knowledge folders into the database, in one transaction; running servers pick it up by themselves."""
    settings = read_settings()
    with reporting_database_errors():
        try:
            result = load_knowledge(root, create_engine(settings.database_url))
        except KnowledgeError as error:
            raise click.ClickException(str(error)) from error
    click.echo(
        f"knowledge version {result.version}: {result.added} added, {result.changed} changed, "
        f"{result.retired} retired, {result.unchanged} unchanged"
    )


@main.command()
def check() -> None:
    """Check the form of every entry and concept, and what the recorded evidence shows of them."""
    try:
        knowledge = read_knowledge(KNOWLEDGE)
    except KnowledgeError as error:
        raise click.ClickException(str(error)) from error
    problems = check_knowledge(KNOWLEDGE, knowledge)
    for problem in problems:
        click.secho(problem, fg="red")
    click.echo(f"{len(knowledge.entries)} entries, {len(knowledge.concepts)} concepts, {len(problems)} problems")
    sys.exit(bool(problems))


@main.command()
@click.option("--check", "compare", is_flag=True, help="Compare with the recorded evidence instead of writing it.")
@click.argument("item_ids", nargs=-1)
def verify(compare: bool, item_ids: tuple[str, ...]) -> None:
    """Run every program of the knowledge and write the evidence; fails where an entry is not what it says."""
    from service.verifier.unconfined import open_supervisor  # needs the extra `verifier`

    knowledge = read_knowledge(KNOWLEDGE)
    index = signature_index(knowledge.entries.values())
    problems: list[str] = []
    wanted = item_ids or (*knowledge.entries, *knowledge.concepts)
    with open_supervisor() as supervisor, click.progressbar(wanted, label="running", item_show_func=str) as bar:
        for item_id in bar:
            document = produce(knowledge, item_id, supervisor.run)
            problems += [f"{item_id}: {text}" for text in judge(knowledge, item_id, document, index)]
            if not compare:
                write_evidence(KNOWLEDGE, document)
            elif comparable(document) != comparable(read_evidence(KNOWLEDGE, item_id)):
                problems.append(f"{item_id}: the run differs from the recorded evidence; see `make verify`")
    for problem in problems:
        click.secho(problem, fg="red")
    click.echo(f"{len(wanted)} run, {len(problems)} problems")
    sys.exit(bool(problems))


@main.command("try")
@click.argument("item_id")
@click.option("--verbose", is_flag=True, help="Show messages, output and values in full.")
def try_item(item_id: str, verbose: bool) -> None:
    """Run every program of one entry or concept and show what happened; writes nothing."""
    from service.verifier.unconfined import open_supervisor  # needs the extra `verifier`

    try:
        knowledge = read_one(item_id)
    except KnowledgeError as error:
        raise click.ClickException(str(error)) from error
    with open_supervisor() as supervisor:
        document = produce(knowledge, item_id, supervisor.run)
    index = signature_index(knowledge.entries.values())
    for line in [*show_runs(document, verbose), *show_captures(document, index)]:
        click.echo(line)
    problems = judge(knowledge, item_id, document, index)
    for problem in problems:
        click.secho(f"PROBLEM {problem}", fg="red")
    click.echo("good" if not problems else f"{len(problems)} problems")
    sys.exit(bool(problems))


def read_one(item_id: str) -> Knowledge:
    """Read one entry or concept alone, whatever the state of the others."""
    folder = KNOWLEDGE / "errors" / item_id
    if folder.is_dir():
        return Knowledge({item_id: read_entry(folder)}, {})
    return Knowledge({}, {item_id: read_concept(KNOWLEDGE / "concepts" / item_id)})


def show_captures(document: Evidence, index: SignatureIndex) -> list[str]:
    """What the signatures capture of the message that each reproduction raised."""
    raised = {
        case: raised_line(found["reproduction"])
        for case, found in document.get("cases", {}).items()
        if found["reproduction"].get("exception")
    }
    matches = {case: index.match(read_report(message)) for case, message in raised.items()}
    return [f"{case}: captures {found[0].captures}" for case, found in matches.items() if found]


def show_runs(document: Evidence, verbose: bool) -> list[str]:
    """One line a program, or a few with `verbose`."""
    runs: list[tuple[str, Evidence]] = []
    for case, found in document.get("cases", {}).items():
        runs.append((f"{case}/reproduce", found["reproduction"]))
        runs += [(f"{case}/fixes/{name}", run) for name, run in found["fixes"].items()]
        runs += [(f"{case}/wrong_fixes/{name}", run) for name, run in found["wrong_fixes"].items()]
    if "demo" in document:
        runs = [
            ("demo", document["demo"]),
            *((f"misconceptions/{k}", v) for k, v in document["misconceptions"].items()),
            *((name, document[name]) for name in ("figure",) if name in document),
        ]
    lines = []
    for name, run in runs:
        failed = [f"{check['name']} ({check['detail']})" for check in run.get("checks", []) if not check["passed"]]
        passed = [check["name"] for check in run.get("checks", []) if check["passed"]]
        lines.append(f"{name}: {run['outcome']}")
        lines += [f"    {raised_line(run)[: 9999 if verbose else 160]}"] if run.get("exception") else []
        lines += [f"    passes {', '.join(passed)}"] if passed else []
        lines += [f"    FAILS {text}" for text in failed]
        lines += [f"    values {run['values']}"] if run.get("values") else []
        lines += [f"    probe {run['probe']}"] if "probe" in run else []
        lines += [f"    warns {warning[:120]}" for warning in run.get("warnings", [])]
        lines += [f"    {line}" for line in run.get("stdout", "").splitlines()] if verbose else []
    return lines


@main.command()
@click.argument("item_id")
@click.option("--unchanged-because", default=None, help="Why the Chinese stays as it is although the English changed.")
def stamp(item_id: str, unchanged_because: str | None) -> None:
    """Mark zh.md of an entry or a concept as rendering the present en.md."""
    folders = [KNOWLEDGE / kind / item_id for kind in ("errors", "concepts")]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        raise click.ClickException(f"there is no entry or concept {item_id!r}")
    try:
        stamp_chinese(folder, unchanged_because)
    except StampRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{item_id}: zh.md is stamped")

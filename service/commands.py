"""What an operator or an author does from the shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from service.authoring.bundling import write_libraries
from service.authoring.checks import check_knowledge, describe_older, items_of, list_gaps
from service.authoring.evidence.judging import judge, signature_index
from service.authoring.evidence.running import Run, produce
from service.authoring.evidence.showing import show_evidence
from service.authoring.evidence.store import comparable, installed_torch, read_evidence, write_evidence
from service.authoring.folders import read_knowledge, read_one
from service.authoring.gaps import item_gaps
from service.authoring.items import Knowledge
from service.authoring.loading import load_knowledge
from service.authoring.stamps import StampRefused, stamp_chinese
from service.authoring.tables import KnowledgeError
from service.settings import Settings, SettingsError
from service.storage.libraries import libraries_of
from service.storage.migrations import upgrade
from service.storage.sessions import DatabaseUrlError, create_engine
from service.storage.snapshot import read_snapshot
from whygrad.answers.bundle import DATA

PROJECT_ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = PROJECT_ROOT / "knowledge"
START_SECONDS = 120.0


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
def bundle() -> None:
    """Write the database's knowledge where whygrad answers offline from it; a wheel gets its own when it is built."""
    settings = read_settings()
    with reporting_database_errors():
        snapshot = read_snapshot(create_engine(settings.database_url))
    libraries = libraries_of(snapshot.digest, snapshot.items.values())
    if not libraries:
        raise click.ClickException("the database holds no knowledge: run `python -m service load` first")
    paths = write_libraries(libraries, DATA)
    click.echo(f"{', '.join(path.name for path in paths)} written: `python -m whygrad` answers offline from them")


@main.command()
def check() -> None:
    """Check the form of every entry and concept, and what the recorded evidence shows of them."""
    knowledge = read_all()
    problems = check_knowledge(KNOWLEDGE, knowledge)
    show_problems(problems)
    if waiting := [name for name, found in list_gaps(knowledge).items() if found]:
        click.echo(f"to do: {len(waiting)} are unfinished; `python -m service gaps` lists what they lack")
    for line in describe_older(KNOWLEDGE, knowledge):
        click.echo(line)
    click.echo(f"{len(knowledge.entries)} entries, {len(knowledge.concepts)} concepts, {len(problems)} problems")
    sys.exit(bool(problems))


@main.command()
@click.argument("item_ids", nargs=-1)
def gaps(item_ids: tuple[str, ...]) -> None:
    """List what entries and concepts that are marked `unfinished` lack of their form."""
    found = list_gaps(read_all())
    for item_id in item_ids or found:
        click.secho(f"{item_id}: {len(found.get(item_id, []))}", bold=True)
        for gap in found.get(item_id, []) if item_ids else []:
            click.echo(f"    {gap}")
    click.echo(f"{len(found)} are unfinished, {sum(map(len, found.values()))} gaps")


@main.command()
@click.option("--check", "compare", is_flag=True, help="Compare with the recorded evidence instead of writing it.")
@click.option("--torch", help="Run on this version instead, as 2.4.1, which is installed outside of the checkout.")
@click.argument("item_ids", nargs=-1)
def verify(compare: bool, torch: str | None, item_ids: tuple[str, ...]) -> None:
    """Run every program of the knowledge and write the evidence; fails where an entry is not what it says.

    What is otherwise on another torch than the installed one is listed, and is no failure.
    """
    knowledge = read_all()
    index = signature_index(knowledge.entries.values())
    found: list[str] = []
    drifted: list[str] = []
    wanted = item_ids or tuple(items_of(knowledge))
    with running_torch(torch) as run, click.progressbar(wanted, label="running", item_show_func=str) as bar:
        for item_id in bar:
            document = produce(knowledge, item_id, run, torch)
            found += [f"{item_id}: {text}" for text in judge(knowledge, item_id, document, index)]
            if not compare:
                write_evidence(KNOWLEDGE, document)
            elif comparable(document) != comparable(read_evidence(KNOWLEDGE, document["torch"], item_id)):
                drifted.append(f"{item_id}: the run differs from the recorded evidence; see `make verify`")
    show_problems([*found, *drifted])
    is_other = torch not in (None, installed_torch())
    click.echo(f"{len(wanted)} run, {len(found) + len(drifted)} {'differences' if is_other else 'problems'}")
    sys.exit(bool(drifted or (found and not is_other)))


@contextmanager
def running_torch(torch: str | None) -> Iterator[Run]:
    """What runs programs on a version of torch, installed where it is not yet; the present one where none is named."""
    from service.verifier.runtimes import open_runtime  # needs the extra `verifier`

    with open_runtime(interpreter_for(torch)) as runtime:
        if not runtime.wait_ready(START_SECONDS):
            raise click.ClickException("the verifier does not start; what it says of it stands above")
        yield runtime.run


def interpreter_for(torch: str | None) -> str:
    """The interpreter that has a version of torch; this one where none is named."""
    if torch in (None, installed_torch()):
        return sys.executable
    from service.authoring.evidence.other_torch import NotInstalled, interpreter_with  # needs the extra `dev`

    try:
        return interpreter_with(torch, click.echo)
    except NotInstalled as error:
        raise click.ClickException(str(error)) from error


@main.command("try")
@click.argument("item_id")
@click.option("--verbose", is_flag=True, help="Show messages, output and values in full.")
def try_item(item_id: str, verbose: bool) -> None:
    """Run every program of one entry or concept, show what happened and what is missing; writes nothing."""
    try:
        knowledge = read_one(KNOWLEDGE, item_id)
    except KnowledgeError as error:
        raise click.ClickException(str(error)) from error
    with running_torch(None) as run:
        document = produce(knowledge, item_id, run)
    index = signature_index(knowledge.entries.values())
    for line in show_evidence(document, index, verbose=verbose):
        click.echo(line)
    problems = judge(knowledge, item_id, document, index)
    missing = [f"missing: {gap}" for gap in item_gaps(knowledge, item_id)]
    show_problems([*problems, *missing])
    click.echo("good" if not problems + missing else f"{len(problems)} problems, {len(missing)} missing")
    sys.exit(bool(problems or missing))


def read_all() -> Knowledge:
    """The whole knowledge, or a clear failure."""
    try:
        return read_knowledge(KNOWLEDGE)
    except KnowledgeError as error:
        raise click.ClickException(str(error)) from error


def show_problems(problems: list[str]) -> None:
    """One red line a problem."""
    for problem in problems:
        click.secho(problem, fg="red")


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

"""Shows an author what the programs of one entry or concept did."""

from __future__ import annotations

from collections.abc import Iterator

from service.authoring.evidence.judging import raised_line
from service.authoring.evidence.store import Evidence
from whygrad.finding.signatures import SignatureIndex

SHOWN_CHARACTERS = 160


def show_evidence(document: Evidence, index: SignatureIndex, *, verbose: bool) -> Iterator[str]:
    """A few lines a program; all of it with `verbose`."""
    for name in ("proof", "example", "figure"):
        if name in document:
            yield from show_run(name, document[name], verbose=verbose)
    for name, run in document.get("misconceptions", {}).items():
        yield from show_run(f"misconceptions/{name}", run, verbose=verbose)
    for case, found in document.get("cases", {}).items():
        yield from show_case(case, found, index, verbose=verbose)


def show_case(case: str, found: Evidence, index: SignatureIndex, *, verbose: bool) -> Iterator[str]:
    """The programs of a case, what its test printed, what the signature captured, and the trials."""
    reproduction = found["reproduction"]
    yield from show_run(f"{case}/reproduce", reproduction, verbose=verbose)
    if error := reproduction.get("exception"):
        matches = index.match_exception(error["type"], error["message"], None)
        yield from (f"    captures {match.captures}" for match in matches[:1])
    if "test" in found:
        yield f"    test prints {found['test']['prints']!r}"
    for kind in ("fixes", "wrong_fixes"):
        for name, run in found[kind].items():
            yield from show_run(f"{case}/{kind}/{name}", run, verbose=verbose)
    for name, run in found["trials"].items():
        failed = "; ".join(run["failed"])[:SHOWN_CHARACTERS]
        yield f"{case}/trials/{name}: {run['outcome']}, fails {failed or 'nothing'}"


def show_run(name: str, run: Evidence, *, verbose: bool) -> Iterator[str]:
    """One program: how it ended, its checks, values and warnings; its output with `verbose`."""
    width = None if verbose else SHOWN_CHARACTERS
    checks = [] if run["outcome"] == "raised" else run.get("checks", [])  # what raised fails them all
    passed = [check["name"] for check in checks if check["passed"]]
    yield f"{name}: {run['outcome']}"
    if run.get("exception"):
        yield f"    {raised_line(run)[:width]}"
    if passed:
        yield f"    passes {', '.join(passed)}"
    yield from (f"    FAILS {check['name']} ({check['detail']})" for check in checks if not check["passed"])
    if run.get("values"):
        yield f"    values {run['values']}"
    if "probe" in run:
        yield f"    probe {run['probe']}"
    yield from (f"    warns {warning[:width]}" for warning in run.get("warnings", []))
    if verbose:
        yield from (f"    {line}" for line in run.get("stdout", "").splitlines())

"""Says what the evidence shows that an entry or a concept must not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from service.authoring.evidence.store import Evidence
from service.authoring.figures import FigureError, draw_figure
from service.authoring.items import Case, Concept, Entry, Knowledge
from whygrad.finding.signatures import Signature, SignatureIndex


def judge(knowledge: Knowledge, item_id: str, evidence: Evidence, index: SignatureIndex) -> list[str]:
    """What is wrong with one entry or concept by its evidence."""
    if item_id in knowledge.concepts:
        return judge_concept(knowledge.concepts[item_id], evidence)
    entry = knowledge.entries[item_id]
    return judge_entry(entry, evidence, index) + judge_templates(entry, evidence)


def signature_index(entries: Iterable[Entry]) -> SignatureIndex:
    """The index over every signature of `entries`."""
    return SignatureIndex(
        Signature(entry.id, signature.exceptions, signature.pattern, signature.source_pattern)
        for entry in entries
        for signature in entry.signatures
    )


def raised_line(evidence: Evidence) -> str:
    """The last line of the traceback of a recorded run."""
    return f"{evidence['exception']['type']}: {evidence['exception']['message']}"


def judge_entry(entry: Entry, evidence: Evidence, index: SignatureIndex) -> list[str]:
    """What the evidence shows that an entry must not have; empty for a good one."""
    problems: list[str] = []
    for case in entry.cases:
        found = evidence["cases"][case.id]
        if found["reproduction"]["outcome"] == "not_run":
            continue
        problems += [f"{case.id}: reproduce.py: {problem}" for problem in judge_reproduction(entry, case, found, index)]
        for fix in case.fixes:
            problems += [f"{case.id}: fixes/{fix.id}: {text}" for text in judge_fix(entry, found["fixes"][fix.id])]
        for wrong in case.wrong_fixes:
            problems += [
                f"{case.id}: wrong_fixes/{wrong.id}: {text}" for text in judge_wrong(found["wrong_fixes"][wrong.id])
            ]
    return problems


def judge_reproduction(entry: Entry, case: Case, found: Evidence, index: SignatureIndex) -> list[str]:
    """The reproduction shows exactly the fault of its own entry."""
    run = found["reproduction"]
    if entry.kind == "error":
        if run["outcome"] != "raised":
            return [f"must raise, but {run['outcome']}"]
        return judge_claim(entry, raised_line(run), source_line(case.reproduction, run), index)
    if run["outcome"] != "passed":
        return [f"must run to its end, but {run['outcome']}"]
    if entry.kind == "warning":
        claims = [judge_claim(entry, warning, None, index) for warning in run.get("warnings", [])]
        return [] if [] in claims else [f"does not warn with its own message; it warns {run.get('warnings', [])}"]
    return [] if run.get("probe") else ["the probe does not fire"]


def source_line(code: str, run: Evidence) -> str | None:
    """The line of the program that the exception passed through last."""
    number = run["exception"]["line"]
    return code.splitlines()[number - 1].strip() if number else None


def judge_claim(entry: Entry, message: str, source: str | None, index: SignatureIndex) -> list[str]:
    """The signatures rank `entry` first for a message with its class; only entries of `overlaps` claim it too."""
    type_name, _, text = message.partition(": ")
    claimed = [match.entry for match in index.match_exception(type_name, text, source)]
    if not claimed or claimed[0] != entry.id:
        return [f"its message is diagnosed as {claimed}: {message[:200]}"]
    if strangers := [other for other in claimed[1:] if other not in entry.overlaps]:
        return [f"its message is also claimed by {strangers}, which `overlaps` does not name"]
    return []


def judge_fix(entry: Entry, run: Evidence) -> list[str]:
    """A fix runs to its end, passes every check, and keeps a silent symptom's probe quiet."""
    if run["outcome"] != "passed":
        return [f"must pass, but {run['outcome']}: {run.get('exception', {}).get('message', '')[:200]}"]
    problems = [f"fails {check['name']}: {check['detail']}" for check in run["checks"] if not check["passed"]]
    problems += [
        f"{check['name']} needs two lines, English and Chinese"
        for check in run["checks"]
        if len(check["statement"]) != 2
    ]
    if not run["checks"]:
        problems.append("is not checked by anything")
    if entry.kind == "silent" and run.get("probe") is not False:
        problems.append("the probe must stay quiet")
    return problems


def judge_wrong(run: Evidence) -> list[str]:
    """A wrong fix fails at least one check, and the harm can be measured."""
    problems = []
    if all(check["passed"] for check in run["checks"]):
        problems.append("passes every check")
    if failure := run["values"].get("measure_failed"):
        problems.append(f"measure(run) failed: {failure}")
    return problems


def judge_concept(concept: Concept, evidence: Evidence) -> list[str]:
    """The demo and every refutation end without an error and print something."""
    runs = {"demo.py": evidence["demo"]}
    runs |= {f"misconceptions/{item.id}": evidence["misconceptions"][item.id] for item in concept.misconceptions}
    problems = []
    for name, run in runs.items():
        if run["outcome"] != "passed":
            problems.append(f"{name}: {run['outcome']}: {run.get('exception', {}).get('message', '')[:300]}")
        elif not run["stdout"].strip():
            problems.append(f"{name}: prints nothing")
    return problems + judge_figure(evidence.get("figure"))


def judge_figure(run: Evidence | None) -> list[str]:
    """The program of a figure ends without an error and prints what a figure is drawn from."""
    if run is None:
        return []
    if run["outcome"] != "passed":
        return [f"figure.py: {run['outcome']}: {run.get('exception', {}).get('message', '')[:300]}"]
    try:
        draw_figure(run["stdout"])
    except FigureError as error:
        return [f"figure.py: {error}"]
    return []


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """Fill `{name}`s of a `harm:` or `symptom:` line; raises `KeyError` naming the value that nobody measured."""
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template)


def judge_templates(entry: Entry, evidence: Evidence) -> list[str]:
    """Every value that a `harm:` or `symptom:` names was measured."""
    problems = []
    for language, prose in entry.prose.items():
        for case in entry.cases:
            part = prose.part("Case", case.id)
            found = evidence["cases"][case.id]
            templates = [(part.fields.get("symptom", ""), found["reproduction"], "symptom")]
            templates += [
                (part.part("Wrong fix", wrong.id).fields["harm"], found["wrong_fixes"][wrong.id], f"harm of {wrong.id}")
                for wrong in case.wrong_fixes
            ]
            for template, run, name in templates:
                try:
                    fill_template(template, run.get("values", {}))
                except KeyError as missing:
                    problems.append(f"{case.id}: {language}: {name} names {missing}, which was not measured")
    return problems

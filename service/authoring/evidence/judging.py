"""Says what the evidence shows that an entry or a concept must not have."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.authoring.evidence.store import Evidence, exists_on
from service.authoring.figures import FigureError, draw_figure
from service.authoring.items import Case, Concept, Entry, Knowledge, Trial
from whygrad.finding.evidence import Choice, choose_case
from whygrad.finding.signatures import Signature, SignatureIndex, translate_signatures
from whygrad.reading import read_report

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def judge(knowledge: Knowledge, item_id: str, evidence: Evidence, index: SignatureIndex) -> list[str]:
    """What is wrong with one entry or concept by its evidence."""
    if item_id in knowledge.concepts:
        return judge_concept(knowledge.concepts[item_id], evidence)
    entry = knowledge.entries[item_id]
    return judge_entry(entry, evidence, index) + judge_templates(entry, evidence)


def signature_index(entries: Iterable[Entry]) -> SignatureIndex:
    """The index over every signature of `entries`."""
    return SignatureIndex(signature for entry in entries for signature in signatures_of(entry))


def signatures_of(entry: Entry) -> list[Signature]:
    """The signatures of an entry, those of its message in translation too."""
    signatures = [
        Signature(entry.id, signature.exceptions, signature.pattern, signature.source_pattern)
        for signature in entry.signatures
    ]
    return signatures + translate_signatures(signatures, entry.translations)


def raised_line(evidence: Evidence) -> str:
    """The last line of the traceback of a recorded run."""
    return f"{evidence['exception']['type']}: {evidence['exception']['message']}"


def judge_entry(entry: Entry, evidence: Evidence, index: SignatureIndex) -> list[str]:
    """What the evidence shows that an entry must not have; empty for a good one."""
    cases = judged_cases(entry, evidence)
    found = {case.id: evidence["cases"][case.id] for case in cases}
    run = [case for case in cases if found[case.id]["reproduction"]["outcome"] != "not_run"]
    problems = [f"{case.id}: {problem}" for case in run for problem in judge_case(entry, case, found[case.id], index)]
    supported = [case for case in run if found[case.id]["reproduction"]["outcome"] != "unsupported"]
    return problems + judge_tests(supported, found)


def judged_cases(entry: Entry, evidence: Evidence) -> list[Case]:
    """The cases that were run, on a torch that has them."""
    run = [case for case in entry.cases if case.id in evidence["cases"]]
    return [case for case in run if exists_on(entry, case, evidence["torch"])]


def judge_case(entry: Entry, case: Case, found: Evidence, index: SignatureIndex) -> Iterator[str]:
    """What the runs of one case show that they must not."""
    yield from (f"reproduce.py: {text}" for text in judge_reproduction(entry, case, found, index))
    if found["reproduction"]["outcome"] == "unsupported":  # said above, and nothing can be said of the rest
        return
    yield from judge_choice(entry, case, found["reproduction"], index)
    for fix in case.fixes:
        yield from (f"fixes/{fix.id}: {text}" for text in judge_fix(entry, found["fixes"][fix.id]))
    for wrong in case.wrong_fixes:
        yield from (f"wrong_fixes/{wrong.id}: {text}" for text in judge_wrong(found["wrong_fixes"][wrong.id]))
    for trial in case.trials:
        yield from (f"trials.toml: {trial.id}: {text}" for text in judge_trial(entry, trial, found["trials"][trial.id]))


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


def is_bilingual(statement: Mapping[str, str]) -> bool:
    """Whether what a check says is a line of English and a line of Chinese, and no sentence broken in two."""
    return len(statement) == 2 and _CHINESE.search(statement["zh"]) is not None


def judge_fix(entry: Entry, run: Evidence) -> list[str]:
    """A fix runs to its end, passes every check, and keeps a silent symptom's probe quiet."""
    if run["outcome"] != "passed":
        return [f"must pass, but {run['outcome']}: {run.get('exception', {}).get('message', '')[:200]}"]
    problems = [f"fails {check['name']}: {check['detail']}" for check in run["checks"] if not check["passed"]]
    problems += [
        f"{check['name']} needs two lines, English and Chinese"
        for check in run["checks"]
        if not is_bilingual(check["statement"])
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


def judge_trial(entry: Entry, trial: Trial, run: Evidence) -> Iterator[str]:
    """Another edit runs to its end, and the oracle lets it pass or stops it as its kind says."""
    if run["outcome"] != "passed":
        yield f"must run to its end, or it tries nothing; it {run['outcome']}: {'; '.join(run['failed'])[:300]}"
    elif trial.kind == "right":
        yield from (f"is right, and fails {failed}" for failed in run["failed"])
        if entry.kind == "silent" and run.get("probe") is not False:
            yield "is right, and the probe fires"
    elif not run["failed"]:
        yield f"is a {trial.kind}, and passes every check"


def judge_choice(entry: Entry, case: Case, run: Evidence, index: SignatureIndex) -> Iterator[str]:
    """Pasted back, with its program and without, a reproduction is given its own case, or none; never another."""
    cues = {other.id: other.cues for other in entry.cases}
    for name, paste in pastes_of(case, run).items():
        report = read_report(paste)
        matches = [match for match in index.match(report) if match.entry == entry.id]
        choice = choose_case(cues, report, matches[0]) if matches else Choice()
        if choice.case not in (None, case.id):
            shown = "; ".join(clue.text for clue in choice.because)
            yield f"pasted as {name} it is taken for {choice.case}, because of {shown}"


def pastes_of(case: Case, run: Evidence) -> dict[str, str]:
    """What somebody would paste who ran a reproduction."""
    told = [run["traceback"] or raised_line(run)] if run.get("exception") else ["\n".join(run.get("warnings", []))]
    if not told[0]:
        return {}
    return {"a traceback": told[0], "a traceback with the program": f"```python\n{case.reproduction}```\n\n{told[0]}"}


def judge_tests(cases: Sequence[Case], found: Mapping[str, Evidence]) -> list[str]:
    """Each test prints something, and where two cases have the same test, not the same."""
    printed = {case.id: found[case.id]["test"]["prints"] for case in cases if case.test}
    problems = [f"{name}: its test did not run to its end, or printed nothing" for name in printed if not printed[name]]
    tested = [case for case in cases if case.test and printed[case.id]]
    for one, other in itertools.combinations(tested, 2):
        if one.test and other.test and one.test.code == other.test.code and printed[one.id] == printed[other.id]:
            problems.append(f"{one.id} and {other.id}: the same test prints the same, {printed[one.id]!r}")
    return problems


def judge_concept(concept: Concept, evidence: Evidence) -> list[str]:
    """The proof, the example and every refutation end without an error and print something."""
    runs = {f"{name}.py": evidence[name] for name in ("proof", "example") if name in evidence}
    runs |= {f"misconceptions/{item.id}": evidence["misconceptions"][item.id] for item in concept.misconceptions}
    problems = []
    for name, run in runs.items():
        if run["outcome"] != "passed":
            problems.append(f"{name}: {describe_end(run)}")
        elif not run["stdout"].strip():
            problems.append(f"{name}: prints nothing")
    return problems + judge_figure(evidence.get("figure"))


def describe_end(run: Evidence) -> str:
    """How a program that did not pass ended, and where."""
    if not run.get("exception"):
        return str(run["outcome"])
    return f"{run['outcome']} in line {run['exception']['line']}: {raised_line(run)[:300]}"


def judge_figure(run: Evidence | None) -> list[str]:
    """The program of a figure ends without an error and prints what a figure is drawn from."""
    if run is None:
        return []
    if run["outcome"] != "passed":
        return [f"figure.py: {describe_end(run)}"]
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
        for case in judged_cases(entry, evidence):
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

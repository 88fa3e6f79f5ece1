"""What the knowledge holds, as it is read: the only schema of entries and concepts.

Each field is annotated with what it says. Fields that follow from others are derived when a document is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from whygrad.answers.addresses import href_of

EntryKind = Literal["error", "warning", "silent"]
Frequency = Literal["very common", "common", "occasional", "rare"]
Outcome = Literal["passed", "failed", "not_run"]
Safety = Literal["safe", "unsafe"]
Changes = Literal["nothing", "cost", "value", "gradient", "state"]
Ignorable = Literal["yes", "no", "depends"]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Where to read on."""

    title: Annotated[str, "Title of the page."]
    url: Annotated[str, "An https address."]


@dataclass(frozen=True, kw_only=True)
class ServedSignature:
    """How an entry's message is recognised."""

    exception: Annotated[str | None, "Last component of the class name; null where any class will do."]
    pattern: Annotated[str, "A regular expression; a blank stands for any white space."]
    source_pattern: Annotated[str | None, "What the failing source line must match as well."]
    torch: Annotated[str, "Versions of torch that print this message."]


@dataclass(frozen=True, kw_only=True)
class FixEvidence:
    """One run of a fix."""

    torch: Annotated[str, "Version of torch that ran it."]
    outcome: Annotated[Outcome, "What became of it."]
    checks: Annotated[tuple[str, ...], "What was checked and held, in words."]
    reason: Annotated[str | None, "Why it was not run."]
    code_sha256: Annotated[str, "SHA-256 of the program that was run."]


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A correction, as a whole program that was run."""

    id: Annotated[str, "Its id within the case."]
    title: Annotated[str, "What to do."]
    when: Annotated[str, "When to choose it."]
    safety: Annotated[Safety, "safe: it changes nothing or only cost, and assumes nothing."]
    why: Annotated[str, "Why it works."]
    explanation: Annotated[str, "More about it, in Markdown."]
    code: Annotated[str, "The whole corrected program."]
    output: Annotated[str, "What the program printed."]
    evidence: Annotated[tuple[FixEvidence, ...], "Its runs."]
    changes: Annotated[Changes, "What it changes beside the fault."]
    assumes: Annotated[str | None, "The intention that it takes for granted; null where it takes none."]
    diff: Annotated[str, "Unified, against the reproduction."]
    changed_lines: Annotated[tuple[int, ...], "Lines of `code`, from 1, that the reproduction does not have."]


@dataclass(frozen=True, kw_only=True)
class WrongFix:
    """What people post that does not work."""

    id: Annotated[str, "Its id within the case."]
    title: Annotated[str, "What people do."]
    why: Annotated[str, "Why it does not help."]
    explanation: Annotated[str, "More about it, in Markdown."]
    code: Annotated[str, "The whole program."]
    harm: Annotated[str | None, "What it did, measured; null where it could not be run."]


@dataclass(frozen=True, kw_only=True)
class Reproduction:
    """A program that shows the fault."""

    code: Annotated[str, "The whole program."]
    raises: Annotated[str | None, "The error line that it printed."]
    symptom: Annotated[str | None, "What is wrong where nothing is raised."]


@dataclass(frozen=True, kw_only=True)
class CauseTest:
    """How to see whether a case is the cause."""

    code: Annotated[str, "What to put before the failing line; where nothing is raised, at the end."]
    prints: Annotated[str, "What it prints in this case."]
    before: Annotated[str | None, "The line of the reproduction that it was put before instead."] = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One usual cause, with its fixes."""

    id: Annotated[str, "Its id within the entry."]
    title: Annotated[str, "The cause in a few words."]
    when: Annotated[str, "In which programs it is met."]
    explanation: Annotated[str, "What happens in this case, in Markdown."]
    reproduction: Annotated[Reproduction, "A program that shows it."]
    fixes: Annotated[tuple[Fix, ...], "In order of preference."]
    wrong_fixes: Annotated[tuple[WrongFix, ...], "What does not work."]
    test: Annotated[CauseTest | None, "How to see whether this is the cause; null where nobody ran it."] = None


@dataclass(frozen=True, kw_only=True)
class EntryEvidence:
    """What the first reproduction did."""

    torch: Annotated[str, "Version of torch that ran it."]
    raised: Annotated[str | None, "The error line that it printed."]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fault: what it means, its usual causes, and programs that were run."""

    id: Annotated[str, "Its id."]
    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    kind: Annotated[EntryKind, "How it shows."]
    area: Annotated[str, "Part of torch that it belongs to."]
    frequency: Annotated[Frequency, "How often people meet it."]
    ignorable: Annotated[Ignorable | None, "Whether a warning can be ignored; null for what is no warning."] = None
    title: Annotated[str, "What went wrong, in a few words."]
    summary: Annotated[str, "What happened, then what to do."]
    explanation: Annotated[str, "Why, in Markdown."]
    signatures: Annotated[tuple[ServedSignature, ...], "How its message is recognised."]
    cases: Annotated[tuple[Case, ...], "Usual causes, the most frequent first, or the one that a paste points to."]
    concepts: Annotated[tuple[str, ...], "Ids of concepts that explain it."]
    references: Annotated[tuple[Reference, ...], "Where to read on."]
    evidence: Annotated[tuple[EntryEvidence, ...], "Runs of the reproduction of the most frequent case."]
    last_verified: Annotated[str | None, "Date of the evidence, as YYYY-MM-DD; null where it is not known."] = None
    reproduction: Annotated[Reproduction, "That of the first case."] = field(init=False)
    fixes: Annotated[tuple[Fix, ...], "Those of the first case."] = field(init=False)
    wrong_fixes: Annotated[tuple[WrongFix, ...], "Those of the first case."] = field(init=False)
    href: Annotated[str, "Its page for people, relative to the server."] = field(init=False)

    def __post_init__(self) -> None:
        """Show what the first case has, and where the page is."""
        first = self.cases[0]
        derived = {
            "reproduction": first.reproduction,
            "fixes": first.fixes,
            "wrong_fixes": first.wrong_fixes,
            "href": href_of("error", self.id),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """What people believe, and a program that refutes it."""

    id: Annotated[str, "Its id within the concept."]
    claim: Annotated[str, "What people believe."]
    refutation: Annotated[str, "Why it is not so, in Markdown."]
    code: Annotated[str, "A program that shows it."]
    output: Annotated[str, "What the program printed."]


@dataclass(frozen=True, kw_only=True)
class ConceptEvidence:
    """One run of a concept's program."""

    torch: Annotated[str, "Version of torch that ran it."]
    outcome: Annotated[Outcome, "What became of it."]
    code_sha256: Annotated[str, "SHA-256 of the program that was run."]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A program that holds every claim of a concept as an assert."""

    code: Annotated[str, "The whole program."]
    output: Annotated[str, "What the program printed."]
    evidence: Annotated[tuple[ConceptEvidence, ...], "Its runs."]


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One idea of automatic differentiation, shown by a program that was run."""

    id: Annotated[str, "Its id."]
    kind: Annotated[Literal["concept"], "What it is."] = "concept"
    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    title: Annotated[str, "What it is called."]
    summary: Annotated[str, "What it is, in a sentence or two."]
    explanation: Annotated[str, "In Markdown."]
    code: Annotated[str, "A program that shows it."]
    output: Annotated[str, "What the program printed."]
    misconceptions: Annotated[tuple[Misconception, ...], "What people believe that is not so."]
    figure: Annotated[str | None, "Its figure as SVG, relative to the server."] = None
    related: Annotated[tuple[str, ...], "Ids of related concepts."]
    errors: Annotated[tuple[str, ...], "Ids of entries that it explains."]
    references: Annotated[tuple[Reference, ...], "Where to read on."]
    evidence: Annotated[tuple[ConceptEvidence, ...], "Runs of the program."]
    proof: Annotated[Proof | None, "Every claim as an assert."] = None
    last_verified: Annotated[str | None, "Date of the evidence, as YYYY-MM-DD; null where it is not known."] = None
    href: Annotated[str, "Its page for people, relative to the server."] = field(init=False)

    def __post_init__(self) -> None:
        """Show where the page is."""
        object.__setattr__(self, "href", href_of("concept", self.id))

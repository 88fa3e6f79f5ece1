"""What came of a repair, as Markdown: what is to be changed, whether that is proven, and by what."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.answers.markdown import fence, join
from whygrad.answers.messages import say
from whygrad.answers.runs import Candidate, Evidence, Repair


def repair_markdown(repair: Repair, language: str) -> str:
    """The fault, the line that did it, and each correction with what it takes for granted and what was checked."""
    return join(
        [
            f"# {repair.diagnosis.title}" if repair.diagnosis else "",
            say(language, f"repair.{repair.status or 'running'}"),
            repair.reason or "",
            show_culprit(repair, language),
            *(block for candidate in repair.candidates for block in show_candidate(candidate, language)),
        ]
    )


def show_culprit(repair: Repair, language: str) -> str:
    """The line that did it."""
    if repair.culprit is None:
        return ""
    return say(language, "repair.culprit", line=repair.culprit.line, explanation=repair.culprit.explanation)


def show_candidate(candidate: Candidate, language: str) -> Iterator[str]:
    """A correction."""
    yield f"## {candidate.title}"
    yield say(language, "repair.verified" if candidate.verified else "repair.unverified")
    yield fence(candidate.diff, "diff")
    yield candidate.why
    yield say(language, "fix.assumes", assumes=candidate.assumes) if candidate.assumes else ""
    yield "\n".join(f"- {show_evidence(item, language)}" for item in candidate.evidence)


def show_evidence(item: Evidence, language: str) -> str:
    """One check and its figures."""
    return say(language, f"repair.check.{item.result}", check=item.check, detail=item.detail)

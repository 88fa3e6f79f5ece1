"""What an audit of a running program found: the only schema of audits, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from whygrad.answers.markdown import join, printable
from whygrad.answers.messages import say

SHOWN_PARAMETERS = 40


@dataclass(frozen=True, kw_only=True)
class AuditedParameter:
    """One parameter after the first steps."""

    name: Annotated[str, "How the program reaches it."]
    shape: Annotated[tuple[int, ...], "Its shape."]
    gradient: Annotated[str, "ok, none, zero, non_finite or frozen."]
    optimizer: Annotated[int | None, "Number of the optimizer that holds it, from 1; null where none does."]

    @property
    def is_suspect(self) -> bool:
        """Whether it asks for gradients and is not trained by them."""
        return self.gradient in ("none", "zero", "non_finite") or (self.gradient == "ok" and self.optimizer is None)


@dataclass(frozen=True, kw_only=True)
class AuditFinding:
    """A fault that raises nothing."""

    id: Annotated[str, "Id of the entry."]
    title: Annotated[Mapping[str, str], "Its title, by language."]
    file: Annotated[str | None, "File of the line that did it."]
    line: Annotated[int | None, "That line, from 1."]
    explanation: Annotated[Mapping[str, str], "What the line did, by language."]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A program after its first steps."""

    steps: Annotated[int, "How many steps its optimizers had made."]
    parameters: Annotated[tuple[AuditedParameter, ...], "Of the models that the program names."]
    findings: Annotated[tuple[AuditFinding, ...], "The faults found, the surest first."]


def audit_markdown(audit: Audit, language: str) -> str:
    """The faults, each with its line; then the parameters that are not trained."""
    suspects = [parameter for parameter in audit.parameters if parameter.is_suspect]
    found = [block for finding in audit.findings for block in show_finding(finding, language)]
    return join(
        [
            f"# {say(language, 'audit.title', steps=audit.steps, parameters=len(audit.parameters))}",
            *(found or [say(language, "audit.clean")]),
            *show_parameters(suspects, language),
        ]
    )


def show_finding(finding: AuditFinding, language: str) -> Iterator[str]:
    """One fault."""
    yield f"## {finding.title[language]}"
    if finding.file is not None:
        yield printable(say(language, "place", file=finding.file, line=finding.line))
    yield finding.explanation[language]
    yield say(language, "explain", id=finding.id)


def show_parameters(suspects: list[AuditedParameter], language: str) -> Iterator[str]:
    """The parameters that are not trained, and why that is suspected."""
    if not suspects:
        return
    yield f"## {say(language, 'audit.untrained')}"
    yield "\n".join(f"- {show_parameter(parameter, language)}" for parameter in suspects[:SHOWN_PARAMETERS])
    if len(suspects) > SHOWN_PARAMETERS:
        yield say(language, "audit.more", count=len(suspects) - SHOWN_PARAMETERS)


def show_parameter(parameter: AuditedParameter, language: str) -> str:
    """One parameter in a line."""
    state = say(language, f"audit.gradient.{parameter.gradient}")
    holder = "" if parameter.optimizer else say(language, "audit.unheld")
    return f"`{parameter.name}`: {state}{holder}"

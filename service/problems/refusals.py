"""What the service refuses, typed: the class names the problem, its fields are the parameters of the texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from service.problems.faults import Located

FAULTS_TOLD = 20

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")  # `TooComplex` -> `Too`, `Complex`; nothing before the first


class Refusal(Exception):
    """A request that cannot be met. Whoever refuses knows nothing of HTTP; `service.api.problems` has the status."""

    code: ClassVar[str]
    faults: Sequence[Located] = ()

    def __init_subclass__(cls) -> None:
        """The code is the name of the class: `UnknownEntry` is `unknown-entry`."""
        cls.code = _CAPITAL.sub("-", cls.__name__).lower()

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that the texts name; what comes from outside is cut where it is told."""
        return vars(self)


@dataclass(eq=False)
class BrokenRequest(Refusal):
    """The request is not valid HTTP."""


@dataclass(eq=False)
class BrokenBody(Refusal):
    """The body could not be read to its end."""


@dataclass(eq=False)
class InvalidJson(Refusal):
    """The body is not JSON in UTF-8."""


@dataclass(eq=False)
class JsonTooDeep(Refusal):
    """The body is nested too deeply, or a number in it is too long."""


@dataclass(eq=False)
class MissingHost(Refusal):
    """The request has no Host header."""


@dataclass(eq=False)
class UnknownHost(Refusal):
    """The server does not answer under that name."""


@dataclass(eq=False)
class ForeignOrigin(Refusal):
    """The request comes from a page of another origin."""


@dataclass(eq=False)
class UnknownAddress(Refusal):
    """No route has that path."""


@dataclass(eq=False)
class UnknownEntry(Refusal):
    """No entry has that id."""

    id: str


@dataclass(eq=False)
class UnknownConcept(Refusal):
    """No concept has that id."""

    id: str


@dataclass(eq=False)
class UnknownFigure(Refusal):
    """No concept of that id has a figure."""

    id: str


@dataclass(eq=False)
class UnknownProblem(Refusal):
    """No problem has that code."""

    id: str


@dataclass(eq=False)
class UnknownRepair(Refusal):
    """No repair with that id is kept."""


@dataclass(eq=False)
class UnknownVerification(Refusal):
    """No verification of that id is kept."""


@dataclass(eq=False)
class MethodNotAllowed(Refusal):
    """The route answers to other methods."""

    allowed: list[str]


@dataclass(eq=False)
class PreconditionFailed(Refusal):
    """The document has another entity tag than the client requires."""


@dataclass(eq=False)
class BodyTooLarge(Refusal):
    """The body has more bytes than the route reads."""

    limit_bytes: int


@dataclass(eq=False)
class TooManyValues(Refusal):
    """The body has more outside of its strings than any request needs."""

    limit_bytes: int


@dataclass(eq=False)
class AddressTooLong(Refusal):
    """The request line is too long."""


@dataclass(eq=False)
class UnsupportedMediaType(Refusal):
    """The body has a type that is not read."""

    expected: str


@dataclass(eq=False)
class ExpectationFailed(Refusal):
    """The Expect header asks for what the server cannot do."""


class InvalidRequest(Refusal):
    """Fields of the request are wrong; the first of them are told one by one."""

    def __init__(self, faults: Sequence[Located]) -> None:
        """`faults` are the paths of the fields, each with what is wrong there."""
        self.count = len(faults)
        self.faults = faults[:FAULTS_TOLD]

    @property
    def parameters(self) -> Mapping[str, Any]:
        """How many there are in all."""
        return {"count": self.count}


@dataclass(eq=False)
class NotAnObject(Refusal):
    """The body is JSON but no object."""


@dataclass(eq=False)
class UnknownCase(Refusal):
    """The entry has no such case."""

    entry: str
    case: str


@dataclass(eq=False)
class UnknownFix(Refusal):
    """The case has no such fix."""

    entry: str
    case: str
    fix: str


@dataclass(eq=False)
class UnavailableTorch(Refusal):
    """Programs cannot be run on that version of torch."""

    versions: list[str]


@dataclass(eq=False)
class TooComplex(Refusal):
    """The text took longer to read than a request may take."""


@dataclass(eq=False)
class QueueFull(Refusal):
    """The verifier takes no more jobs now."""

    retry_after_seconds: int


@dataclass(eq=False)
class HeadersTooLong(Refusal):
    """The headers have more bytes than are read."""


@dataclass(eq=False)
class InternalError(Refusal):
    """A defect of ours."""


@dataclass(eq=False)
class UnsupportedTransferCoding(Refusal):
    """The body is sent in a way that is not known."""


@dataclass(eq=False)
class NoKnowledge(Refusal):
    """There is no knowledge to answer from: the database is missing, broken, not migrated or empty."""


@dataclass(eq=False)
class NoVerifier(Refusal):
    """The server was started without a verifier."""


@dataclass(eq=False)
class VerifierUnavailable(Refusal):
    """The verifier does not answer, or is starting."""

    retry_after_seconds: int


@dataclass(eq=False)
class ForeignCodeRefused(Refusal):
    """The sandbox lacks layers that foreign code needs."""

    missing: list[str]

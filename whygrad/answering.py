"""Answers from a server where the user has set one and permits it, else from what is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from whygrad.answers.bundle import installed_library
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.library import Library
from whygrad.answers.logs import diagnose_log
from whygrad.answers.questions import answer_question
from whygrad.answers.replies import Diagnosis, LogAnswer, QuestionAnswer
from whygrad.client import Client, Confirm, ServerError
from whygrad.user.redaction import redact
from whygrad.user.settings import Settings

if TYPE_CHECKING:
    from whygrad.local_verifier import LocalVerifier

_Answer = TypeVar("_Answer")


@dataclass
class Answering:
    """Answers in the user's language. What a person should know of how it was answered is added to `notes`.

    `confirm` is asked before anything is sent, as `Client` has it.
    """

    settings: Settings
    notes: list[str] = field(default_factory=list)
    confirm: Confirm | None = None

    @cached_property
    def language(self) -> str:
        """The language of the answers."""
        return self.settings.spoken()

    @cached_property
    def library(self) -> Library:
        """The knowledge that is installed; raises `KnowledgeMissing` where there is none."""
        return installed_library(self.language)

    @cached_property
    def client(self) -> Client:
        """The server that the user has set."""
        return Client(self.settings.address, self.language, confirm=self.confirm)

    @cached_property
    def runner(self) -> Client | LocalVerifier:
        """What runs programs: the server that the user has set, or the verifier of this machine."""
        if not self.settings.is_local:
            return self.client
        from whygrad.local_verifier import LocalVerifier

        return LocalVerifier(self.language)

    def diagnose(self, text: str) -> Diagnosis:
        """The diagnosis of any pasted text."""
        return self._answer(lambda: self.client.diagnose(redact(text)), lambda: diagnose(self.library, text))

    def diagnose_log(self, log: str) -> LogAnswer:
        """The failures of a log."""
        return self._answer(lambda: self.client.diagnose_log(redact(log)), lambda: diagnose_log(self.library, log))

    def ask(self, question: str) -> QuestionAnswer:
        """The answer to a question."""
        return self._answer(lambda: self.client.ask(redact(question)), lambda: answer_question(self.library, question))

    def _answer(self, served: Callable[[], _Answer], offline: Callable[[], _Answer]) -> _Answer:
        if self.settings.permits("traceback"):
            try:
                return served()
            except ServerError as error:
                self.notes.append(str(error))
        return offline()

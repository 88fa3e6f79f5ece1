"""What came of the texts that were sent to be repaired: of the last ones, and each is sent once at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict

from whygrad.answering import Answering
from whygrad.answers.runs import Repair
from whygrad.client import ServerError
from whygrad.lsp.failures import hash_of
from whygrad.repairing import NotPermitted, repair_program

MOST_TEXTS = 32


class Repairs:
    """Repairs by the SHA-256 of the text that they were made for, so that none is applied to another."""

    def __init__(self, answering: Answering) -> None:
        """Ask where the user's settings say."""
        self._answering = answering
        self._outcomes: OrderedDict[str, Repair | ServerError] = OrderedDict()
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def ask(self, text: str, traceback: str) -> None:
        """Have a text repaired in the background, unless it is, or is at the moment; one that failed is sent again."""
        key = hash_of(text)
        with self._lock:
            if key in self._asked or isinstance(self._outcomes.get(key), Repair):
                return
            self._asked.add(key)
        threading.Thread(target=self._repair, args=(key, text, traceback), daemon=True).start()

    def of(self, text: str) -> Repair | ServerError | None:
        """What came of this very text; None where nothing has yet."""
        with self._lock:
            return self._outcomes.get(hash_of(text))

    def _repair(self, key: str, text: str, traceback: str) -> None:
        outcome: Repair | ServerError | None = None
        try:
            outcome = repair_program(self._answering, text, traceback=traceback)
        except NotPermitted:
            return
        except ServerError as error:
            outcome = error
        finally:
            self._keep(key, outcome)

    def _keep(self, key: str, outcome: Repair | ServerError | None) -> None:
        with self._lock:
            self._asked.discard(key)
            if outcome is not None:
                self._outcomes[key] = outcome
                self._outcomes.move_to_end(key)
            while len(self._outcomes) > MOST_TEXTS:
                self._outcomes.popitem(last=False)

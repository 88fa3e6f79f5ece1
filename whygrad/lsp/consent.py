"""Has the editor show what is about to be sent, and ask, before the first traceback and the first program leave.

Only for an editor that offers to: `confirmsSending` among the options that it starts the server with. It then answers
the request `whygrad/confirmSending` with whether the user agrees; what they agreed to is the editor's to remember.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pygls.lsp.server import LanguageServer

from whygrad.client import ServerError

CONFIRM = "whygrad/confirmSending"
OPTION = "confirmsSending"


class Consent:
    """What may be sent to a server in this session; called with each body before it leaves."""

    def __init__(self, server: LanguageServer, address: str, refusal: str, agreed: Callable[[], None]) -> None:
        """`refusal` says that they have not agreed; `agreed` is called when they do."""
        self._server = server
        self._address = address
        self._refusal = refusal
        self._agreed = agreed
        self._answers: dict[str, bool] = {}

    def __call__(self, body: Mapping[str, object]) -> None:
        """Raise `ServerError` until they have agreed; asks once for each kind, and waits for nobody."""
        kind = "source" if "code" in body else "traceback"
        if kind not in self._answers:
            self._answers[kind] = False
            self._ask(kind, body)
        if not self._answers[kind]:
            raise ServerError(self._refusal)

    def _ask(self, kind: str, body: Mapping[str, object]) -> None:
        text = "\n\n".join(f"{name}:\n{value}" for name, value in body.items())
        shown = {"server": self._address, "kind": kind, "text": text}
        self._server.protocol.send_request(CONFIRM, shown, lambda answer: self._take(kind, answer))

    def _take(self, kind: str, answer: object) -> None:
        self._answers[kind] = answer is True
        if self._answers[kind]:
            self._agreed()

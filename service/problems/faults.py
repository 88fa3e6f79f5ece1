"""What is wrong with one field of a request: a code and its parameters, where marshmallow keeps a text."""

from __future__ import annotations

from typing import Any

Located = tuple[str, "Fault"]


class Fault(str):
    """A code of `[faults]` with its parameters; a `str`, since marshmallow takes texts and formats them."""

    parameters: dict[str, Any]

    def __new__(cls, code: str, **parameters: Any) -> Fault:  # noqa: ANN401 - any JSON
        """`parameters` are those that the texts of the code name."""
        fault = super().__new__(cls, code)
        fault.parameters = parameters
        return fault

    def format(self, *_args: object, **_values: object) -> Fault:
        """Itself: the parameters are already there."""
        return self

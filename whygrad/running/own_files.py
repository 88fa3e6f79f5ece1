"""Which files are the user's own: not a library's, and not ours."""

from __future__ import annotations

from pathlib import Path

from whygrad.reading.libraries import is_user_code

PACKAGE = str(Path(__file__).resolve().parents[1])


class OwnFiles:
    """Every file of the user's own, known by the name that its code was compiled under."""

    def __init__(self) -> None:
        """Start with none decided."""
        self._decided: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        """Whether code of that name is the user's own."""
        if not isinstance(name, str):
            return False
        if name not in self._decided:
            self._decided[name] = not name.startswith(PACKAGE) and is_user_code(name)
        return self._decided[name]


OWN_FILES = OwnFiles()

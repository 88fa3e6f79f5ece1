"""Texts of a program, cut so that they fit into its record."""

from __future__ import annotations

MARK = "…"


class Clipper:
    """Cuts the texts of one record, and remembers whether any was too long."""

    def __init__(self) -> None:
        """Nothing is cut yet."""
        self.has_cut = False

    def clip(self, text: str, limit_bytes: int) -> str:
        """`text`, or its beginning and a mark, in at most so many bytes of UTF-8; lone surrogates become `?`."""
        encoded = text[: limit_bytes + 1].encode("utf-8", "replace")
        if len(encoded) <= limit_bytes:
            return encoded.decode()
        self.has_cut = True
        return encoded[: limit_bytes - len(MARK.encode())].decode("utf-8", "ignore") + MARK

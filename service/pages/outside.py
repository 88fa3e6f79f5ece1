"""Text from outside as a page may show it: cut, and with nothing invisible in it."""

from __future__ import annotations

import re

LINE_LIMIT_CHARACTERS = 400

# Control characters and those that turn the direction of a text or have no width: shown as they are, they could make
# a line read as another one. Tabs and ends of lines stay.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def reveal(text: str) -> str:
    """`text` with its invisible characters written as escapes, such as `\\u202e`."""
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut_line(line: str) -> str:
    """One line as a page shows it."""
    return reveal(line if len(line) <= LINE_LIMIT_CHARACTERS else f"{line[:LINE_LIMIT_CHARACTERS]} …")

"""The colours of the pages can be told apart by everybody."""

import re
from pathlib import Path

import pytest

import service

STYLES = (Path(service.__file__).parent / "static" / "site.css").read_text(encoding="utf-8")
LEAST_CONTRAST = 4.5  # of WCAG 2.2, level AA, for text of this size
TEXT_ON_GROUNDS = [
    ("ink", ["ground", "soft", "code", "added", "removed", "failing", "bad-soft"]),
    ("muted", ["ground", "soft", "code"]),
    ("accent", ["ground", "soft"]),
    ("on-accent", ["accent"]),
    ("good", ["ground", "added"]),
    ("bad", ["ground", "bad-soft", "removed"]),
    ("warn", ["warn-soft"]),
    *((token, ["code", "added", "removed", "failing"]) for token in ("keyword", "string", "number", "comment", "name")),
]


def colours(dark):
    """The named colours of a scheme."""
    light, _, rest = STYLES.partition("@media (prefers-color-scheme: dark)")
    block = rest.partition("\n}")[0] if dark else light
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour):
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_ground(dark):
    named = colours(dark)
    for text, grounds in TEXT_ON_GROUNDS:
        for ground in grounds:
            lighter, darker = sorted((luminance(named[text]), luminance(named[ground])), reverse=True)
            contrast = (lighter + 0.05) / (darker + 0.05)
            assert contrast >= LEAST_CONTRAST, f"{text} on {ground}: {contrast:.2f}"


def test_nothing_is_fetched_from_elsewhere():
    assert not re.findall(r"url\(|@import|https?:", STYLES)

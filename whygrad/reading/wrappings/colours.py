"""Colours and other commands to a terminal, also where the escape character is shown or lost; overstruck letters."""

from __future__ import annotations

from whygrad.reading.rules import Example, Rule, Wrapping, has_any

# The escape character as terminals, pagers, editors and string literals show it
_ESCAPE = r"(?: [\x1b␛←\ufffd] | \^\[ | <(?:0x1[bB]|ESC)> | ESC | \\{1,4}(?:u001[bB]|x1[bB]|033|e) )"
_SHOWN = ("\x1b[", "\\u001", "\\x1", "\\033[", "\\e[", "^[[", "␛[", "←[", "\ufffd[", ">[", "ESC[")
_RESETS = ("[0m", "[m", "[39m", "[00m", "[39;49")

RULES = (
    Rule(
        "colour",
        needs=_SHOWN,
        pattern=rf"{_ESCAPE} \[ [0-9;]{{0,30}} m",
        examples=(Example("^[[31mValueError^[[2m: no", "ValueError: no"),),
    ),
    Rule(
        "command to a terminal",
        needs=("\x1b",),
        pattern=r"\x1b\[[0-9;?]{0,30}[A-Za-z] | \x1b[\]P_X^][^\x07\x1b\n]{0,500}(?:\x07|\x1b\\)",
        examples=(Example("\x1b]0;a: b\x07ValueError: no\x1b[K", "ValueError: no"),),
    ),
    Rule(
        "letter struck twice",
        needs=("\x08",),
        pattern=r"(.)\x08(?=\1)|_\x08",
        examples=(Example("V\x08Va\x08alueError: n\x08no", "ValueError: no"),),
    ),
    # A reset gives away colours that have lost their escape character
    Rule(
        "colour without its escape character",
        needs=("[",),
        given=_RESETS,
        pattern=r"\[(?:[0-9]{1,3};){0,8}[0-9]{1,3}m",
        examples=(Example("[31mValueError[0m: no", "ValueError: no"),),
    ),
    Rule(
        "short reset without its escape character",
        needs=("[m",),
        given=_RESETS,
        pattern=r"\[m(?![\w\]])",
        examples=(Example("[31mValueError[m: no[39m", "ValueError: no"),),
    ),
)


def strip_colours(text: str) -> str:
    """A text without colours."""
    for rule in RULES:
        text = rule.replace(text)
    return text


def may_wrap(text: str) -> bool:
    """Whether an escape character, or a reset without one, is in the text."""
    return has_any(text, ("\x1b", "\x08")) or ("[" in text and has_any(text, (*_SHOWN, *_RESETS)))


COLOURS = Wrapping("colours", may_wrap, strip_colours, (Example("\x1b[0;31mValueError\x1b[0m: no", "ValueError: no"),))

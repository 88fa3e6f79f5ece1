"""What a traceback is wrapped in on its way into a paste; each module takes one kind of wrapping off."""

from __future__ import annotations

from whygrad.reading.budget import ReadingBudget
from whygrad.reading.rules import Wrapping
from whygrad.reading.wrappings.boxes import BOXES
from whygrad.reading.wrappings.characters import CHARACTERS
from whygrad.reading.wrappings.colours import COLOURS
from whygrad.reading.wrappings.json import JSON
from whygrad.reading.wrappings.literals import LITERALS
from whygrad.reading.wrappings.log_prefixes import LOG_PREFIXES
from whygrad.reading.wrappings.mail import MAIL
from whygrad.reading.wrappings.markup import MARKUP
from whygrad.reading.wrappings.terminals import ORDER, TERMINALS

# The outermost first, as they are usually found in each other
WRAPPINGS: tuple[Wrapping, ...] = (
    JSON, LITERALS, COLOURS, MARKUP, CHARACTERS, MAIL, TERMINALS, BOXES, LOG_PREFIXES, ORDER
)  # fmt: skip
NESTED_WRAPPINGS = 10  # a wrapping may hide another one; pastes have two or three


def unwrap(text: str, budget: ReadingBudget) -> str:
    """Take a paste out of everything it is wrapped in; doing so twice changes nothing more."""
    for _ in range(NESTED_WRAPPINGS):
        unwrapped = unwrap_once(text, budget)
        if unwrapped == text:
            break
        text = unwrapped
    return text


def unwrap_once(text: str, budget: ReadingBudget) -> str:
    """Take one layer of each wrapping off."""
    for wrapping in WRAPPINGS:
        if wrapping.may_wrap(text):
            budget.count(text)
            text = wrapping.unwrap(text)
    return text

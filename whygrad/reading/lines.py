"""What a line is, by what is being read: rules by state, as a lexer has them.

A state says what the lines before were; for each state the kinds of line that can come next are tried in order, and
`classify` names the first that fits. `assembling` makes exceptions of the kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum, auto
from typing import NamedTuple, Protocol

from whygrad.reading.error_lines import CLASS, COLON, HAS_CLASS, LEADER, MARKS
from whygrad.reading.frames import FrameLines, read_head
from whygrad.reading.grammar import TRACEBACK_HEAD


class State(IntEnum):
    """What is being read."""

    OUTSIDE = auto()  # nothing
    HEADED = auto()  # a traceback's head was there, no frame yet
    FRAMES = auto()
    MESSAGE = auto()  # of an error; it may go on
    WARNING = auto()  # its message may go on, or its source come
    BELOW_WARNING = auto()  # a blank line; its source may still come
    FENCE = auto()  # the end of a code block in mid-message; it may go on in the next block


class Kind(IntEnum):
    """What a line is."""

    BLANK = auto()
    TRACEBACK = auto()  # the head of one
    LINK = auto()  # the sentence between two tracebacks of a chain
    IGNORED = auto()  # what is raised below changed nothing
    NESTED = auto()  # what comes below happened inside what was raised above
    ERROR = auto()
    WARNING = auto()
    NATIVE_WARNING = auto()
    PLACED_ERROR = auto()  # `train.py:27: RuntimeError: …`
    PYTEST_SOURCE = auto()
    PYTEST_PLACE = auto()
    HEAD = auto()  # of a frame
    ARROW = auto()  # a numbered source line that an arrow points at, without a head above it
    TEXT = auto()


Found = re.Match[str] | FrameLines | bool | None


class Context(Protocol):
    """What a line's meaning depends on, beside the line."""

    state: State

    @property
    def has_source(self) -> bool:
        """Whether the last frame shows its source, or the frames have no head of a traceback above them."""

    @property
    def has_pytest_source(self) -> bool:
        """Whether a `>   line` of pytest waits for its place."""


# --- error and warning lines

ERROR = re.compile(
    rf"(?P<leader>{LEADER})(?P<type>{CLASS})(?:\((?P<inner>{CLASS})\))?{MARKS}{COLON}\s*(?P<message>.*)$", re.VERBOSE
)
BARE_ERROR = re.compile(rf"{LEADER}(?P<type>{CLASS}){MARKS}$", re.VERBOSE)
ANY_CLASS = re.compile(
    r"(?P<type>(?:\w{1,60}\.){0,8}[A-Z]\w{0,80}|(?:\w{1,60}\.){1,8}\w{1,80})(?::\ (?P<message>.*)|:)$", re.VERBOSE
)
WARNING = re.compile(
    r"(?P<file>.{0,400}?):(?P<line>\d{1,9}):\ (?P<type>\w{0,60}Warning):\ (?P<message>.*)$", re.VERBOSE
)
PLACED_ERROR = re.compile(
    rf"""
    (?P<file> (?:[A-Za-z]:)?[^\s:\"'()]{{1,400}}\.pyx? | <[\w-]{{1,60}}> ) :(?P<line>\d{{1,9}}):[ ]
    (?P<type>{CLASS}):\ (?P<message>.*)$
    """,
    re.VERBOSE,
)
NATIVE_WARNING = re.compile(r".{0,200}\] (?P<type>Warning): (?P<message>.*)$")
LINK = re.compile(r"\s{0,8}(?:The above exception was the direct cause|During handling of the above exception)")
PYTEST_SOURCE = re.compile(r">\s{3,}(\S.*)$")
PYTEST_PLACE = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^\s:\"][^:\"\n]{0,400}\.pyx?):(?P<line>\d{1,9}):(?: [\w.]{1,120})?\s*$"
)
ARROW = re.compile(r"\s{0,20}-{1,6}>\s{0,12}(?P<line>\d{1,9})[ \t]{1,80}(?P<source>\S.*)$")
NUMBERED_SOURCE = re.compile(r"\s{0,20}(?P<line>\d{1,9})(?:[ \t]{1,80}\S.*)?$")


_IGNORED = re.compile(r"\s{0,80}(?:Exception ignored in|Error in sys\.excepthook|Exception in .{0,80}__del__)")
_NESTED = re.compile(r".{0,200}terminated with the following (?:exception|error)|[\s|+-]{3,200} \d{1,4} -{3}")


def read_traceback(line: str, context: Context) -> bool:
    """The head of a traceback, wherever it stands in the line."""
    return TRACEBACK_HEAD in line


def read_link(line: str, context: Context) -> Found:
    """The sentence that links a traceback to the next one."""
    return LINK.match(line) if "xception" in line else None


def read_ignored(line: str, context: Context) -> Found:
    """Python's note that an error changed nothing."""
    return _IGNORED.match(line) if "xcep" in line else None


def read_nested(line: str, context: Context) -> Found:
    """The note of a parent process, or the rule of an exception group, above an error that happened inside."""
    return _NESTED.match(line) if "---" in line or "terminated with" in line else None


def read_error(line: str, context: Context) -> Found:
    """An error line; where frames can stand above, a class may stand alone."""
    if context.state is State.WARNING and line.startswith("  "):
        return None
    error = ERROR.match(line)
    if error is None and context.state in (State.HEADED, State.FRAMES):
        error = BARE_ERROR.match(line)
    return error if error and is_class(error["type"], context) else None


def read_any_error(line: str, context: Context) -> Found:
    """An error line below the source of a frame, where a class may have any name."""
    error = ANY_CLASS.match(line) if ":" in line and context.has_source else None
    return error if error and is_class(error["type"], context) else None


def is_class(name: str, context: Context) -> bool:
    """Whether a word is a class, and no label such as a level of a logger."""
    return name != "Warning" and (name != "Error" or context.state is State.FRAMES)


def read_warning(line: str, context: Context) -> Found:
    """A warning as Python prints it, with its place."""
    return WARNING.match(line) if "Warning: " in line else None


def read_native_warning(line: str, context: Context) -> Found:
    """A warning as torch's C++ prints it."""
    return NATIVE_WARNING.match(line) if "] Warning: " in line else None


def read_placed_error(line: str, context: Context) -> Found:
    """An error with its place before it, as some tools print one a line."""
    return PLACED_ERROR.match(line) if context.state is not State.FRAMES and ".py" in line else None


def read_pytest_source(line: str, context: Context) -> Found:
    """The failing line as pytest marks it."""
    return PYTEST_SOURCE.match(line) if line.startswith(">") else None


def read_pytest_place(line: str, context: Context) -> Found:
    """`test_model.py:11: RuntimeError`, where pytest names the place below the source."""
    return PYTEST_PLACE.match(line) if context.has_pytest_source else None


def read_frame(line: str, context: Context) -> Found:
    """The head of a frame."""
    return read_head(line)


def read_arrow(line: str, context: Context) -> Found:
    """A source line that an arrow points at, where no frame is open that it could belong to."""
    return ARROW.match(line) if context.state is not State.FRAMES and ">" in line else None


class Recogniser(NamedTuple):
    """How lines of one kind are told; `names_class` where each of them names a class of errors or warnings."""

    kind: Kind
    recognise: Callable[[str, Context], Found]
    names_class: bool = False


RECOGNISERS = (
    Recogniser(Kind.TRACEBACK, read_traceback),
    Recogniser(Kind.LINK, read_link),
    Recogniser(Kind.IGNORED, read_ignored, names_class=True),
    Recogniser(Kind.NESTED, read_nested),
    Recogniser(Kind.ERROR, read_error, names_class=True),
    Recogniser(Kind.ERROR, read_any_error),
    Recogniser(Kind.WARNING, read_warning, names_class=True),
    Recogniser(Kind.NATIVE_WARNING, read_native_warning, names_class=True),
    Recogniser(Kind.PLACED_ERROR, read_placed_error, names_class=True),
    Recogniser(Kind.PYTEST_SOURCE, read_pytest_source),
    Recogniser(Kind.PYTEST_PLACE, read_pytest_place),
    Recogniser(Kind.HEAD, read_frame),
    Recogniser(Kind.ARROW, read_arrow),
)
WITHOUT_CLASS = tuple(recogniser for recogniser in RECOGNISERS if not recogniser.names_class)


def classify(line: str, context: Context) -> tuple[Kind, Found]:
    """What a line is, and what was found in it."""
    if not line or line.isspace():
        return Kind.BLANK, None
    for kind, recognise, _ in RECOGNISERS if HAS_CLASS.search(line) else WITHOUT_CLASS:
        if found := recognise(line, context):
            return kind, found
    return Kind.TEXT, None

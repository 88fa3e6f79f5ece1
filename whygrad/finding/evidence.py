"""Decides which case of an entry a paste shows: what its cues find decides, and where they find nothing nobody does.

What its weak cues find puts the cases that stay open into an order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from whygrad.finding.signatures import Match
from whygrad.reading import Frame, Report

Channel = Literal["code", "below", "frames", "libraries", "captures", "prose"]

PASSAGE_CHARACTERS = 16_000  # of what stands together; cues see no more of it
FRAMES = 100  # of an exception, the deepest
SHOWN_CLUES = 3
FLAGS = re.MULTILINE | re.ASCII  # so that a word ends where Chinese begins: LoRA微调

_PACKAGE_PATH = re.compile(r"(?:site|dist)-packages/(?P<path>[^\n]{1,300})$")


@dataclass(frozen=True)
class Cue:
    """What in a paste points to a case: a regex over one channel, and one that takes its word back there.

    The channels are `code` (the user's own lines up to the failing one, and the code that stands around the
    traceback), `below` (the user's own lines below it, which were not run), `frames` (of each frame its path and its
    function, as `gan/train.py, train_step`), `libraries` (paths of frames below site-packages, one a line),
    `captures` (what the signature captured as `name`; without a name all of it, as
    `saved: 2, 8; recomputed: 2, 16;`, so that a cue can compare) and `prose` (what is neither). None holds the words
    of an error, or the source of a library. A weak cue is more often right than not: it makes its case likelier than
    the others, and never decides.
    """

    channel: Channel
    matches: str
    unless: str | None = None
    name: str | None = None
    weak: bool = False

    @cached_property
    def speaking(self) -> re.Pattern[str]:
        """`matches`, compiled when it is first asked for; `^` and `$` match at each line."""
        return re.compile(self.matches, FLAGS)

    @cached_property
    def silencing(self) -> re.Pattern[str] | None:
        """`unless`, compiled."""
        return re.compile(self.unless, FLAGS) if self.unless else None


@dataclass(frozen=True)
class Clue:
    """What a cue found: a line of code (`line` is its number, where the paste tells it), a path, a value or words."""

    channel: Channel
    text: str
    line: int | None = None


@dataclass(frozen=True)
class Choice:
    """The case that a paste shows, and what shows it; or those between which it does not decide; or nothing.

    `hints` are how many weak cues speak for a case, of those for which any does.
    """

    cases: tuple[str, ...] = ()
    because: tuple[Clue, ...] = ()
    hints: Mapping[str, int] = field(default_factory=dict)

    @property
    def case(self) -> str | None:
        """The case that the paste decides for."""
        return self.cases[0] if len(self.cases) == 1 else None

    @property
    def certainty(self) -> Literal["evidence", "none"]:
        """Whether the paste decides the case."""
        return "none" if self.case is None else "evidence"


@dataclass(frozen=True)
class Passage:
    """Lines that stand together, with their numbers where the paste tells them."""

    lines: tuple[str, ...]
    numbers: tuple[int | None, ...] = ()

    @cached_property
    def text(self) -> str:
        """The lines as one text, so that a cue can span several."""
        return "\n".join(self.lines)[:PASSAGE_CHARACTERS]

    def clue_at(self, channel: Channel, found: re.Match[str]) -> Clue:
        """The first line with anything but white space that `found` covers."""
        lead = len(found[0]) - len(found[0].lstrip())
        index = self.text.count("\n", 0, found.start() + lead)
        return Clue(channel, self.lines[index].strip(), self.numbers[index] if self.numbers else None)


@dataclass(frozen=True)
class Channels:
    """What cues may look at in one paste."""

    passages: Mapping[Channel, tuple[Passage, ...]]
    captures: Mapping[str, str] = field(default_factory=dict)

    def find_all(self, cues: Iterable[Cue]) -> tuple[Clue, ...]:
        """What each of the cues finds that finds anything."""
        return tuple(clue for cue in cues if (clue := self.find(cue)))

    def find(self, cue: Cue) -> Clue | None:
        """What `cue` finds; None where it finds nothing, or what takes its word back."""
        passages = self.passages_of(cue)
        if cue.silencing and any(cue.silencing.search(passage.text) for passage in passages):
            return None
        for passage in passages:
            if match := cue.speaking.search(passage.text):
                is_line = cue.channel != "captures"
                return passage.clue_at(cue.channel, match) if is_line else Clue("captures", match[0].rstrip(";"))
        return None

    def passages_of(self, cue: Cue) -> tuple[Passage, ...]:
        """The passages of the cue's channel; of the captures, the one that it names."""
        if cue.channel != "captures":
            return self.passages[cue.channel]
        value = self.captures.get(cue.name) if cue.name else self.captured
        return () if value is None else (Passage((value,)),)

    @cached_property
    def captured(self) -> str:
        """All that was captured as one text."""
        return " ".join(f"{name}: {value};" for name, value in self.captures.items())


def choose_case(cues: Mapping[str, Sequence[Cue]], report: Report, match: Match) -> Choice:
    """The case whose cues find most in `report`; several where they find as much, none where nothing is found."""
    channels = open_channels(report, match)
    found = {case: channels.find_all(cue for cue in its if not cue.weak) for case, its in cues.items()}
    hints = {case: len(channels.find_all(cue for cue in its if cue.weak)) for case, its in cues.items()}
    most = max(map(len, found.values()), default=0)
    leading = tuple(case for case, clues in found.items() if clues and len(clues) == most)
    because = tuple(dict.fromkeys(found[leading[0]]))[:SHOWN_CLUES] if len(leading) == 1 else ()
    return Choice(leading, because, {case: count for case, count in hints.items() if count})


def open_channels(report: Report, match: Match) -> Channels:
    """Sort what a report holds into the channels."""
    frames = [frame for exception in report.exceptions for frame in exception.frames[-FRAMES:]]
    own = [frame for frame in frames if frame.user_code]
    paths = tuple(Passage((path,)) for frame in frames if (path := package_path(frame)))
    passages: dict[Channel, tuple[Passage, ...]] = {
        "code": (*map(passage_of, own), *passages_with_text(report.code)),
        "below": tuple(passage_below(frame) for frame in own),
        "frames": tuple(Passage((f"{frame.file}, {frame.function or ''}",)) for frame in frames),
        "libraries": paths,
        "prose": passages_with_text(report.prose.split("\n")),
    }
    return Channels(passages, {name: value for name, value in match.captures.items() if value is not None})


def passages_with_text(lines: Iterable[str]) -> tuple[Passage, ...]:
    """Lines as one passage; none where they say nothing, as there is most often no prose around a traceback."""
    passage = Passage(tuple(lines))
    return (passage,) if passage.text else ()


def passage_of(frame: Frame) -> Passage:
    """The lines that a frame shows up to the one that failed: what stands below it was not run."""
    lines = dict(lines_until_failure(frame))
    return Passage(tuple(lines.values()), tuple(lines))


def passage_below(frame: Frame) -> Passage:
    """The lines that a frame shows below the one that failed."""
    lines = [shown for shown in frame.context if frame.line is not None and shown.line > frame.line]
    return Passage(tuple(shown.source for shown in lines), tuple(shown.line for shown in lines))


def lines_until_failure(frame: Frame) -> Iterator[tuple[int | None, str]]:
    """The numbered lines of a frame in order, the failing one last."""
    if frame.line is not None:
        yield from ((shown.line, shown.source) for shown in frame.context if shown.line < frame.line)
    if frame.source:
        yield frame.line, frame.source


def package_path(frame: Frame) -> str | None:
    """The path of a library's frame below the folder that packages are installed in."""
    found = _PACKAGE_PATH.search(frame.file.replace("\\", "/"))
    return found["path"] if found else None

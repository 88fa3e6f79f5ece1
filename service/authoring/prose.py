"""Reads the prose of an entry or a concept: one Markdown file in the form of `knowledge/README.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whygrad.answers.addresses import href_of

STAMP = re.compile(r"\A<!-- renders en\.md (?P<hash>[0-9a-f]{12})(?: because (?P<reason>[^\n]{1,200}?))? -->\n")
_PART = re.compile(r"(Case|Fix|Wrong fix|Misconception): ([a-z0-9][a-z0-9-]*)\Z")
_FIELD = re.compile(r"([a-z]+): (.*)\Z")
_HEADING = re.compile(r"(#{1,6}) (.+)\Z")

FIELDS = {
    "Case": {"required": {"title", "when"}, "optional": {"symptom"}},
    "Fix": {"required": {"title", "when", "why"}, "optional": {"assumes"}},
    "Wrong fix": {"required": {"title", "why", "harm"}, "optional": set()},
    "Misconception": {"required": {"claim"}, "optional": set()},
}
LEVELS = {"Case": 2, "Fix": 3, "Wrong fix": 3, "Misconception": 2}

CONCEPT_LINK = re.compile(r"\[(?P<text>[^\]\n]{1,100})\]\(concept:(?P<concept>[a-z0-9-]{1,80})\)")
PROOF_MARK = re.compile(r"\s?\[\^(?P<name>[\w:-]{1,120})\]")


class ProseError(ValueError):
    """The prose does not have the form that `knowledge/README.md` describes."""


@dataclass
class Part:
    """A named part: a case, a fix, a wrong fix or a misconception."""

    kind: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""
    parts: list[Part] = field(default_factory=list)

    def part(self, kind: str, name: str) -> Part:
        """The part inside this one of that kind and name; raises `ProseError`."""
        return find_part(self.parts, kind, name)


@dataclass
class Prose:
    """One language of an entry or a concept."""

    title: str
    summary: str
    sections: dict[str, str]
    parts: list[Part]
    headings: tuple[str, ...]
    rendered_hash: str | None
    reason: str | None

    def part(self, kind: str, name: str) -> Part:
        """The top-level part of that kind and name; raises `ProseError`."""
        return find_part(self.parts, kind, name)


def find_part(parts: list[Part], kind: str, name: str) -> Part:
    """The one part of that kind and name among `parts`; raises `ProseError`."""
    found = [part for part in parts if (part.kind, part.name) == (kind, name)]
    if len(found) != 1:
        raise ProseError(f"`{kind}: {name}` must be there exactly once, it is there {len(found)} times")
    return found[0]


def parse_prose(text: str) -> Prose:
    """Parse one `en.md` or `zh.md`; raises `ProseError` naming what is wrong."""
    stamp = STAMP.match(text)
    blocks = split_by_headings(text[stamp.end() :] if stamp else text)
    if not blocks or blocks[0][0] != 1:
        raise ProseError("the file starts with `# Title`")
    _, title, summary = blocks[0]
    if not summary:
        raise ProseError("a summary follows the title")
    prose = Prose(
        title=title,
        summary=" ".join(summary.split()),
        sections={},
        parts=[],
        headings=tuple(f"{'#' * level} {heading}" for level, heading, _ in blocks[1:]),
        rendered_hash=stamp["hash"] if stamp else None,
        reason=stamp["reason"] if stamp else None,
    )
    for level, heading, body in blocks[1:]:
        add_block(prose, level, heading, body)
    return prose


def add_block(prose: Prose, level: int, heading: str, body: str) -> None:
    """File one heading with its body under the section or the part it belongs to."""
    named = _PART.match(heading)
    if named is None:
        if level != 2 or heading in prose.sections:
            raise ProseError(f"unexpected heading {heading!r}")
        prose.sections[heading] = body
        return
    kind, name = named.groups()
    if level != LEVELS[kind]:
        raise ProseError(f"`{kind}: {name}` is a heading of level {LEVELS[kind]}")
    part = read_part(kind, name, body)
    if level == 2:
        prose.parts.append(part)
    elif prose.parts:
        prose.parts[-1].parts.append(part)
    else:
        raise ProseError(f"`{kind}: {name}` stands under no case")


def read_part(kind: str, name: str, body: str) -> Part:
    """Read the `key: value` lines and the free text of one part."""
    lines = body.split("\n")
    fields: dict[str, str] = {}
    while lines and (match := _FIELD.match(lines[0])):
        if match[1] in fields:
            raise ProseError(f"`{kind}: {name}` has {match[1]!r} twice")
        fields[match[1]] = match[2].strip()
        lines.pop(0)
    form = FIELDS[kind]
    if missing := sorted(form["required"] - fields.keys()):
        raise ProseError(f"`{kind}: {name}` lacks {', '.join(missing)}")
    if unknown := sorted(fields.keys() - form["required"] - form["optional"]):
        raise ProseError(f"`{kind}: {name}` has unknown keys: {', '.join(unknown)}")
    return Part(kind, name, fields, "\n".join(lines).strip())


def split_by_headings(text: str) -> list[tuple[int, str, str]]:
    """Split Markdown into (level, heading, body); a `#` inside a fenced block is no heading."""
    blocks: list[tuple[int, str, list[str]]] = []
    fenced = False
    for line in text.strip().split("\n"):
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading:
            blocks.append((len(heading[1]), heading[2].strip(), []))
        elif blocks:
            blocks[-1][2].append(line)
        elif line.strip():
            raise ProseError("nothing stands before the title")
    return [(level, heading, "\n".join(lines).strip()) for level, heading, lines in blocks]


def serve(text: str) -> str:
    """Prose as people read it: links to concepts lead to their pages, and marks of proofs are gone."""
    unmarked = PROOF_MARK.sub("", text)
    return CONCEPT_LINK.sub(lambda link: f"[{link['text']}]({href_of('concept', link['concept'])})", unmarked)


def list_items(text: str) -> list[str]:
    """The items of a flat Markdown list, each on one line however it was wrapped."""
    items: list[str] = []
    for line in text.split("\n"):
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif line.strip() and items:
            items[-1] += " " + line.strip()
        elif line.strip():
            raise ProseError("`## In your case` holds a list and nothing else")
    return items

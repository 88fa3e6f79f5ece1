"""Makes `docs/clients/compared.md` of what the tools said (`said.json`) and of what that is worth (`judged.toml`).

A judgement is a word and the words of the tool that it rests on: it named the `cause`, or a `symptom`; it said
`nothing` of the fault; or what it said of it is `wrong`.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "clients" / "compared.md"
WORTH = ("cause", "symptom", "nothing", "wrong")
GROUPS = {"gallery": "The faults of torchtest2's gallery", "ours": "Ten faults of this project's choice"}


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page: how the tools were asked, a table for each group of programs, and what each judgement rests on."""
    said, judged = read_said(), read_judged()
    made_of = said["made_of"]
    blocks = [
        (HERE / "page.md").read_text(encoding="utf-8").strip(),
        f"Asked on Python {made_of['python']}: whygrad {made_of['whygrad']}, {', '.join(made_of['tools'])}.",
        count_table(judged),
        *(block for group, title in GROUPS.items() for block in describe_group(group, title, said, judged)),
    ]
    return "\n\n".join(blocks) + "\n"


def read_said() -> Any:  # noqa: ANN401 - any JSON
    """What the tools said."""
    return json.loads((HERE / "said.json").read_text(encoding="utf-8"))


def read_judged() -> dict[str, dict[str, list[str]]]:
    """What it is worth: by program and tool, the word and what it rests on."""
    return tomllib.loads((HERE / "judged.toml").read_text(encoding="utf-8"))


def tools_of(judged: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """The tools, in the order of the columns."""
    return list(next(iter(judged.values())))


def count_table(judged: Mapping[str, Mapping[str, list[str]]]) -> str:
    """How often each tool named what."""
    rows = ["| of 22 | " + " | ".join(WORTH) + " |", "| --- " * (len(WORTH) + 1) + "|"]
    for tool in tools_of(judged):
        counts = Counter(judgements[tool][0] for judgements in judged.values())
        rows.append(f"| {tool} | " + " | ".join(str(counts[word]) for word in WORTH) + " |")
    return "\n".join(rows)


def describe_group(group: str, title: str, said: Any, judged: Mapping[str, Mapping[str, list[str]]]) -> Iterator[str]:  # noqa: ANN401
    """The table of a group of programs, and the words that it rests on."""
    tools = tools_of(judged)
    rows = [f"| program | {' | '.join(tools)} |", "| --- " * (len(tools) + 1) + "|"]
    quotes = []
    for name, judgements in judged.items():
        if name.startswith(group):
            shown = said["programs"][name]["title"]
            link = f"[{shown}](../../benchmarks/compared/programs/{name}.py)"
            rows.append(f"| {link} | {' | '.join(judgements[tool][0] for tool in tools)} |")
            quotes.append(f"- **{shown}**")
            quotes += [f"  - {tool}, {worth}: {words}" for tool, (worth, words) in judgements.items() if words]
    yield f"## {title}"
    yield "\n".join(rows)
    yield "What this rests on, in the tools' words:"
    yield "\n".join(quotes)


if __name__ == "__main__":
    main()

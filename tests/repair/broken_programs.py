"""Programs that are broken on purpose."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
Edits = list[list[str]]


@dataclass(frozen=True)
class Program:
    name: str
    code: str
    family: str
    status: str = "repaired"  # `any`: the program may be repaired or suggested
    right: Edits = field(default_factory=list)
    hostile: list[Edits] = field(default_factory=list)
    symptom: str | None = None  # what is a fault only where somebody says so needs one

    @property
    def told(self):
        return {} if self.symptom is None else {"symptom": self.symptom}


@dataclass(frozen=True)
class Trap:
    rule: str
    name: str
    code: str
    obvious: Edits


def edited(code: str, edits: Edits) -> str:
    for old, new in edits:
        assert old in code, f"{old!r} is not in the program"
        code = code.replace(old, new)
    return code


def programs() -> list[Program]:
    found = []
    for path in sorted((FOLDER / "programs").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["program"]:
            found.append(Program(**({"family": path.stem} | row | {"code": row["code"].lstrip("\n")})))
    return found


def traps() -> list[Trap]:
    rows = tomllib.loads((FOLDER / "traps.toml").read_text(encoding="utf-8"))["trap"]
    return [Trap(**(row | {"code": row["code"].lstrip("\n")})) for row in rows]

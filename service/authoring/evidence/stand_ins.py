"""Stand-ins for CUDA's libraries, so that a wheel of torch that was built for CUDA runs on a CPU without them.

Of most versions PyPI has one wheel for Linux, which is linked against some 3 GB of CUDA's libraries and cannot be
imported without them, although a program on a CPU calls nothing in them. A stand-in has the name, the versions and the
symbols that the wheel's own libraries ask for; each of its functions does nothing and returns 0, so that torch finds no
device. What is promised is what a program does on a CPU. What such a torch says of CUDA is worth nothing and must never
be recorded.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, repeat
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection, GNUVerSymSection
from elftools.elf.sections import Section, SymbolTableSection
from elftools.elf.sections import Symbol as ElfSymbol

FUNCTION = "void *{name}(void) {{ return 0; }}\n"
VERSION = "{version} {{ {names}; }};\n"
NOWHERE = ("", "")
Kind = TypeVar("Kind", bound=Section)


class Symbol(NamedTuple):
    """A symbol that a library wants; where it says so, from which other library and in which version, else empty."""

    library: str
    version: str
    name: str


@dataclass(frozen=True)
class Library:
    """What a shared library needs, has and wants."""

    name: str
    needed: frozenset[str]
    defined: frozenset[str]
    wanted: frozenset[Symbol]


def build_stand_ins(folder: Path) -> list[str]:
    """Put a stand-in into `folder` for each library that those in it need and this machine lacks; returns their names.

    Raises `FileNotFoundError` where there is no gcc, `CalledProcessError` where it fails.
    """
    libraries = [read_library(path) for path in sorted(folder.glob("*.so*"))]
    needed = frozenset[str]().union(*(library.needed for library in libraries))
    others = {name: load(name) for name in sorted(needed - {library.name for library in libraries})}
    loaded = [ctypes.CDLL(None), *(library for library in others.values() if library is not None)]
    wanted = [symbol for symbol in wanted_symbols(libraries) if symbol.library or not is_defined(symbol, loaded)]
    missing = [name for name, library in others.items() if library is None]
    for name in missing:
        compile_stand_in(folder / name, symbols_of(name, wanted))
    return missing


def load(name: str) -> ctypes.CDLL | None:
    """A shared library of this machine; None where it has none of that name."""
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def wanted_symbols(libraries: Iterable[Library]) -> set[Symbol]:
    """The symbols that some of `libraries` want and none of them has."""
    wanted = frozenset[Symbol]().union(*(library.wanted for library in libraries))
    defined = frozenset[str]().union(*(library.defined for library in libraries))
    return {symbol for symbol in wanted if symbol.library or symbol.name not in defined}


def is_defined(symbol: Symbol, loaded: Iterable[ctypes.CDLL]) -> bool:
    """Whether the interpreter or a library of this machine has a symbol."""
    return any(hasattr(library, symbol.name) for library in loaded)


def symbols_of(name: str, wanted: Iterable[Symbol]) -> list[Symbol]:
    """What a stand-in must have, sorted: what is wanted from it, else what is wanted from no library by name."""
    named = [symbol for symbol in wanted if symbol.library == name]
    return sorted(named or (symbol for symbol in wanted if not symbol.library))


def compile_stand_in(path: Path, symbols: list[Symbol]) -> None:
    """Compile a shared library that has `symbols`, which are sorted by version."""
    nodes = [
        VERSION.format(version=version, names="; ".join(symbol.name for symbol in group))
        for version, group in groupby(symbols, attrgetter("version"))
        if version
    ]
    with tempfile.TemporaryDirectory(prefix="whygrad-") as folder:
        source, script = Path(folder) / "stand_in.c", Path(folder) / "versions"
        source.write_text("".join(FUNCTION.format(name=symbol.name) for symbol in symbols), encoding="ascii")
        script.write_text("".join(nodes), encoding="ascii")
        command = ["gcc", "-shared", "-fPIC", "-nostdlib", "-fno-builtin", f"-Wl,-soname,{path.name}"]
        command += [f"-Wl,--version-script={script}"] if nodes else []
        subprocess.run([*command, "-o", str(path), str(source)], check=True)


def read_library(path: Path) -> Library:
    """What the dynamic sections of an ELF file say."""
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        needed = (tag for section in find(elf, DynamicSection) for tag in section.iter_tags("DT_NEEDED"))
        symbols = list(zip(read_symbols(elf), chain(read_origins(elf), repeat(NOWHERE)), strict=False))
        return Library(
            path.name,
            needed=frozenset(tag.needed for tag in needed),  # type: ignore[attr-defined,unused-ignore]
            defined=frozenset(symbol.name for symbol, _ in symbols if symbol["st_shndx"] != "SHN_UNDEF"),
            wanted=frozenset(Symbol(*origin, symbol.name) for symbol, origin in symbols if is_wanted(symbol)),
        )


def is_wanted(symbol: ElfSymbol) -> bool:
    """Whether a library cannot be loaded unless another one has the symbol."""
    return bool(symbol["st_shndx"] == "SHN_UNDEF" and symbol["st_info"]["bind"] == "STB_GLOBAL")


def read_symbols(elf: ELFFile) -> Iterator[ElfSymbol]:
    """The dynamic symbols."""
    tables = (table for table in find(elf, SymbolTableSection) if table["sh_type"] == "SHT_DYNSYM")
    return (symbol for table in tables for symbol in table.iter_symbols())


def read_origins(elf: ELFFile) -> Iterator[tuple[str, str]]:
    """For each dynamic symbol the library that it is wanted from, and the version; empty where it names none."""
    named = {
        version["vna_other"]: (library.name or "", version.name)
        for section in find(elf, GNUVerNeedSection)
        for library, versions in section.iter_versions()
        for version in versions
    }
    numbers = (number["ndx"] for section in find(elf, GNUVerSymSection) for number in section.iter_symbols())
    return (named.get(number, NOWHERE) for number in numbers)


def find(elf: ELFFile, kind: type[Kind]) -> Iterator[Kind]:
    """The sections of a kind."""
    return (section for section in elf.iter_sections() if isinstance(section, kind))

"""Stand-ins for libraries that are not there: a library that needs them loads, and calls that do nothing."""

import shutil
import subprocess
import sys

import pytest

from service.authoring.evidence.stand_ins import build_stand_ins, read_library

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")

VERSIONED = "int versioned(void) { return 2; }"
LOOSE = "int loose(void) { return 3; }"
WANTING = """
#include <math.h>
extern int versioned(void); extern int loose(void); extern const char *Py_GetVersion(void);
int ask(void) { return 10 + versioned() + loose(); }
double root(double x) { return sqrt(x); }
char first(void) { return Py_GetVersion()[0]; }
"""
LOADED = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
library.root.restype, library.root.argtypes = ctypes.c_double, [ctypes.c_double]
print(library.ask(), library.root(9.0), chr(library.first()))
"""


def compile_library(folder, name, source, *flags):
    path = folder / f"{name.partition('.')[0]}.c"
    path.write_text(source, encoding="ascii")
    command = ["gcc", "-shared", "-fPIC", f"-Wl,-soname,{name}", "-o", str(folder / name), str(path), *flags]
    subprocess.run(command, check=True)
    return folder / name


@pytest.fixture
def wanting(tmp_path):
    """A library that needs two others, which are gone; it wants a symbol of one in a version, one of the other."""
    (tmp_path / "versions").write_text("GONE_1 { versioned; };", encoding="ascii")
    versioned = compile_library(tmp_path, "libgone.so.1", VERSIONED, f"-Wl,--version-script={tmp_path / 'versions'}")
    loose = compile_library(tmp_path, "libloose.so.1", LOOSE)
    library = compile_library(
        tmp_path, "libwanting.so", WANTING, str(versioned), str(loose), "-lm", "-Wl,-rpath,$ORIGIN"
    )
    versioned.unlink()
    loose.unlink()
    return library


def load(library):
    return subprocess.run([sys.executable, "-c", LOADED, library], capture_output=True, text=True)


def test_what_a_library_needs_and_wants_is_read(wanting):
    library = read_library(wanting)
    assert {"libgone.so.1", "libloose.so.1"} <= library.needed
    assert {("libgone.so.1", "GONE_1", "versioned"), ("", "", "loose")} <= library.wanted
    assert {"ask", "root", "first"} <= library.defined


def test_a_library_loads_with_stand_ins_whose_functions_return_0(wanting):
    assert "libgone.so.1" in load(wanting).stderr
    assert build_stand_ins(wanting.parent) == ["libgone.so.1", "libloose.so.1"]
    assert load(wanting).stdout.split()[0] == "10"


def test_what_this_machine_has_stays_what_it_is(wanting):
    build_stand_ins(wanting.parent)
    assert load(wanting).stdout.split()[1:] == ["3.0", "3"]
    assert "Py_GetVersion" not in read_library(wanting.parent / "libloose.so.1").defined


def test_nothing_is_made_where_nothing_is_missing(wanting):
    build_stand_ins(wanting.parent)
    assert build_stand_ins(wanting.parent) == []

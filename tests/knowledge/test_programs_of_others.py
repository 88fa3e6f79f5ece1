"""Programs as other people build them are run, fail as they do in public, and are given the case and the fix."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from service.authoring.bundling import read_libraries
from whygrad.answers.diagnoses import diagnose

HERE = Path(__file__).resolve().parent
PROGRAMS = {
    "dcgan": ("backward-twice", "fake-not-detached", "detach-for-the-discriminator"),
    "wgan_gp": ("backward-twice", "fake-not-detached", "detach-for-the-discriminator"),
    "pix2pix": ("inplace-version-mismatch", "step-between", "score-the-fake-anew"),
    "a2c": ("backward-twice", "advantage-not-detached", "detach-the-advantage"),
    "sac": ("inplace-version-mismatch", "critic-stepped-first", "actor-loss-after-the-step"),
    "vqvae": ("inplace-version-mismatch", "buffer-updated", "clone-what-is-used"),
    "sft_lora": ("no-grad-fn", "adapter-under-checkpointing", "not-reentrant"),
}


@cache
def library():
    return read_libraries(HERE.parents[1] / "knowledge")["en"]


RUN_ALL = """
import json, pathlib, sys, traceback
told = {}
for path in map(pathlib.Path, sys.argv[1:]):
    program = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    try:
        exec(program, {"__name__": "__main__"})
    except RuntimeError as error:
        told[path.stem] = "".join(traceback.format_exception(error.with_traceback(error.__traceback__.tb_next)))
json.dump(told, sys.stdout)
"""


@pytest.fixture(scope="module")
def tracebacks():
    """What each program prints when it fails, by its name; all in one process, since torch takes long to import."""
    paths = [HERE / "programs" / f"{name}.py" for name in PROGRAMS]
    ended = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *paths], capture_output=True, text=True, timeout=300, check=True
    )
    return json.loads(ended.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
def test_with_the_program_in_the_paste_it_is_decided(tracebacks, name):
    program = (HERE / "programs" / f"{name}.py").read_text(encoding="utf-8")
    answer = diagnose(library(), f"```python\n{program}```\n\n{tracebacks[name]}").answer
    assert (answer.id, answer.case.id, answer.fixes[0].id) == PROGRAMS[name]
    assert answer.case.certainty == "evidence"


@pytest.mark.parametrize("name", PROGRAMS)
def test_with_the_traceback_alone_no_other_case_is_called_the_callers(tracebacks, name):
    answer = diagnose(library(), tracebacks[name]).answer
    entry, case, _ = PROGRAMS[name]
    assert answer.id == entry
    assert case in answer.case.candidates

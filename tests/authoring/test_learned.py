"""The same phrasings are learned from once: what decides it, and that no damage or race to the folder does harm."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import grimp
import pytest

from service.authoring import learned, learning
from service.authoring.learned import LEARNER, key_of, learn_once
from service.authoring.learning import Asked, learn_weights
from whygrad.finding.topics import Topic

ROOT = Path(__file__).resolve().parents[2]
LEAF = Asked(
    Topic("concept", "leaf"), ("what is a leaf tensor", "什么是叶子张量"), frozenset({"vector", "root", "branch"})
)
VECTOR = Asked(Topic("concept", "vector"), ("why does backward take a vector", "which vector for a vector loss"))
LEARN = """
from service.authoring.learned import key_of, learn_once
from service.authoring.learning import learn_weights
from tests.authoring.test_learned import LEAF, VECTOR
print(key_of([LEAF, VECTOR]), learn_once([LEAF, VECTOR]) == learn_weights([LEAF, VECTOR]))
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "whygrad" / "learned"


@pytest.fixture
def lessons(monkeypatch):
    """What was really learned from, in the order in which it was."""
    taken = []

    def learn(asked):
        taken.append(asked)
        return learn_weights(asked)

    monkeypatch.setattr(learned, "learn_weights", learn)
    return taken


def test_the_same_phrasings_are_learned_from_once(lessons):
    weights = learn_once([LEAF, VECTOR])
    assert weights == learn_once([VECTOR, LEAF]) == learn_weights([LEAF, VECTOR])
    assert lessons == [[LEAF, VECTOR]]


@pytest.mark.parametrize(
    "changed",
    [
        replace(LEAF, phrasings=(*LEAF.phrasings, "is it a leaf")),
        replace(LEAF, relatives=frozenset({"vector"})),
        replace(LEAF, topic=Topic("error", "leaf")),
    ],
    ids=["phrasings", "relatives", "topic"],
)
def test_what_has_changed_is_learned_anew(changed, lessons):
    learn_once([LEAF, VECTOR])
    learn_once([changed, VECTOR])
    assert lessons == [[LEAF, VECTOR], [changed, VECTOR]]


def test_other_code_learns_anew(monkeypatch, tmp_path):
    before = key_of([LEAF])
    module = type(sys)("vocabulary")
    module.__file__ = str(tmp_path / "vocabulary.py")
    Path(module.__file__).write_text("LATIN_RUN = 5\n", encoding="utf-8")
    monkeypatch.setattr(learned, "LEARNER", (*LEARNER[:-1], module))
    assert key_of([LEAF]) != before


def test_another_scikit_learn_learns_anew(monkeypatch):
    before = key_of([LEAF])
    monkeypatch.setattr(learned, "version", lambda name: "0.1")
    assert key_of([LEAF]) != before


def test_all_code_of_the_learner_decides():
    graph = grimp.build_graph("service", "whygrad")
    needed = {learning.__name__, *graph.find_upstream_modules(learning.__name__)}
    assert needed == {module.__name__ for module in LEARNER}


def test_what_was_damaged_is_learned_anew(cache, lessons):
    weights = learn_once([LEAF, VECTOR])
    (path,) = cache.rglob("output.pkl")
    path.write_bytes(path.read_bytes()[:40])
    assert learn_once([LEAF, VECTOR]) == weights
    assert len(lessons) == 2


def test_where_nothing_can_be_kept_it_is_learned_each_time(cache, lessons):
    cache.parent.parent.mkdir()
    cache.parent.write_text("no folder", encoding="utf-8")
    assert learn_once([LEAF]) == learn_once([LEAF])
    assert len(lessons) == 2


def test_the_folder_holds_so_much_and_no_more(cache, monkeypatch):
    learn_once([LEAF])
    monkeypatch.setattr(learned, "LIMIT_BYTES", 1)
    learn_once([VECTOR])
    assert [*cache.rglob("output.pkl")] == []


def test_two_processes_at_once_learn_the_same(cache):
    command = [sys.executable, "-c", LEARN]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    printed = [process.communicate(timeout=120) for process in running]
    assert printed[0] == printed[1] == (f"{key_of([LEAF, VECTOR])} True\n".encode(), b"")
    assert len([*cache.rglob("output.pkl")]) == 1

"""What a bad entry is refused for: the form, and what its runs show."""

import shutil
import subprocess

import pytest

from service.authoring.checks import check_knowledge
from service.authoring.evidence.judging import judge, signature_index
from service.authoring.evidence.running import produce
from service.authoring.evidence.store import comparable, installed_torch, read_evidence
from service.authoring.folders import read_knowledge
from service.authoring.loading import load_knowledge
from service.authoring.stamps import StampRefused, judge_translation, stamp_chinese
from service.authoring.tables import KnowledgeError
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from tests.evidence import record

ENTRY = "errors/no-graph"


def edit(root, name, old, new):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(root, run, item_id="no-graph"):
    knowledge = read_knowledge(root)
    return judge(knowledge, item_id, produce(knowledge, item_id, run), signature_index(knowledge.entries.values()))


def test_a_good_entry_has_no_problem(knowledge_root, run):
    record(knowledge_root, run)
    assert check_knowledge(knowledge_root, read_knowledge(knowledge_root)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("entry.toml", "area =", "areas =", "area"),
        ("entry.toml", 'id = "plain"', 'id = "plain"\nworld_size = 2', "world_size goes with"),
        ("entry.toml", 'kind = "error"', 'kind = "mistake"', "kind"),
        ("entry.toml", 'kind = "error"', 'kind = "error"\ncolour = "red"', "colour"),
        ("entry.toml", "\\d+", ".+?", "typed"),
        ("entry.toml", "\\d+)", "\\d+", "regular expression"),
        ("entry.toml", 'changes = "nothing"', 'changes = "much"', "changes"),
        (
            "entry.toml",
            'in = "code"',
            'in = "message"',
            "in must be one of code, below, frames, libraries, captures, prose",
        ),
        ("entry.toml", "unless = 'requires_grad'", "unless = '.*'", "typed"),
        ("entry.toml", "https://discuss", "http://discuss", "seen"),
        ("entry.toml", '"print(x.requires_grad)"', '"a\\nb\\nc"', "one line or two"),
        ("entry.toml", '"print(x.requires_grad)"', '"print(1)"\nbefore = "z = 1"', "exactly one line"),
        ("entry.toml", 'id = "plain"', 'id = "plain"\ntorch = "later"', "torch must read like"),
        ("cases/plain/trials.toml", '"y.backward()", "torch', '"z.backward()", "torch', "stands 0 times"),
        ("cases/plain/trials.toml", "[[detour]]", "[[detours]]", "detours"),
        ("entry.toml", 'id = "require-grad"', 'id = "missing"', "missing"),
        ("en.md", "## Case: plain", "## Case: plane", "headings"),
        ("en.md", "harm: ", "hram: ", "harm"),
        ("en.md", "when: you", "wenn: you", "when"),
        ("en.md", "## Why", "## Because", "headings"),
    ],
)
def test_a_mistyped_form_is_refused_by_name(knowledge_root, name, old, new, message):
    edit(knowledge_root, f"{ENTRY}/{name}", old, new)
    with pytest.raises(KnowledgeError, match=message):
        read_knowledge(knowledge_root)


def test_a_file_that_nobody_would_run_is_refused(knowledge_root):
    (knowledge_root / ENTRY / "cases/plain/fixs").mkdir()
    (knowledge_root / ENTRY / "cases/plain/fixs/a.py").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"fixs/a\.py"):
        read_knowledge(knowledge_root)


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("reproduce.py", "(x * 3)", "(x.requires_grad_() * 3)", "must raise"),
        ("reproduce.py", "(x * 3).sum()", "(x * 3).sum()\nraise ValueError('else')", "diagnosed as"),
        ("fixes/require-grad.py", "* 3", "* 4", "fails check_gradient"),
        ("fixes/require-grad.py", ", requires_grad=True", "", "must pass"),
        ("wrong_fixes/only-the-output.py", "torch.ones(2)", "torch.ones(2, requires_grad=True)", "passes every check"),
        ("check.py", '"grad":', '"gradient":', "not measured"),
        ("check.py", "    x 的梯度为 3。", "", "two lines"),
        ("check.py", "    x 的梯度为 3。", "    and so is that of y.", "two lines"),
        ("trials.toml", "\\nx.requires_grad_()", "", "must run to its end"),
        ("trials.toml", "\\nx.requires_grad_()", "\\nx = x.requires_grad_() * 1", "is right, and fails check_gradient"),
        ("trials.toml", "requires_grad=True) * 1", "requires_grad=True)", "is a mistake, and passes every check"),
    ],
)
def test_a_program_that_is_not_what_it_says_is_a_problem(knowledge_root, run, name, old, new, problem):
    edit(knowledge_root, f"{ENTRY}/cases/plain/{name}", old, new)
    assert any(problem in found for found in problems_of(knowledge_root, run)), problems_of(knowledge_root, run)


def test_a_program_that_the_sandbox_cannot_run_is_one_problem(knowledge_root, run):
    edit(knowledge_root, f"{ENTRY}/cases/plain/reproduce.py", "import torch\n", "import torch\n\nopen('a', 'w')\n")
    problems = ["plain: reproduce.py: must raise, but unsupported"]
    assert problems_of(knowledge_root, run) == problems


def test_a_message_that_another_entry_claims_needs_an_overlap(knowledge_root, run):
    shutil.copytree(knowledge_root / ENTRY, knowledge_root / "errors/other-graph")
    found = problems_of(knowledge_root, run) + problems_of(knowledge_root, run, "other-graph")
    assert any("claimed by" in problem or "diagnosed as" in problem for problem in found)


@pytest.mark.parametrize("name", ["proof", "example"])
def test_a_program_of_a_concept_that_fails_is_a_problem(knowledge_root, run, name):
    edit(knowledge_root, f"concepts/graphs/{name}.py", "print", "assert False;print")
    assert f"{name}.py: raised" in problems_of(knowledge_root, run, "graphs")[0]


def test_changed_code_needs_new_evidence(knowledge_root, run):
    record(knowledge_root, run)
    edit(knowledge_root, f"{ENTRY}/cases/plain/fixes/require-grad.py", "x = ", "\nx = ")
    assert "no-graph: the evidence is of other programs; run `make verify`" in check_knowledge(
        knowledge_root, read_knowledge(knowledge_root)
    )


def test_the_evidence_is_the_same_every_time(knowledge_root, run):
    record(knowledge_root, run)
    first = read_evidence(knowledge_root, installed_torch(), "no-graph")
    record(knowledge_root, run)
    assert comparable(read_evidence(knowledge_root, installed_torch(), "no-graph")) == comparable(first)


def test_a_link_to_nothing_is_a_problem(knowledge_root, run):
    edit(knowledge_root, f"{ENTRY}/entry.toml", 'concepts = ["graphs"]', 'concepts = ["grafs"]')
    record(knowledge_root, run)
    assert "no-graph: there is no concept 'grafs'" in check_knowledge(knowledge_root, read_knowledge(knowledge_root))


def test_stale_chinese_is_a_problem(knowledge_root):
    folder = knowledge_root / ENTRY
    assert judge_translation(folder) == []
    edit(knowledge_root, f"{ENTRY}/en.md", "inputs are plain", "all inputs are plain")
    assert "does not render" in judge_translation(folder)[0]


def test_a_new_stamp_over_unchanged_chinese_needs_a_reason(knowledge_root):
    folder = knowledge_root / ENTRY
    git = ["git", "-C", str(knowledge_root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    edit(knowledge_root, f"{ENTRY}/en.md", "inputs are plain", "all inputs are plain")
    with pytest.raises(StampRefused):
        stamp_chinese(folder, None)
    stamp_chinese(folder, "only the English was unclear")
    assert judge_translation(folder) == []
    edit(knowledge_root, f"{ENTRY}/zh.md", " because only the English was unclear", "")
    assert "names no reason" in judge_translation(folder)[0]


def test_nothing_is_loaded_without_evidence(knowledge_root, sqlite_url):
    upgrade(sqlite_url)
    with pytest.raises(KnowledgeError, match="no evidence"):
        load_knowledge(knowledge_root, create_engine(sqlite_url))


def test_nothing_is_loaded_with_the_evidence_of_other_programs(knowledge_root, run, sqlite_url):
    record(knowledge_root, run)
    edit(knowledge_root, f"{ENTRY}/cases/plain/fixes/require-grad.py", "x = ", "\nx = ")
    upgrade(sqlite_url)
    with pytest.raises(KnowledgeError, match="no evidence of its present programs"):
        load_knowledge(knowledge_root, create_engine(sqlite_url))


def test_what_is_loaded_is_loaded_once(knowledge_root, run, database_url):
    record(knowledge_root, run)
    upgrade(database_url)
    engine = create_engine(database_url)
    assert load_knowledge(knowledge_root, engine).added == 3  # and the subjects of question search
    again = load_knowledge(knowledge_root, engine)
    assert (again.added, again.changed, again.retired, again.unchanged) == (0, 0, 0, 3)


def test_a_subject_that_is_written_is_outside_no_more(knowledge_root):
    subjects = (
        '[outside.no-graph]\nen = ["no graph"]\nzh = ["没有图"]\n\n[outside.weather]\nen = ["rain"]\nzh = ["下雨"]\n'
    )
    (knowledge_root / "search.toml").write_text(subjects, encoding="utf-8")
    problems = check_knowledge(knowledge_root, read_knowledge(knowledge_root))
    assert [problem for problem in problems if problem.startswith("search.toml")] == [
        "search.toml: no-graph is written: move its phrasings there, and remove the table"
    ]


@pytest.mark.parametrize(
    ("subjects", "problem"),
    [('[outside.weather]\nen = ["rain"]\n', "zh must be a list"), ('[outside.weather]\nen = []\nzh = []\nfr = []\n', "unknown keys: fr"),
     ("[nowhere]\n", "unknown keys: nowhere"), ("[words]\nyours = []\n", "unknown keys: yours"), ("[words]\nours = [1]\n", "must hold strings"), ("[outside.The_Weather]\nen = []\nzh = []\n", "is not an id")],
)  # fmt: skip
def test_a_subject_outside_has_phrasings_in_both_languages_and_nothing_else(knowledge_root, subjects, problem):
    (knowledge_root / "search.toml").write_text(subjects, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=problem):
        read_knowledge(knowledge_root)


@pytest.mark.parametrize("slow", [r"does not require \w+\w+\w+ grad", r"(?:\w+ )+does not require grad"])
def test_a_pattern_that_is_slow_on_some_text_is_refused(knowledge_root, edit, slow):
    assert not any(
        "is slow on" in problem for problem in check_knowledge(knowledge_root, read_knowledge(knowledge_root))
    )
    edit(f"{ENTRY}/entry.toml", r"element (?P<index>\d+) of tensors does not require grad", slow)
    problems = check_knowledge(knowledge_root, read_knowledge(knowledge_root))
    assert any(problem.startswith("no-graph") and "is slow on" in problem for problem in problems)

"""What is missing is listed: it fails a finished item, and is to do for one that is marked `unfinished`."""

import pytest

from service.authoring.checks import check_gaps, list_gaps
from service.authoring.folders import read_knowledge

TRIALS = "errors/no-graph/cases/plain/trials.toml"
ENTRY = "errors/no-graph/entry.toml"
ENGLISH = "errors/no-graph/en.md"
CONCEPT = "concepts/graphs/concept.toml"
EXAMPLE = "concepts/graphs/example.py"


def gaps(root):
    return list(check_gaps(read_knowledge(root)))


@pytest.mark.parametrize(
    ("name", "old", "new", "gap"),
    [
        (ENTRY, 'seen = ["https://discuss.example.org/t/no-graph/1"]\n', "", "nobody has looked for posts"),
        (ENTRY, '[cases.test]\ncode = "print(x.requires_grad)"\n', "", "has no test"),
        (ENTRY, 'kind = "error"', 'kind = "warning"', "whether the warning can be ignored"),
        (TRIALS, "[[silencer]]", "[[detour]]", "has no silencer"),
        (TRIALS, '[[right]]\nid = "afterwards"', '[[mistake]]\nid = "afterwards"', "1 right edits"),
        (ENGLISH, "why: The input", "assumes: You own `x`.\nwhy: The input", "in one language only"),
        (ENGLISH, " [^graphs:recorded]", "", "'all' claims something"),
        (ENGLISH, "[^graphs:recorded]", "[^graphs:printed]", "is the name of no proof"),
        (ENGLISH, "[graph](concept:graphs)", "graph", "without a link to concept:graphs"),
        (ENGLISH, "has no graph to walk", "has no graph to walk " + "far " * 35, "at most 35 are read"),
        (CONCEPT, 'zh = ["计算图"]\n', "", "no terms in zh"),
        (EXAMPLE, "print(", "assert x.requires_grad\nprint(", "has an assert"),
        (EXAMPLE, "import torch", "import torch" + "\n" * 25, "more than 25 lines"),
    ],
)
def test_a_gap_is_named(knowledge_root, edit, name, old, new, gap):
    assert gaps(knowledge_root) == []
    edit(name, old, new)
    assert any(gap in found for found in gaps(knowledge_root)), gaps(knowledge_root)


def test_a_concept_without_an_example_has_a_gap(knowledge_root):
    (knowledge_root / EXAMPLE).unlink()
    assert gaps(knowledge_root) == ["graphs: has no example.py"]


def test_a_fix_that_assumes_less_comes_first(knowledge_root, edit):
    fixes = knowledge_root / "errors/no-graph/cases/plain/fixes"
    (fixes / "other.py").write_bytes((fixes / "require-grad.py").read_bytes())
    edit(ENTRY, '{ id = "require-grad"', '{ id = "other", changes = "value" }, { id = "require-grad"')
    for name in ("en.md", "zh.md"):
        other = "### Fix: other\ntitle: t\nwhen: w\nassumes: a\nwhy: y\n\n"
        edit(f"errors/no-graph/{name}", "### Fix: require-grad", f"{other}### Fix: require-grad")
    assert gaps(knowledge_root) == ["no-graph: plain: a fix that assumes something stands before one that does not"]


def test_an_unfinished_item_fails_nothing_and_is_listed(knowledge_root, edit):
    edit(ENTRY, 'kind = "error"', 'kind = "error"\nunfinished = true')
    edit(TRIALS, "[[silencer]]", "[[detour]]")
    assert gaps(knowledge_root) == []
    assert list_gaps(read_knowledge(knowledge_root)) == {"no-graph": ["plain: trials.toml has no silencer"]}

"""A small knowledge folder of its own: one entry, one concept, both good."""

from pathlib import Path

import pytest

from service.verifier.supervisor import Supervisor
from whygrad.catalogue import hash_english

FILES = {
    "errors/no-graph/entry.toml": """
kind = "error"
area = "core-backward"
frequency = "very common"
concepts = ["graphs"]
[[signatures]]
exceptions = ["RuntimeError"]
pattern = 'element (?P<index>\\d+) of tensors does not require grad'
[[cases]]
id = "plain"
fixes = [{ id = "require-grad", safety = "safe" }]
wrong_fixes = ["only-the-output"]
""",
    "errors/no-graph/en.md": """# No graph

Nothing requires grad.

## Why

There is no graph.

## In your case

- Root {index} has no graph.

## Case: plain
title: Plain tensors
when: inputs are plain.

### Fix: require-grad
title: Require grad
when: you want the input's gradient.
why: The input is a leaf then.

### Wrong fix: only-the-output
title: On the output
why: The output is a leaf of its own.
harm: x.grad is {grad}.
""",
    "errors/no-graph/cases/plain/reproduce.py": "import torch\n\nx = torch.ones(2)\ny = (x * 3).sum()\ny.backward()\n",
    "errors/no-graph/cases/plain/check.py": '''
def check_gradient(run):
    """x has the gradient 3.
    x 的梯度为 3。"""
    assert run["x"].grad is not None, "x has no gradient"
    assert run["x"].grad.tolist() == [3.0, 3.0]


def measure(run):
    return {"grad": run["x"].grad}
''',
    "errors/no-graph/cases/plain/fixes/require-grad.py": (
        "import torch\n\nx = torch.ones(2, requires_grad=True)\ny = (x * 3).sum()\ny.backward()\n"
    ),
    "errors/no-graph/cases/plain/wrong_fixes/only-the-output.py": (
        "import torch\n\nx = torch.ones(2)\ny = (x * 3).sum().requires_grad_()\ny.backward()\n"
    ),
    "concepts/graphs/concept.toml": """
misconceptions = ["none-needed"]
[phrasings]
en = ["what is the graph"]
zh = ["计算图是什么"]
""",
    "concepts/graphs/en.md": """# The graph

What backward walks.

## Explanation

It is recorded.

## Misconception: none-needed
claim: No graph is needed.

It is.
""",
    "concepts/graphs/demo.py": "print('graph')\n",
    "concepts/graphs/misconceptions/none-needed.py": "print('needed')\n",
}
CHINESE = {"# No graph": "# 没有计算图", "# The graph": "# 计算图"}


@pytest.fixture
def knowledge_root(tmp_path: Path) -> Path:
    """The folder, with Chinese that renders the English."""
    root = tmp_path / "knowledge"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    (tmp_path / "knowledge" / "search.toml").write_text("synonyms = []\n", encoding="utf-8")
    for english in root.rglob("en.md"):
        body = english.read_text(encoding="utf-8")
        for source, target in CHINESE.items():
            body = body.replace(source, target)
        stamp = f"<!-- renders en.md {hash_english(english.parent)} -->\n"
        (english.parent / "zh.md").write_text(stamp + body, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def run():
    with Supervisor() as supervisor:
        yield supervisor.run

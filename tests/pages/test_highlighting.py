"""Programs and diffs in colour."""

from service.pages.highlighting import colour, read_diff

DIFF = """--- reproduction
+++ fix
@@ -1,6 +1,6 @@
 import torch
 a = 1
 b = 2
 c = 3
-loss = x
+loss = x.sum() < 1
 print(loss)
"""


def test_code_is_escaped_and_marked():
    assert "<span class=\"s1\">'&lt;b&gt;'</span>" in colour("a = '<b>'")


def test_a_diff_shows_what_changes_with_its_neighbours():
    lines = read_diff(DIFF)
    assert [line.mark for line in lines] == [" ", "-", "+", " "]
    assert "&lt;" in lines[2].code


def test_a_gap_between_two_changes_is_marked():
    changed = DIFF.replace(" import torch", "-import torch\n+import torch.nn")
    assert [line.mark for line in read_diff(changed)] == ["-", "+", " ", "⋮", " ", "-", "+", " "]

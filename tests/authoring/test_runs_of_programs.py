"""Programs composed from a reproduction: edits that fit once, and tests before the line that fails."""

import pytest

from service.authoring.programs import EditRefused, apply_edits, insert_test, printed_by_test

LOOP = """\
for step in range(2):
    if step:
        loss = work(
            step,
        )
print(loss)
"""


def test_edits_apply_in_order():
    assert apply_edits("x = 1\ny = x\n", (("x = 1", "z = 1"), ("y = x", "y = z"))) == "z = 1\ny = z\n"


@pytest.mark.parametrize(("old", "times"), [("q", 0), ("x", 2)])
def test_an_edit_that_does_not_fit_once_is_refused(old, times):
    with pytest.raises(EditRefused, match=f"stands {times} times"):
        apply_edits("x = 1\ny = x\n", ((old, "z"),))


@pytest.mark.parametrize("line", [3, 4, 5])
def test_a_test_stands_before_the_whole_statement_with_its_indentation(line):
    code = insert_test(LOOP, "print(step)", line)
    compile(code, "program.py", "exec")
    assert "        print(step)\n        print('[/test]')\n        loss = work(\n" in code


def test_a_test_without_a_line_stands_at_the_end():
    assert insert_test(LOOP, "print(loss)", None).endswith("print(loss)\nprint('[/test]')\n")


@pytest.mark.parametrize("line", [0, 2, 9])
def test_a_test_for_a_line_without_a_statement_stands_at_the_end(line):
    assert insert_test("x = 1\n\ny = x\n", "print(y)", line).endswith(
        "y = x\nprint('[test]')\nprint(y)\nprint('[/test]')\n"
    )


@pytest.mark.parametrize("line", [2, 3])
def test_a_test_for_a_decorator_stands_before_it(line):
    code = insert_test("x = 1\n@wrap\n@other(x)\ndef work():\n    return x\n", "print(x)", line)
    assert code.startswith("x = 1\nprint('[test]')\nprint(x)\nprint('[/test]')\n@wrap\n@other(x)\ndef work():\n")


def test_what_counts_is_what_the_test_printed_last():
    assert printed_by_test("a\n[test]\nTrue\n[/test]\nb\n[test]\nFalse\n[/test]\n") == "False"
    assert printed_by_test("a\n[test]\nFalse\n") is None
    assert printed_by_test("") is None

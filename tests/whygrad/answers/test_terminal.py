"""A diagnosis in a terminal."""

from whygrad.answers.terminal import render_frame, render_terminal, wrap


def test_the_failing_line_is_marked():
    context = [{"line": 9, "source": "a = 1"}, {"line": 10, "source": "b.backward()"}]
    text = render_frame({"file": "t.py", "line": 10, "source": "b.backward()", "context": context})
    assert [line for line in text.split("\n") if ">" in line] == ["  >   10 | b.backward()"]


def test_no_answer_is_said():
    assert render_terminal({"answer": None, "status": "unmatched"}) == "No diagnosis (unmatched)."


def test_prose_is_wrapped_and_code_is_not():
    text = wrap("word " * 30 + "\nmore words of the same paragraph\n\n    code = " + "x" * 120)
    assert max(len(line) for line in text.split("\n") if not line.startswith(" ")) <= 100
    assert "    code = " + "x" * 120 in text

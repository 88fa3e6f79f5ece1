"""What people read."""

from whygrad.answers.terminal import fill_sentences, render_frame, render_terminal, shorten, wrap


def test_a_sentence_with_an_uncaptured_name_is_dropped():
    sentences = ["Your shape is [{shape}].", "It has {colour}.", "Plain."]
    assert fill_sentences(sentences, {"shape": "3, 4"}) == ["Your shape is [3, 4].", "Plain."]


def test_captured_text_is_not_a_template():
    assert fill_sentences(["{a}"], {"a": "{b}", "b": "no"}) == ["{b}"]


def test_captured_text_stays_inside_its_code_span():
    (sentence,) = fill_sentences(["Line `{source}`."], {"source": "a `<script>`\n# heading"})
    assert sentence == "Line `a '<script>' # heading`."


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


def test_long_text_is_shortened_on_one_line():
    assert shorten("a\n" * 500).endswith("…")
    assert "\n" not in shorten("a\n" * 500)

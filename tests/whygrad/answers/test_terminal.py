"""Markdown in a terminal."""

import pytest

from whygrad.answers.terminal import WIDTH, columns, lay_out


def test_paragraphs_are_joined_and_wrapped():
    text = lay_out("word " * 30 + "\nmore words of the same paragraph\n\nanother")
    first, second = text.rstrip().split("\n\n")
    assert max(map(len, first.split("\n"))) <= WIDTH
    assert first.replace("\n", " ").endswith("word more words of the same paragraph")
    assert second == "another"


def test_chinese_is_wrapped_by_columns_and_a_line_begins_with_no_punctuation():
    text = lay_out("计算图，" * 60)
    lines = text.strip().split("\n")
    assert len(lines) > 1
    assert all(columns(line) <= WIDTH for line in lines)
    assert not any(line.startswith("，") for line in lines)


def test_chinese_lines_join_without_a_blank():
    assert lay_out("计算图\n已释放") == "计算图已释放\n"


def test_a_program_keeps_its_lines_and_what_looks_like_markdown():
    program = "# no heading\n- 1\n\nx = [a](b)  " + "y" * 120
    assert lay_out(f"before\n\n```python\n{program}\n```\n\nafter") == (
        "before\n\n    # no heading\n    - 1\n\n    x = [a](b)  " + "y" * 120 + "\n\nafter\n"
    )


def test_a_table_keeps_its_lines():
    table = "| a | b |\n| --- | --- |\n| " + "x " * 80 + "| y |"
    assert lay_out(table) == f"{table}\n"


@pytest.mark.parametrize("mark", ["- ", "12. "])
def test_an_item_hangs_under_its_mark(mark):
    lines = lay_out(mark + "word " * 40).rstrip().split("\n")
    assert lines[0].startswith(f"{mark}word")
    assert all(line.startswith(" " * len(mark) + "word") for line in lines[1:])


def test_links_and_emphasis_are_plain():
    assert lay_out("## A [leaf](/concepts/leaf-tensors) is **not** code") == "A leaf is not code\n"
    assert lay_out("| a [leaf](/concepts/leaf-tensors) | **not** code |") == "| a leaf | not code |\n"

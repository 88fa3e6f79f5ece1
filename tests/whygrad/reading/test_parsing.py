"""What Python finds odd in a paste is nobody's business."""

import subprocess
import sys

import pytest

from whygrad.reading.parsing import NotPython, parse_literal, parse_statements

ODD = ["x = 1if y else 2", "x = 1 is 2", "x = 1()", "x = '\\d'"]


def test_a_paste_leaves_no_word_in_the_log():
    paste = "\n".join([*ODD, "['Traceback (most recent call last):', '\\d']", "RuntimeError: no"])
    program = "import sys; from whygrad.reading import read_report; read_report(sys.argv[1])"
    command = [sys.executable, "-W", "default", "-c", program, paste]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("text", ["x = (", "x = '\0'", "(" * 500, "x = " + "-" * 100_000 + "1", "x" + ".y" * 100_000])
def test_what_is_no_python_or_too_deep_is_refused_by_name(text):
    with pytest.raises(NotPython):
        parse_statements(text)


@pytest.mark.parametrize("text", ["f(x)", "{[]: 1}", "[", "1" * 5_000, "-" * 100_000 + "1"])
def test_what_is_no_literal_is_refused_by_name(text):
    with pytest.raises(NotPython):
        parse_literal(text)

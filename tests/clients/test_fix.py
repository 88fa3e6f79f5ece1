"""`whygrad fix`: shows the difference, asks, writes; sends only what the user permits, and never over a changed file."""

import io
import json
import sys

import pytest

from tests.clients.conftest import BROKEN
from whygrad.answering import Answering
from whygrad.answers.edits import UnusableEdit, apply_edits
from whygrad.answers.runs import Candidate, Position, Range, Repair, TextEdit
from whygrad.cli import main
from whygrad.cli.exits import ANSWERED, MISUSED, NOTHING_FOUND
from whygrad.client import Client
from whygrad.repairing import repair_program
from whygrad.user.settings import Settings, write_setting


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(BROKEN, encoding="utf-8")
    return path


@pytest.fixture
def served(live_server):
    write_setting("server", live_server.url)
    write_setting("send", "source")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def edit(line, start, end, text):
    return TextEdit(
        range=Range(start=Position(line=line, character=start), end=Position(line=line, character=end)), newText=text
    )


def test_a_verified_correction_is_written(program, served, capsys):
    status = main(["fix", str(program), "--yes"])
    written = capsys.readouterr()
    assert status == ANSWERED, written
    assert "Verified" in written.out
    names = {"__name__": "__main__"}
    exec(program.read_text(encoding="utf-8"), names)
    assert names["first"].weight.grad is not None


@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("\n", False), ("n\n", False)])
def test_the_user_is_asked(program, served, monkeypatch, answer, is_written):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    main(["fix", str(program)])
    assert (program.read_text(encoding="utf-8") != BROKEN) == is_written


def test_where_nobody_can_be_asked_nothing_is_written(program, served, capsys):
    assert main(["fix", str(program), "--json"]) == ANSWERED
    written = capsys.readouterr()
    assert json.loads(written.out)["candidates"][0]["verified"]
    assert "left as it is" in written.err
    assert program.read_text(encoding="utf-8") == BROKEN


def test_a_file_that_changed_meanwhile_is_not_overwritten(program, served, monkeypatch):
    asked = Client.repair

    def repair(*arguments, **known):
        found = asked(*arguments, **known)
        program.write_text(BROKEN + "# mine\n", encoding="utf-8")
        return found

    monkeypatch.setattr(Client, "repair", repair)
    assert main(["fix", str(program), "--yes"]) == MISUSED
    assert program.read_text(encoding="utf-8") == BROKEN + "# mine\n"


def test_a_program_without_a_fault_is_left(program, served):
    program.write_text("print('well')\n", encoding="utf-8")
    assert main(["fix", str(program), "--yes"]) == NOTHING_FOUND


@pytest.mark.parametrize("send", ["off", "traceback"])
def test_nothing_is_sent_until_the_user_permits_it(program, monkeypatch, capsys, send):
    write_setting("server", "http://127.0.0.1:9")
    write_setting("send", send)
    monkeypatch.setattr(Client, "repair", lambda *_, **__: pytest.fail("it was sent"))
    assert main(["fix", str(program)]) == MISUSED
    assert "whygrad settings send source" in capsys.readouterr().err


def test_what_would_be_sent_is_shown(program, capsys):
    write_setting("server", "https://whygrad.example")
    program.write_text("path = '/home/mia/data'\n", encoding="utf-8")
    assert main(["fix", str(program), "--symptom", "of mia@example.org", "--dry-run"]) == ANSWERED
    assert json.loads(capsys.readouterr().out) == {"code": "path = '/home/user/data'\n", "symptom": "of <mail>"}


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_told(program, capsys, content):
    program.unlink() if content is None else program.write_bytes(content)
    assert main(["fix", str(program)]) == MISUSED
    assert str(program) in capsys.readouterr().err


def test_a_server_elsewhere_gets_no_names_and_its_edits_fit_the_program(monkeypatch):
    code = "path = '/home/mia/data'\nx = 1\n"
    fields = {
        "fix": "f",
        "title": "t",
        "diff": "",
        "safety": "safe",
        "why": "",
        "assumes": None,
        "verified": True,
        "evidence": (),
    }
    good = Candidate(code="", edits=(edit(1, 4, 5, "2"),), **fields)
    bad = Candidate(code="", edits=(edit(0, 0, 4, "root"),), **fields)
    sent = []

    def repair(self, code, **_):
        sent.append(code)
        return Repair(id="1", progress="done", status="repaired", candidates=(bad, good))

    monkeypatch.setattr(Client, "repair", repair)
    found = repair_program(Answering(Settings(server="https://whygrad.example", send="source")), code)
    assert sent == ["path = '/home/user/data'\nx = 1\n"]
    assert [candidate.code for candidate in found.candidates] == ["path = '/home/mia/data'\nx = 2\n"]
    assert "+x = 2" in found.candidates[0].diff


def test_edits_count_utf_16_units_and_the_lines_of_an_editor():
    text = "a = '😀'; b\r\nc\x0cd\n"
    assert apply_edits(text, [edit(0, 10, 11, "B"), edit(1, 2, 3, "D")]) == "a = '😀'; B\r\nc\x0cD\n"
    assert apply_edits("a", [edit(0, 1, 1, "b")]) == "ab"


@pytest.mark.parametrize(
    "edits", [[edit(5, 0, 0, "")], [edit(0, 0, 9, "")], [edit(0, 2, 1, "")], [edit(0, 0, 2, ""), edit(0, 1, 3, "")]]
)
def test_an_edit_that_does_not_fit_is_refused(edits):
    with pytest.raises(UnusableEdit):
        apply_edits("abc\n", edits)

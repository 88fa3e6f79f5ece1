"""The command from a paste to the answer, as text and as one JSON document, with its exit statuses."""

import io
import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.clients.conftest import NO_GRAPH, NON_SCALAR
from whygrad.answers.browsing import list_titles
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.logs import diagnose_log
from whygrad.answers.questions import answer_question
from whygrad.cli import main
from whygrad.cli.exits import ANSWERED, FAILED, MISUSED, NOTHING_FOUND
from whygrad.user.last_failure import LastFailure, record_failure
from whygrad.user.settings import write_setting


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command with that standard input: its status, stdout and stderr."""

    def call(*arguments, stdin=""):
        content = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        status = main(arguments)
        written = capsys.readouterr()
        return status, written.out, written.err

    return call


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_diagnosis_is_the_librarys_as_json(run, language):
    status, out, _ = run("diagnose", "--json", "--lang", language, stdin=NON_SCALAR)
    assert status == ANSWERED
    assert json.loads(out) == dump(diagnose(installed_library(language), NON_SCALAR))


def test_a_diagnosis_reads_a_file_and_says_what_to_do(run, tmp_path):
    (tmp_path / "error.txt").write_text(NON_SCALAR, encoding="utf-8")
    status, out, err = run("diagnose", str(tmp_path / "error.txt"))
    assert (status, err) == (ANSWERED, "")
    assert out.startswith("backward() on a result that is not a scalar")
    assert "whygrad explain backward-nonscalar-output" in out.splitlines()[-1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it_is_read(run, encoding):
    status, _, _ = run("diagnose", stdin=NON_SCALAR.encode(encoding))
    assert status == ANSWERED


def test_the_version_is_looked_up_only_where_it_is_asked_for(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"whygrad {version('whygrad')}\n"
    code = "import sys, whygrad.cli.arguments as a; a.build_parser(); print('importlib.metadata' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_what_is_not_known_is_told_by_the_status(run):
    assert run("diagnose", stdin="KeyError: 'loss'")[0] == NOTHING_FOUND
    assert run("ask", "best pizza in town")[0] == NOTHING_FOUND
    assert run("log", stdin="all is well")[0] == NOTHING_FOUND


def test_a_question_is_answered_as_the_library_does(run):
    status, out, _ = run("ask", "--json", "what", "is a leaf tensor?")
    assert status == ANSWERED
    assert json.loads(out) == dump(answer_question(installed_library("en"), "what is a leaf tensor?"))
    assert "leaf" in run("ask", "what is a leaf tensor?")[1]


def test_a_log_is_diagnosed_as_the_library_does(run):
    log = f"epoch 1\n{NON_SCALAR}\nepoch 2\n{NO_GRAPH}\n"
    status, out, _ = run("log", "--json", stdin=log)
    assert status == ANSWERED
    assert json.loads(out) == dump(diagnose_log(installed_library("en"), log))
    assert "Line 4 (1×)" in run("log", stdin=log)[1]


def test_an_entry_and_a_concept_are_explained(run):
    assert run("explain", "no-grad-fn")[1].startswith(installed_library("en").entry("no-grad-fn").title)
    assert run("explain", "leaf-tensors", "--lang", "zh")[1].startswith(
        installed_library("zh").concept("leaf-tensors").title
    )
    assert json.loads(run("explain", "no-grad-fn", "--json")[1]) == dump(installed_library("en").entry("no-grad-fn"))


def test_an_id_that_is_none_is_told(run):
    status, out, err = run("explain", "nothing-such")
    assert (status, out) == (NOTHING_FOUND, "")
    assert "nothing-such" in err


def test_the_list_names_everything(run):
    listed = json.loads(run("explain", "--list", "--json")[1])
    assert listed == dump(list_titles(installed_library("en")))
    assert {item["id"] for item in listed["concepts"]} >= {"leaf-tensors"}
    assert "(`leaf-tensors`)" in run("explain", "--list")[1]


def test_the_last_failure_is_explained(run):
    assert run("explain")[0] == NOTHING_FOUND
    record_failure(LastFailure(at=4e9, folder="/work", command=("train.py",), traceback=NON_SCALAR, sources={}))
    status, out, _ = run("explain")
    assert status == ANSWERED
    assert "`train.py`" in out and "not a scalar" in out


def test_settings_are_shown_and_set(run):
    assert run("settings", "send", "traceback")[0] == ANSWERED
    assert json.loads(run("settings", "--json")[1])["send"] == "traceback"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("settings", "send", "all"), "off, traceback, source"),
        (("diagnose", "no-such-file.txt"), "no-such-file.txt cannot be read"),
        (("diagnose", "/"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_and_is_a_document_too(run, arguments, says):
    status, out, err = run(*arguments)
    assert (status, out) == (MISUSED, "")
    assert says in err and "Traceback" not in err
    assert says in json.loads(run(*arguments, "--json")[1])["problem"]["detail"]


def test_a_text_that_is_too_long_is_told(run):
    status, _, err = run("diagnose", stdin="x" * 200_001)
    assert status == MISUSED
    assert "200,000 bytes" in err


def test_missing_knowledge_is_told(run, monkeypatch, tmp_path):
    monkeypatch.setattr("whygrad.answers.bundle.DATA", tmp_path)
    installed_library.cache_clear()
    assert run("diagnose", stdin=NON_SCALAR)[0] == FAILED
    installed_library.cache_clear()


def test_what_others_wrote_drives_no_terminal(run):
    paste = f'  File "train\x1b]0;owned\x07.py", line 3, in <module>\n    loss\x1b[2J.backward()\n{NON_SCALAR}'
    out = run("diagnose", stdin=paste)[1]
    assert out and all(character.isprintable() or character in "\n\t" for character in out)


def test_a_server_that_fails_is_told_and_does_not_matter(run):
    write_setting("server", "http://127.0.0.1:9")
    write_setting("send", "traceback")
    status, out, err = run("diagnose", "--json", stdin=NON_SCALAR)
    assert status == ANSWERED
    assert json.loads(out) == dump(diagnose(installed_library("en"), NON_SCALAR))
    assert "answered from what is installed" in err


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_every_command(run, shell):
    script = run("completion", shell)[1]
    assert all(command in script for command in ("diagnose", "explain", "--audit", "settings"))

"""Programs are repaired and run on this machine without any server, confined as a server confines them, or refused."""

from dataclasses import replace

import pytest

from service.piped import answer
from service.verifier.local import LocalVerifier as Verifier
from service.verifier.unconfined import UnconfinedSupervisor
from tests.clients.test_fix import BROKEN
from tests.clients.test_mcp import ask
from whygrad import local_verifier
from whygrad.answering import Answering
from whygrad.cli import main
from whygrad.cli.exits import ANSWERED, FAILED
from whygrad.client import ServerUnreachable
from whygrad.local_verifier import LocalVerifier
from whygrad.mcp import build_server
from whygrad.repairing import repair_program, verify_program
from whygrad.user.settings import Settings, write_setting


@pytest.fixture(scope="module")
def answering(tmp_path_factory):
    """One verifier for the module, since it takes seconds to start; started where a folder has its name."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "service").mkdir()
    (folder / "service" / "piped.py").write_text("raise SystemExit('foreign')", encoding="utf-8")
    answering = Answering(Settings(server="local", language="en"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert verify_program(answering, "print(1)").verdict.stdout == "1\n"
    yield answering
    answering.runner.close()


def test_a_failing_program_is_repaired_in_its_file_without_a_server(tmp_path, capsys):
    program = tmp_path / "train.py"
    program.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(RuntimeError, match="inplace"):
        exec(BROKEN, {})
    write_setting("server", "local")
    assert main(["fix", str(program), "--yes"]) == ANSWERED, capsys.readouterr().err
    assert "Verified" in capsys.readouterr().out
    exec(program.read_text(encoding="utf-8"), {})


def test_a_repair_comes_with_its_evidence_and_a_run_with_its_line(answering):
    repair = repair_program(answering, BROKEN)
    assert repair.status == "repaired" and repair.candidates[0].verified
    assert repair_program(answering, BROKEN, fixed=repair.candidates[0].code).status == "repaired"
    verdict = verify_program(answering, BROKEN).verdict
    assert verdict.outcome == "raised" and verdict.exception.line == 12
    assert verdict.isolation.seccomp and verdict.isolation.network


def test_what_it_runs_reaches_no_file_and_no_network(answering, tmp_path):
    path = tmp_path / "written"
    verdict = verify_program(answering, f"open({str(path)!r}, 'w').write('x')").verdict
    assert not path.exists()
    assert verdict.outcome == "unsupported"


def test_it_is_the_users_choice_and_sends_nothing():
    settings = Settings(server="local", send="source")
    assert settings.runs_programs and not settings.permits("traceback") and settings.address == ""
    assert not replace(settings, server="").runs_programs


def test_where_the_service_is_not_installed_that_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(local_verifier, "COMMAND", ("-S", *local_verifier.COMMAND))
    with pytest.raises(ServerUnreachable, match="No module named"):
        LocalVerifier("en").repair(BROKEN, wait=1)
    write_setting("server", "local")
    (tmp_path / "train.py").write_text(BROKEN, encoding="utf-8")
    assert main(["fix", str(tmp_path / "train.py")]) == FAILED
    assert "does not start" in capsys.readouterr().err


def test_where_nothing_confines_programs_they_are_refused_by_name():
    verifier = Verifier({"2.13.0": UnconfinedSupervisor()})
    told = answer(verifier, {"run": "repair", "language": "en", "body": {"code": BROKEN, "wait": 1}})
    assert told["problem"]["code"] == "foreign-code-refused"
    assert "seccomp" in told["problem"]["detail"]


def test_an_assistant_has_the_tools_that_run_programs():
    names = {
        tool.name for tool in ask(build_server(Settings(server="local")), lambda client: client.list_tools()).tools
    }
    assert {"verify", "repair", "check_fix"} <= names

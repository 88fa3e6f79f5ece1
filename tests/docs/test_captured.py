"""What the pages of `docs/clients` show is what is printed: every session is run. `CAPTURE=1 pytest tests/docs` writes it anew."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from service.authoring.bundling import write_bundles
from tests.docs.consoles import ROOT, run_session, sessions_of, user_environment, write_back
from whygrad.answers.bundle import DATA

PAGES = sorted((ROOT / "docs" / "clients").glob("*.md"))
SESSIONS = [(page, number) for page in PAGES for number, _ in enumerate(sessions_of(page))]
PROGRAM = re.compile(r"```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.fixture(scope="module", autouse=True)
def knowledge():
    write_bundles(ROOT / "knowledge", DATA)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(ROOT / "docs" / "clients" / "programs", tmp_path / "project")


@pytest.mark.parametrize(("page", "number"), SESSIONS, ids=[f"{page.stem}-{number}" for page, number in SESSIONS])
def test_a_session_prints_what_the_page_shows(page, number, folder, request):
    session = [*sessions_of(page)][number]
    server = request.getfixturevalue("live_server").url if "server" in session.needs else ""
    printed = run_session(session, folder, user_environment(folder, server))
    if os.environ.get("CAPTURE"):
        write_back(session, printed)
    else:
        assert printed == session.expected


def test_there_are_sessions_of_every_kind():
    commands = " ".join(command for page in PAGES for session in sessions_of(page) for command in session.commands)
    assert all(
        word in commands for word in ("whygrad run", "--trace", "--audit", "whygrad fix", "pytest", "ipython", "curl")
    )


def test_the_python_on_the_page_of_http_runs(live_server):
    (program,) = PROGRAM.findall((ROOT / "docs" / "clients" / "http.md").read_text(encoding="utf-8"))
    program = program.replace("http://127.0.0.1:8000", live_server.url)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(("repaired\n", "suggested\n"))


def test_every_route_has_a_curl(client):
    page = (ROOT / "docs" / "clients" / "http.md").read_text(encoding="utf-8")
    for path in client.get("/openapi.json").json["paths"]:
        pattern = re.sub(r"\\\{\w+\\\}", r"[\\w-]+", re.escape(path))
        assert re.search(rf'curl [^\n]*\$SERVER{pattern}(?=[\s"?`]|$)', page) or path == "/docs", path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target

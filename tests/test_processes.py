"""The commands that a deployment runs, run for real: migrate, load, serve, verify."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from service.storage.knowledge_sync import sync_knowledge
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from tests.addresses import free_port, wait_for
from tests.evidence import record

ROOT = Path(__file__).resolve().parents[1]
SWAP_SECONDS = 30.0  # on a busy machine; a second on another


def run_service(arguments, environment, folder=ROOT):
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)


@pytest.fixture
def checkout(tmp_path):
    """What a deployed image holds: the code, without the knowledge."""
    for name in ("service", "whygrad", "migrations"):
        shutil.copytree(ROOT / name, tmp_path / "app" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path / "app")
    return tmp_path / "app"


@pytest.fixture
def environment(database_url, checkout):
    clean = {name: value for name, value in os.environ.items() if name != "VERIFIER_SOCKET"}
    return clean | {
        "DATABASE_URL": database_url,
        "BIND": f"127.0.0.1:{free_port()}",
        "WEB_CONCURRENCY": "2",
        "PYTHONPATH": str(checkout),
    }


@pytest.fixture
def loaded(database_url, knowledge_items):
    """The database with the knowledge in it."""
    upgrade(database_url)
    sync_knowledge(create_engine(database_url), knowledge_items)


@pytest.fixture
def recorded_root(knowledge_root, run):
    """A small knowledge folder, of which nothing is learned for seconds."""
    record(knowledge_root, run)
    return knowledge_root


@pytest.fixture
def server(checkout, environment):
    process = None

    def start(**more):
        nonlocal process
        command = [sys.executable, "-m", "gunicorn", "service.wsgi:app"]
        process = subprocess.Popen(command, cwd=checkout, env=environment | more)
        url = f"http://{environment['BIND']}"
        wait_for(f"{url}/readyz", process)
        return url

    yield start
    if process is not None:
        process.terminate()
        assert process.wait(timeout=30) == 0


def test_every_worker_serves_a_reload_from_elsewhere(recorded_root, environment, server):
    assert run_service(["migrate"], environment).returncode == 0
    assert run_service(["load", "--from", str(recorded_root)], environment).returncode == 0
    url = server()
    entry = f"{url}/v1/errors/no-graph?language=en"
    before = get(entry)["title"]

    english = recorded_root / "errors" / "no-graph" / "en.md"
    english.write_text(english.read_text(encoding="utf-8").replace(f"# {before}", "# A new title", 1), encoding="utf-8")
    loaded = run_service(["load", "--from", str(recorded_root)], environment)
    assert " 0 changed" not in loaded.stdout, loaded.stderr  # what names the entry changes with it
    shutil.rmtree(recorded_root)

    ends = time.monotonic() + SWAP_SECONDS
    while (titles := {get(entry)["title"] for _ in range(40)}) != {"A new title"}:
        assert time.monotonic() < ends, titles


def test_a_worker_has_the_knowledge_before_its_first_request(tmp_path):
    database = tmp_path / "gone.db"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "KNOWLEDGE_POLL_SECONDS": "60"}
    run_service(["migrate"], environment)
    run_service(["load"], environment)
    program = (
        "import os, sys; from service.wsgi import app; os.remove(sys.argv[1])\n"
        "print(app.test_client().get('/v1/errors').status_code)"
    )
    command = [sys.executable, "-c", program, str(database)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout == "200\n", done.stderr


def test_an_entry_that_is_published_no_more_is_retired(recorded_root, environment, server):
    entry = recorded_root / "errors" / "no-graph" / "entry.toml"
    published = entry.read_text(encoding="utf-8")
    run_service(["migrate"], environment)
    run_service(["load", "--from", str(recorded_root)], environment)
    entry.write_text(f'status = "retired"\n{published}', encoding="utf-8")
    assert "1 retired" in run_service(["load", "--from", str(recorded_root)], environment).stdout
    url = server()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{url}/v1/errors/no-graph")
    entry.write_text(published, encoding="utf-8")
    restored = run_service(["load", "--from", str(recorded_root)], environment).stdout
    assert "1 added" in restored.replace("revived", "added")


@pytest.mark.usefixtures("loaded")
def test_a_verifier_of_its_own_serves_over_a_shared_socket(tmp_path, environment, server):
    path = tmp_path / "shared" / "verifier.sock"
    command = [sys.executable, "-m", "service.verifier", "--socket", str(path)]
    without_database = {name: value for name, value in environment.items() if name != "DATABASE_URL"}
    verifier = subprocess.Popen(command, cwd=ROOT, env=without_database)
    try:
        url = server(VERIFIER_SOCKET=str(path))
        body = json.dumps({"concept": "leaf-tensors", "wait": 30}).encode()
        request = urllib.request.Request(f"{url}/v1/verifications", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            assert json.load(response)["verdict"]["outcome"] == "passed"
    finally:
        verifier.terminate()
        verifier.wait(timeout=30)
    assert get(f"{url}/healthz")["alive"]


@pytest.mark.usefixtures("loaded")
def test_every_worker_reads_the_verdict_of_one(server):
    url = server()
    body = json.dumps({"code": "print(6 * 7)", "wait": 30}).encode()
    request = urllib.request.Request(f"{url}/v1/verifications", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        location = response.headers["Location"]
    outputs = {get(f"{url}{location}")["verdict"]["stdout"] for _ in range(40)}
    assert outputs == {"42\n"}


@pytest.mark.parametrize("command", ["migrate", "load"])
def test_a_bad_database_url_fails_by_name(environment, command):
    done = run_service([command], environment | {"DATABASE_URL": "mongodb://localhost/x"})
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr

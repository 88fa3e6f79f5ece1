"""A typed client that is generated from the contract compiles, and reads a diagnosis from the real server."""

import compileall
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from whygrad_client import Client
from whygrad_client.api.diagnoses import create_diagnoses
from whygrad_client.api.errors import show_errors
from whygrad_client.models import Diagnosis, DiagnosisRequest, DiagnosisStatus, Entry, Problem

client = Client(base_url=sys.argv[1])
body = DiagnosisRequest(traceback="RuntimeError: grad can be implicitly created only for scalar outputs")
diagnosis = create_diagnoses.sync(client=client, body=body)
assert isinstance(diagnosis, Diagnosis)
assert diagnosis.status is DiagnosisStatus.MATCHED
assert diagnosis.answer.cases[0].fixes[0].code
entry = show_errors.sync(diagnosis.matches[0].id, client=client)
assert isinstance(entry, Entry)
problem = show_errors.sync("nothing", client=client)
assert isinstance(problem, Problem)
print(entry.id, problem.code)
"""


def test_a_generated_client_reads_a_diagnosis(live_server, tmp_path):
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n", encoding="utf-8")
    generate = [
        Path(sys.executable).with_name("openapi-python-client"),
        "generate",
        "--meta",
        "none",
        "--config",
        config,
    ]
    package = tmp_path / "whygrad_client"
    options = ["--url", f"{live_server.url}/openapi.json", "--output-path", package]
    done = subprocess.run([*generate, *options], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("WARNING") == 1, done.stderr  # a figure is no JSON
    assert compileall.compile_dir(package, quiet=1)
    program = [sys.executable, "-c", PROGRAM, live_server.url]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["backward-nonscalar-output", "unknown-entry"], done.stderr

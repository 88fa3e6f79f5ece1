"""`make demo`: start the service, diagnose a real paste, run the corrected program, stop the service."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from whygrad.answers.codec import load
from whygrad.answers.replies import Diagnosis
from whygrad.answers.terminal import render_terminal

ROOT = Path(__file__).resolve().parents[1]
PASTE = ROOT / "examples" / "jupyter-flattened.txt"
START_SECONDS = 120
RULE = "=" * 100


def main() -> None:
    """Show the way from a pasted traceback to a corrected program that was run."""
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    print("3/4 starting the service", flush=True)
    server = start_server(port)
    try:
        wait_until_ready(url, server)
        paste = PASTE.read_text(encoding="utf-8").strip()
        print(f"\n4/4 posting {PASTE.relative_to(ROOT)}\n\n{RULE}\n{paste[:300]} …\n{RULE}\n", flush=True)
        diagnosis = post(f"{url}/v1/diagnoses", {"traceback": paste, "language": "en"})
        print(render_terminal(load(Diagnosis, diagnosis), "en"))
        show_run(url, diagnosis["answer"])
    finally:
        server.terminate()
        server.wait(timeout=30)


def show_run(url: str, answer: dict[str, Any]) -> None:
    """Have the verifier run the corrected program of the answer now, and print what it printed."""
    case = answer["cases"][0]
    fix = case["fixes"][0]
    verification = post(
        f"{url}/v1/verifications", {"error": answer["id"], "case": case["id"], "fix": fix["id"], "wait": 30}
    )
    verdict = verification["verdict"]
    print(f"\n{RULE}\nRun just now: {verdict['outcome']}, torch {verdict['torch_version']}, {verdict['wall_ms']} ms")
    for check in verdict["checks"]:
        print(f"  {'+' if check['passed'] else 'x'} {check['statement']}")
    print("It printed:")
    print("\n".join(f"    {line}" for line in verdict["stdout"].splitlines()))


def start_server(port: int) -> subprocess.Popen[bytes]:
    """Start gunicorn as `make run` does, with its log in `.run/demo.log`."""
    log = (ROOT / ".run" / "demo.log").open("wb")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "service.wsgi:app"],
            cwd=ROOT,
            env=os.environ | {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1"},
            stdout=log,
            stderr=log,
        )


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until every part is ready; raises `SystemExit` where the server ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except OSError:  # refused, not ready, or slow to say so
            print(".", end="", flush=True)
            time.sleep(0.5)
    raise SystemExit("the service did not start; see .run/demo.log")


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST JSON and return the decoded answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def find_free_port() -> int:
    """A TCP port on the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    main()

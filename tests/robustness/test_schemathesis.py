"""The contract against the real server: requests made from it, right and wrong, by every check of schemathesis."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def wait_until_ready(url):
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=10).close()
            return
        except urllib.error.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.5)


def test_the_server_keeps_what_it_publishes(live_server, tmp_path):
    wait_until_ready(live_server.url)
    command = [Path(sys.executable).with_name("schemathesis"), "run", f"{live_server.url}/openapi.json"]
    options = ["--checks", "all", "--max-examples", "10", "--seed", "1", "--request-timeout", "40", "--no-color"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-1_000:]
    assert "Stateful" in done.stdout

"""The verifier behind its socket."""

import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from service.verifier.client import VerifierClient
from service.verifier.contract import BrokenRequest, Job, Refused, Reply, UnknownJob, Unreachable
from service.verifier.framing import pack, receive
from service.verifier.local import LocalVerifier
from service.verifier.server import VerifierServer


@pytest.fixture
def path(tmp_path, supervisor):
    server = VerifierServer(tmp_path / "run" / "verifier.sock", LocalVerifier({"2.13.0": supervisor}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield tmp_path / "run" / "verifier.sock"
    server.shutdown()
    server.server_close()


def test_a_job_is_run_and_kept(path):
    client = VerifierClient(path)
    state = client.submit(Job("print(1)\n"), wait_seconds=20)
    assert state.status == "done"
    assert state.verdict.stdout == "1\n"
    assert client.read(state.id).verdict == state.verdict


def test_a_job_that_takes_longer_than_the_wait_is_read_later(path):
    client = VerifierClient(path)
    state = client.submit(Job("import time\ntime.sleep(0.6)\nprint(2)\n"), wait_seconds=0.05)
    assert state.status in ("queued", "running")
    assert state.verdict is None
    assert client.read(state.id, wait_seconds=20).verdict.stdout == "2\n"


def test_an_unknown_id_is_said(path):
    with pytest.raises(Refused) as refused:
        VerifierClient(path).read("no-such-id")
    assert refused.value.refusal == UnknownJob()


def test_nobody_else_may_connect(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become somebody else")
def test_a_stranger_who_reaches_the_socket_gets_no_reply(path):
    path.chmod(0o666)
    for folder in filter(lambda folder: Path(tempfile.gettempdir()) in folder.parents, path.parents):
        folder.chmod(0o755)
    code = (
        "import os, socket, sys; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
        's.sendall(b\'\\0\\0\\0\\x14{"type":"AskStatus"}\'); s.settimeout(10); print(s.recv(100))'
    )
    asked = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60)
    closed = ("ConnectionResetError", "BrokenPipeError")  # before it could read, before it could write
    assert asked.stdout == "b''\n" or any(name in asked.stderr for name in closed)
    assert VerifierClient(path).status().ready


def test_no_server_is_unavailable(tmp_path):
    with pytest.raises(Refused) as refused:
        VerifierClient(tmp_path / "none.sock").status()
    assert refused.value.refusal == Unreachable()


BROKEN = {"text": b"not json", "list": b"[1]", "deep": b"[" * 100_000, "no operation of ours": b'{"type": "Explode"}'}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_message_gets_a_reply_and_harms_nothing(path, body):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(pack(body))
        assert isinstance(receive(connection.recv, Reply), BrokenRequest)
    assert VerifierClient(path).status().layers.seccomp

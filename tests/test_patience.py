"""gunicorn alone: slow clients wait, others are answered."""

import contextlib
import http.client
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from service.patience import HEAD_SECONDS, PEEKED_BYTES, Patience, count_missing
from tests.addresses import free_port

ROOT = Path(__file__).resolve().parents[1]
APP = """
def app(environ, start_response):
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(64 << 20))])
        return [bytes(64 << 20)]
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(str(len(body)))))])
    return [str(len(body)).encode()]
"""
THREADS = 4
SLOW = 24


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    (folder / "slow_app.py").write_text(APP)
    address = ("127.0.0.1", free_port())
    command = [sys.executable, "-m", "gunicorn", "--config", "/dev/null", "--worker-class", "service.patience.PatientWorker",
               "--threads", str(THREADS), "--keep-alive", "3", "--bind", f"127.0.0.1:{address[1]}",
               "--pythonpath", f"{folder},{ROOT}", "--no-control-socket", "slow_app:app"]  # fmt: skip
    log = (folder / "log").open("wb")
    server = subprocess.Popen(command, cwd=folder, stderr=log)
    while not answers(address):
        assert server.poll() is None, (folder / "log").read_text()
        time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(timeout=30)
    assert "Traceback" not in (folder / "log").read_text()


def answers(address):
    try:
        return ask(address) == b"5"
    except OSError:
        return False


def ask(address, body=b"hello"):
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("POST", "/", body)
    return connection.getresponse().read()


def dribble(over, address, first, then):
    """Connect, send something, and go on a byte at a time for as long as the server listens."""
    while not over.is_set():
        try:
            with socket.create_connection(address, timeout=10) as connection:
                connection.sendall(first)
                while then and not over.wait(0.2):
                    connection.sendall(then)
                over.wait(1)
        except OSError:
            continue


SLOW_CLIENTS = {
    "say nothing": (b"", b""),
    "send a head byte by byte": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a"),
    "send one byte": (b"G", b""),
    "send a body byte by byte": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"a"),
    "send much and then a byte at a time": (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + bytes(20_000),
        b"a",
    ),
    "send a body that never comes": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b""),
    "send chunks byte by byte": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "do not read": (b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n", b""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then"), SLOW_CLIENTS.values(), ids=[name.replace(" ", "_") for name in SLOW_CLIENTS]
)
def test_others_are_answered_while_many_clients(address, first, then):
    over = threading.Event()
    threads = [threading.Thread(target=dribble, args=(over, address, first, then)) for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        waits = []
        for _ in range(20):
            began = time.monotonic()
            assert ask(address) == b"5"
            waits.append(time.monotonic() - began)
            time.sleep(0.1)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert sorted(waits)[len(waits) // 2] < 0.5 and max(waits) < 3, waits


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nX-Slow: "], ids=["nothing", "half a head"])
def test_a_slow_connection_is_closed(address, first):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(first)
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(100) == b""
        assert time.monotonic() - began < HEAD_SECONDS + 3


@pytest.mark.parametrize("first", [b"GET / HTTP/1.1\r\nHost", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"])
def test_who_closes_in_mid_request_wakes_us_once(first):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        connection, _ = server.accept()
        with connection:
            connection.setblocking(False)
            patience = Patience(connection, threading.Semaphore())
            client.sendall(first)
            wait_until_readable(connection)
            assert not patience.has_arrived()
            assert not select.select([connection], [], [], 0)[0]
            client.shutdown(socket.SHUT_WR)
            wait_until_readable(connection)
            assert patience.has_arrived()


def wait_until_readable(connection):
    assert select.select([connection], [], [], 30)[0]


def test_a_body_that_takes_its_time_arrives(address):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n")
        for letter in b"hello":
            time.sleep(0.3)
            connection.sendall(bytes([letter]))
        assert connection.makefile("rb").read().endswith(b"\r\n\r\n5")


def test_honest_clients_in_two_pieces_are_answered_beside_more_slow_ones_than_there_are_places(address):
    over = threading.Event()
    slow = [
        threading.Thread(target=dribble, args=(over, address, *SLOW_CLIENTS["send a body byte by byte"]))
        for _ in range(SLOW)
    ]
    for thread in slow:
        thread.start()
    time.sleep(1)
    try:
        for _ in range(10):
            with socket.create_connection(address, timeout=30) as connection:
                connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n")
                time.sleep(0.2)
                connection.sendall(b"hello")
                assert connection.makefile("rb").read().endswith(b"\r\n\r\n5")
    finally:
        over.set()
        for thread in slow:
            thread.join()


def test_a_client_that_asks_before_it_sends_its_body_is_answered(address):
    with socket.create_connection(address, timeout=30) as connection:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"hello")
        assert connection.makefile("rb").read().endswith(b"\r\n\r\n5")


MISSING = {
    "nothing yet, as at the end": (b"", 0),
    "a part of a head": (b"GET / HTTP/1.1\r\nHost", 1),
    "a head": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0),
    "a part of a body": (b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nabc", 6),
    "a body": (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 0),
    "some chunks": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", 1),
    "all chunks": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 0),
    "a part of a chunk": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nab", 5),
    "a part of a chunk's size": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n5", 1),
    "a broken size of a chunk": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nzz\r\n", 0),
    "a chunk of another length": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 0),
    "the last chunk without its end": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", 1),
    "another coding": (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 0),
    "a question before the body": (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", 0),
    "the beginning of a large one": (b"x" * PEEKED_BYTES, 0),
}


@pytest.mark.parametrize(("data", "missing"), MISSING.values(), ids=[name.replace(" ", "_") for name in MISSING])
def test_what_is_missing_of_a_request_is_known(data, missing):
    assert count_missing(data) == missing


def test_a_connection_serves_several_requests_and_large_ones(address):
    connection = http.client.HTTPConnection(*address, timeout=30)
    for size in (0, 5, 10_000_000):
        connection.request("POST", "/", b"x" * size)
        assert connection.getresponse().read() == str(size).encode()
        time.sleep(0.3)
    connection.request("GET", "/large")
    assert len(connection.getresponse().read()) == 64 << 20

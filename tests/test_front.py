"""The front of docker-compose.yml: the real nginx with our configuration, before gunicorn as a deployment runs it."""

import contextlib
import http.client
import json
import os
import re
import select
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.front import CONFIGURATION, NGINX, configure, nginx, started
from service.api import schemas
from tests.addresses import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]
ATTACKER = "127.0.0.66"
SLOW = 64
PASTE = {"traceback": "RuntimeError: grad can be implicitly created only for scalar outputs"}

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (`.ci/run` sees to it)")


@pytest.fixture(scope="module")
def upstream(loaded_database_url):
    """gunicorn as compose runs it, believing the front; without a verifier."""
    port = free_port()
    settings = {"BIND": f"127.0.0.1:{port}", "DATABASE_URL": loaded_database_url, "TRUSTED_PROXIES": "127.0.0.0/8"}
    command = [sys.executable, "-m", "gunicorn", "service.wsgi:app"]
    environment = {"PATH": os.defpath, "VERIFIER_SOCKET": "/nowhere/verifier.sock"} | settings
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    wait_for(f"http://127.0.0.1:{port}/healthz", process)
    for _ in range(16):  # each worker reads its knowledge at its first request
        diagnose(port)
    yield port
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="module")
def front(upstream, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("front"), upstream) as port:
        yield port


def connect(port, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", port), 30, (source, 0))


def ask(port, method, path, body=None, headers=None, source="127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", port, 30, (source, 0))
    headers = {"Host": "localhost"} | ({"Content-Type": "application/json"} if body else {}) | (headers or {})
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def diagnose(port, source="127.0.0.1"):
    began = time.monotonic()
    status, _, body = ask(port, "POST", "/v1/diagnoses", json.dumps(PASTE), source=source)
    assert (status, json.loads(body)["status"]) == (200, "matched")
    return time.monotonic() - began


def dribble(over, port, first, then):
    while not over.is_set():
        try:
            with connect(port, ATTACKER) as connection:
                connection.sendall(first)
                while then and not over.wait(0.5):
                    connection.sendall(then)
                over.wait(1)
        except OSError:
            over.wait(0.1)


SLOW_CLIENTS = {
    "say nothing": (b"", b""),
    "send heads byte by byte": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"a"),
    "send bodies byte by byte": (b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n", b"a"),
    "send chunks byte by byte": (
        b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1\r\na\r\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then"), SLOW_CLIENTS.values(), ids=[name.replace(" ", "_") for name in SLOW_CLIENTS]
)
def test_honest_clients_are_answered_at_once_while_many_others(front, first, then):
    over = threading.Event()
    threads = [threading.Thread(target=dribble, args=(over, front, first, then)) for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        waits = [diagnose(front) for _ in range(30)]
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert sorted(waits)[len(waits) // 2] < 0.5 and max(waits) < 3, waits


def told(response):
    status, headers, body = response
    assert headers["Content-Type"] == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == status
    return status, problem.get("code")


BEGINNINGS = {
    "a head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "a body": b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=[name.replace(" ", "_") for name in BEGINNINGS])
def test_what_does_not_arrive_is_not_waited_for(front, beginning):
    with connect(front, "127.0.0.3") as connection:
        connection.sendall(beginning)
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1000)[:13] in (b"", b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 8


def largest_body():
    return max(schema.limit_bytes for schema in vars(schemas).values() if hasattr(schema, "limit_bytes"))


def test_the_front_takes_the_largest_body_of_any_route_and_no_more(front):
    (limit,) = re.findall(r"client_max_body_size (\d+);", CONFIGURATION.read_text(encoding="utf-8"))
    assert int(limit) == largest_body()
    status, _, _ = ask(front, "POST", "/v1/logs", json.dumps({"log": "x" * 1_900_000}))
    assert status == 200
    assert told(ask(front, "POST", "/v1/logs", b" " * (int(limit) + 1))) == (413, "body-too-large")


OVERSIZE = {
    "a long address": ("/" + "a" * 9000, {}, (414, "address-too-long")),
    "a long header": ("/", {"X-Long": "a" * 9000}, (431, "headers-too-long")),
    "many headers": ("/", {f"X-{number}": "a" * 4000 for number in range(20)}, (431, "headers-too-long")),
}


@pytest.mark.parametrize(("path", "headers", "problem"), OVERSIZE.values(), ids=[n.replace(" ", "_") for n in OVERSIZE])
def test_what_is_too_long_is_told_as_the_service_tells_it(front, path, headers, problem):
    assert told(ask(front, "GET", path, headers=headers)) == problem


def test_a_request_that_is_no_http_is_told(front):
    with connect(front) as connection:
        connection.sendall(b"GET / HTTP/9.9\r\n\r\n")
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert b"application/problem+json" in head and json.loads(body)["status"] in (400, 505)


def test_one_address_that_asks_too_often_is_told_when_to_come_back_and_others_are_answered(front):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(front, "GET", "/healthz", source=ATTACKER), range(400)))
        waits = [diagnose(front, "127.0.0.9") for _ in range(5)]
    refused = [answer for answer in answers if answer[0] != 200]
    assert 100 < len(refused) < 390
    assert {told(answer) for answer in refused} == {(429, None)}
    assert all(answer[1]["Retry-After"] == "1" for answer in refused)
    assert max(waits) < 2


def test_one_address_has_so_many_connections_at_a_time(front):
    body = b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"
    held = [connect(front, "127.0.0.7") for _ in range(40)]
    for connection in held:
        connection.sendall(body)
    time.sleep(1)
    answered, _, _ = select.select(held, [], [], 0)
    assert {connection.recv(13) for connection in answered} == {b"HTTP/1.1 429 "}
    assert len(answered) == 40 - 32
    for connection in held:
        connection.close()


def test_the_address_that_counts_is_the_one_that_the_front_sees(front, upstream):
    """What a client says of itself is replaced: else it could be anybody, and use up the verifier's queue."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert "X-Forwarded-For $remote_addr;" in text and "proxy_add_x_forwarded_for" not in text
    assert ask(front, "GET", "/healthz", headers={"X-Forwarded-For": "198.51.100.1"})[0] == 200


def test_a_service_that_is_not_there_is_502_as_a_problem(tmp_path):
    with nginx(tmp_path, free_port()) as port:
        answer = ask(port, "GET", "/healthz")
    assert told(answer) == (502, None) and answer[1]["Retry-After"] == "2"


def test_tls_is_served_where_a_certificate_is_mounted(upstream, tmp_path):
    port, tls_port = free_port(), free_port()
    path = configure(tmp_path, upstream, port)
    folder = tmp_path / "tls.d"
    text = (ROOT / "deploy" / "tls.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/nginx/tls.d", str(folder)).replace(
        "listen 8443 ssl;", f"listen 127.0.0.1:{tls_port} ssl;"
    )
    (folder / "tls.conf").write_text(text, encoding="utf-8")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    make += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(cafile=folder / "certificate.pem")
    with started(path):
        connection = http.client.HTTPSConnection("localhost", tls_port, timeout=30, context=context)
        connection.request("GET", "/healthz")
        response = connection.getresponse()
    assert response.status == 200 and "max-age" in response.headers["Strict-Transport-Security"]

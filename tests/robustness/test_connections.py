"""What a real gunicorn with the real settings answers to requests that are none, or that break off."""

import contextlib
import json
import socket
import threading

import pytest

SECRET = "s3cretPaste"
POST = b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def ask(port, request):
    """Status, headers and body of what is answered to these bytes; a status of 0 where nothing is."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.settimeout(10)
            sender = threading.Thread(target=send, args=(connection, request), daemon=True)
            sender.start()
            answer = receive(connection)
            sender.join()
    except OSError:
        return 0, {}, b""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def send(connection, request):
    with contextlib.suppress(OSError):  # it may be refused before all of it was sent
        connection.sendall(request)


def receive(connection):
    """One answer of the length that it announces."""
    answer = b""
    while True:
        chunk = connection.recv(65_536)
        answer += chunk
        head, end, body = answer.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if not chunk or (end and len(body) >= int(lengths[0].split(b":")[1])):
            return answer


def chunked(*chunks):
    return POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks)


BROKEN = {
    "no request": (f"{SECRET}\r\n\r\n".encode(), 400, "broken-request"),
    "bad method": (f"G{SECRET}{{}} / HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 400, "broken-request"),
    "bad version": (f"GET /{SECRET} HTTP/9.9\r\nHost: localhost\r\n\r\n".encode(), 400, "broken-request"),
    "bad header": (f"GET / HTTP/1.1\r\nHost: localhost\r\n{SECRET}\r\n\r\n".encode(), 400, "broken-request"),
    "folded header": (f"GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n {SECRET}\r\n\r\n".encode(), 400, "broken-request"),
    "long address": (f"GET /{SECRET * 1000} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 414, "address-too-long"),
    "long header": (f"GET / HTTP/1.1\r\nHost: localhost\r\nA: {SECRET * 1000}\r\n\r\n".encode(), 431, "headers-too-long"),
    "many headers": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(80)) + b"\r\n",
        431,
        "headers-too-long",
    ),
    "headers of 320 kB": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"Accept-Language: %b\r\n" % (b"en," * 2_700) for _ in range(40)) + b"\r\n",
        431,
        "headers-too-long",
    ),
    "expectation": (f"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: {SECRET}\r\n\r\n".encode(), 417, "expectation-failed"),
    "transfer coding": (POST + f"Transfer-Encoding: {SECRET}\r\n\r\n".encode(), 501, "unsupported-transfer-coding"),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", 400, "missing-host"),
    "no host, HTTP/1.0": (b"GET /healthz HTTP/1.0\r\n\r\n", 400, "missing-host"),
    "two hosts": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400, "broken-request"),
    "bad chunk": (POST + f"Transfer-Encoding: chunked\r\n\r\n{SECRET}\r\n".encode(), 400, "broken-body"),
    "bad second chunk": (chunked(b'{"traceback": ') + f"{SECRET}\r\n".encode(), 400, "broken-body"),
    "bad end of a chunk": (chunked(b'{"traceback": ') + f"3\r\n{SECRET}\r\n".encode(), 400, "broken-body"),
    "chunks over the limit": (chunked(*[b"x" * 100_000] * 8, b""), 413, "body-too-large"),
    "one byte in chunks over the limit": (chunked(b"x" * 610_001, b""), 413, "body-too-large"),
    "length over the limit": (POST + b"Content-Length: 610001\r\n\r\n" + b"x" * 610_001, 413, "body-too-large"),
    "bad length": (POST + b"Content-Length: many\r\n\r\n{}", 400, "broken-request"),
    "mounted elsewhere": (
        POST.replace(b"Host:", b"SCRIPT_NAME: /elsewhere\r\nHost:") + b"Content-Length: 2\r\n\r\n{}",
        422,
        "invalid-request",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_is_a_problem(live_server, name):
    port = live_server.port
    request, status, code = BROKEN[name]
    found, headers, body = ask(port, request)
    assert (found, headers.get("content-type")) == (status, "application/problem+json"), body[:300]
    problem = json.loads(body)
    assert (problem["status"], problem["code"]) == (status, code)
    assert SECRET.encode() not in body


def test_a_chunked_body_is_read_whole(live_server):
    body = b'{"traceback": "RuntimeError: grad can be implicitly created only for scalar outputs"}'
    status, _, answer = ask(live_server.port, chunked(body[:20], body[20:], b""))
    assert (status, json.loads(answer)["status"]) == (200, "matched")


def test_a_body_that_breaks_after_its_answer_gets_no_second_one(live_server):
    with socket.create_connection(("127.0.0.1", live_server.port), timeout=10) as connection:
        connection.sendall(
            POST.replace(b"application/json", b"text/plain") + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
        )
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 415")


def test_no_traceback_and_no_byte_of_a_client_is_logged(live_server):
    port, log = live_server.port, live_server.log
    ask(port, POST + b"Content-Length: 3000\r\n\r\n" + SECRET.encode())  # breaks off
    for request, _, _ in BROKEN.values():
        ask(port, request)
    body = json.dumps({"traceback": f"RuntimeError: {SECRET}", SECRET: 1}).encode()
    ask(port, POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    ask(port, f"GET /v1/search?q={SECRET} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    text = log.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "Traceback" not in text
    assert "ERROR" not in text

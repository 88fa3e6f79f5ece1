"""A server on another address than this machine's own that answers nothing and keeps what it is sent."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Recorder(ThreadingHTTPServer):
    """What was sent: pairs of a path and its JSON. Clients take 127.0.0.2 for another machine."""

    def __init__(self):
        super().__init__(("127.0.0.2", 0), Refusing)
        self.received = []

    @property
    def url(self):
        return f"http://127.0.0.2:{self.server_port}"


class Refusing(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(body)))
        self.send_error(503)

    def log_message(self, *_):
        pass


@contextmanager
def recording():
    with Recorder() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()

"""How gunicorn serves: a few processes with threads; one verifier for all of them."""

from __future__ import annotations

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter

from service.verifier.embedded import EmbeddedVerifier

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

_embedded = EmbeddedVerifier()


def on_starting(_server: Arbiter) -> None:
    """Start the embedded verifier, unless an external one is named."""
    if not os.environ.get("VERIFIER_SOCKET"):
        _embedded.start()


def on_exit(_server: Arbiter) -> None:
    """Stop the embedded verifier."""
    _embedded.stop()

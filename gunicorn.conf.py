"""How gunicorn serves: a few processes with threads; one verifier for all of them."""

from __future__ import annotations

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter

from service.settings import Settings
from service.verifier.embedded import EmbeddedVerifier

_settings = Settings.from_environment()
_embedded = EmbeddedVerifier(_settings.accepted_gaps)

bind = _settings.bind
worker_class = "service.worker.ProblemWorker"
workers = _settings.workers
threads = _settings.threads
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190
forwarder_headers = ""  # a proxy may say for whom it asks, never where this application is mounted
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None


def on_starting(_server: Arbiter) -> None:
    """Start the embedded verifier, unless an external one is named; the workers find it where they find that."""
    if _settings.verifier_socket is None:
        os.environ["VERIFIER_SOCKET"] = _embedded.start()


def on_exit(_server: Arbiter) -> None:
    """Stop the embedded verifier."""
    _embedded.stop()

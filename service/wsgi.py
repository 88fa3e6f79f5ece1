"""What gunicorn serves: one application a worker, with its own thread that watches for new knowledge.

A worker serves once it has the knowledge. Where that cannot be read, readiness tells, and the thread goes on trying.
"""

from __future__ import annotations

from service.api.state import EXTENSION
from service.app import create_app
from service.settings import Settings

FIRST_READ_SECONDS = 30.0  # half of gunicorn's `timeout`, past which it would end the worker

app = create_app(Settings.from_environment())
app.extensions[EXTENSION].source.start(FIRST_READ_SECONDS)

"""What gunicorn serves: one application a worker, with its own thread that watches for new knowledge."""

from __future__ import annotations

from service.api.state import EXTENSION
from service.app import create_app
from service.settings import Settings

app = create_app(Settings.from_environment())
app.extensions[EXTENSION].source.start()

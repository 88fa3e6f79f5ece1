"""What the forms of the pages send."""

from __future__ import annotations

import marshmallow as ma

from service.api.fields import Text
from service.api.schemas import TRACEBACK_LIMIT_BYTES

# A browser writes a byte as `%20`, so that a form has three times the bytes of its text; and the names of its fields.
FORM_LIMIT_BYTES = 3 * TRACEBACK_LIMIT_BYTES + 1_000


class PasteForm(ma.Schema):
    """A traceback or a question: whoever reads it decides which."""

    text = Text(TRACEBACK_LIMIT_BYTES, required=True)

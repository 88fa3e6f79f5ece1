"""What `whygrad` exits with; `whygrad run` exits as the program did."""

from __future__ import annotations

ANSWERED = 0
NOTHING_FOUND = 1  # no diagnosis, no answer, nothing to repair
MISUSED = 2  # arguments, settings or files that cannot be used
FAILED = 3  # the knowledge is missing, or a server gave no answer

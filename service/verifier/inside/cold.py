"""`python -m service.verifier.inside.cold RECORD`: run one job from stdin in this process and write its record."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from service.verifier.framing import has_ranks
from service.verifier.inside.job import run_job
from service.verifier.inside.ranks import run_ranks


def main() -> None:
    """Run the job and write the record."""
    job = json.load(sys.stdin)
    record = run_ranks(job) if has_ranks(job) else run_job(job)
    Path(sys.argv[1]).write_text(json.dumps(record), encoding="utf-8")


if __name__ == "__main__":
    main()

"""`python -m service.verifier.inside.cold RECORD`: run one job from stdin in this process and write its record."""

from __future__ import annotations

import sys
from pathlib import Path

from service.verifier.contract import Job
from service.verifier.framing import decode, encode
from service.verifier.inside.job import run_job
from service.verifier.inside.ranks import run_ranks


def main() -> None:
    """Run the job and write the record."""
    job: Job = decode(sys.stdin.buffer.read(), Job)
    record = run_ranks(job) if job.has_ranks else run_job(job)
    Path(sys.argv[1]).write_bytes(encode(record))


if __name__ == "__main__":
    main()

"""What one job may use. Every limit has an outcome of its own (see `service/verifier/README.md`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one job. Data and address space come on top of what the warmed zygote already has."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    data_mib: int = 1024
    resident_mib: int = 1536
    address_space_mib: int = 8192
    threads: int = 32
    open_files: int = 64
    shown_output_bytes: int = 64 * 1024
    output_bytes: int = 8 * 1024 * 1024
    record_bytes: int = 1024 * 1024


DEFAULT_LIMITS = Limits()
# Several processes that wait for each other: curated programs only.
RANKS_LIMITS = Limits(cpu_seconds=60, wall_seconds=90.0, threads=128, open_files=256)

"""Settings, read once from the environment, typed, failing early by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

Network = IPv4Network | IPv6Network
PROJECT_ROOT = Path(__file__).resolve().parents[1]
DEFAULT_DATABASE_URL = f"sqlite:///{PROJECT_ROOT / '.run' / 'whygrad.db'}"
DEFAULT_HOSTS = "localhost,127.0.0.1"


class SettingsError(ValueError):
    """A setting has a value that the service cannot use; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides."""

    database_url: str = DEFAULT_DATABASE_URL
    allowed_hosts: tuple[str, ...] = tuple(DEFAULT_HOSTS.split(","))
    verifier_socket: Path | None = None
    poll_seconds: float = 1.0
    proxies: tuple[Network, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings that README lists; raises `SettingsError`."""
        socket_path = environment.get("VERIFIER_SOCKET", "")
        return cls(
            database_url=environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL,
            allowed_hosts=read_hosts(environment.get("ALLOWED_HOSTS", DEFAULT_HOSTS)),
            verifier_socket=Path(socket_path) if socket_path else None,
            poll_seconds=read_seconds("KNOWLEDGE_POLL_SECONDS", environment.get("KNOWLEDGE_POLL_SECONDS", "1")),
            proxies=read_networks("TRUSTED_PROXIES", environment.get("TRUSTED_PROXIES", "")),
        )


def read_hosts(value: str) -> tuple[str, ...]:
    """Split a comma-separated list of host names; raises `SettingsError` for an empty one."""
    hosts = tuple(host.strip().lower() for host in value.split(",") if host.strip())
    if not hosts:
        raise SettingsError("ALLOWED_HOSTS must name at least one host, separated by commas")
    if any("/" in host for host in hosts):
        raise SettingsError(f"ALLOWED_HOSTS holds host names, not addresses of pages: {value!r}")
    return hosts


def read_seconds(name: str, value: str) -> float:
    """A number of seconds above 0 and at most 60; raises `SettingsError`."""
    try:
        seconds = float(value)
    except ValueError as error:
        raise SettingsError(f"{name} must be a number of seconds, not {value!r}") from error
    if not 0 < seconds <= 60:
        raise SettingsError(f"{name} must be above 0 and at most 60 seconds, not {value}")
    return seconds


def read_networks(name: str, value: str) -> tuple[Network, ...]:
    """Split a comma-separated list of addresses or networks; raises `SettingsError`."""
    try:
        return tuple(ip_network(item.strip()) for item in value.split(",") if item.strip())
    except ValueError as error:
        raise SettingsError(f"{name} must be addresses or networks, separated by commas: {error}") from error

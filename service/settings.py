"""Settings, read once from the environment, typed, failing early by name. Nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from service.verifier.layers import REQUIRED

Network = IPv4Network | IPv6Network
PROJECT_ROOT = Path(__file__).resolve().parents[1]
DEFAULT_DATABASE_URL = f"sqlite:///{PROJECT_ROOT / '.run' / 'whygrad.db'}"
DEFAULT_HOSTS = "localhost,127.0.0.1"
DEFAULT_BIND = "127.0.0.1:8000"


class SettingsError(ValueError):
    """A setting has a value that the service cannot use; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides."""

    database_url: str = DEFAULT_DATABASE_URL
    allowed_hosts: tuple[str, ...] = tuple(DEFAULT_HOSTS.split(","))
    allowed_origins: tuple[str, ...] = ()
    verifier_socket: Path | None = None
    accepted_gaps: frozenset[str] = frozenset()
    poll_seconds: float = 1.0
    proxies: tuple[Network, ...] = ()
    bind: str = DEFAULT_BIND
    workers: int = 2
    threads: int = 8

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings that README lists; raises `SettingsError`."""
        socket_path = environment.get("VERIFIER_SOCKET", "")
        return cls(
            database_url=environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL,
            allowed_hosts=read_hosts(environment.get("ALLOWED_HOSTS", DEFAULT_HOSTS)),
            allowed_origins=read_origins("ALLOWED_ORIGINS", environment.get("ALLOWED_ORIGINS", "")),
            verifier_socket=Path(socket_path) if socket_path else None,
            accepted_gaps=read_layers("FOREIGN_CODE_WITHOUT", environment.get("FOREIGN_CODE_WITHOUT", "")),
            poll_seconds=read_seconds("KNOWLEDGE_POLL_SECONDS", environment.get("KNOWLEDGE_POLL_SECONDS", "1")),
            proxies=read_networks("TRUSTED_PROXIES", environment.get("TRUSTED_PROXIES", "")),
            bind=read_address("BIND", environment.get("BIND", DEFAULT_BIND)),
            workers=read_count("WEB_CONCURRENCY", environment.get("WEB_CONCURRENCY", "2"), 1, 64),
            threads=read_count("WEB_THREADS", environment.get("WEB_THREADS", "8"), 2, 128),
        )


def read_hosts(value: str) -> tuple[str, ...]:
    """Split a comma-separated list of host names; raises `SettingsError` for an empty one."""
    hosts = tuple(host.lower() for host in split(value))
    if not hosts:
        raise SettingsError("ALLOWED_HOSTS must name at least one host, separated by commas")
    if any("/" in host for host in hosts):
        raise SettingsError(f"ALLOWED_HOSTS holds host names, not addresses of pages: {value!r}")
    return hosts


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where what can be made again is kept for this user, outside of the repository."""
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whygrad"


def read_origins(name: str, value: str) -> tuple[str, ...]:
    """Split a comma-separated list of web origins, written as browsers do; raises `SettingsError`."""
    origins = tuple(split(value))
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}".lower():
            raise SettingsError(f"{name} holds origins such as https://example.org, not {origin!r}")
    return origins


def read_layers(name: str, value: str) -> frozenset[str]:
    """Split a comma-separated list of layers of the sandbox; raises `SettingsError`."""
    layers = frozenset(split(value))
    if unknown := sorted(layers - {*REQUIRED}):
        raise SettingsError(f"{name} names layers that are not required: {', '.join(unknown)}")
    return layers


def read_seconds(name: str, value: str) -> float:
    """A number of seconds above 0 and at most 60; raises `SettingsError`."""
    try:
        seconds = float(value)
    except ValueError as error:
        raise SettingsError(f"{name} must be a number of seconds, not {value!r}") from error
    if not 0 < seconds <= 60:
        raise SettingsError(f"{name} must be above 0 and at most 60 seconds, not {value}")
    return seconds


def read_count(name: str, value: str, least: int, most: int) -> int:
    """A whole number within limits; raises `SettingsError`."""
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def read_address(name: str, value: str) -> str:
    """Where to listen: `host:port`, or `unix:` and a path; raises `SettingsError`."""
    host, _, port = value.rpartition(":")
    is_address = bool(host) and port.isdecimal() and 0 < int(port) < 2**16
    if not is_address and not value.startswith("unix:/"):
        raise SettingsError(f"{name} must be host:port or unix:/path, not {value!r}")
    return value


def read_networks(name: str, value: str) -> tuple[Network, ...]:
    """Split a comma-separated list of addresses or networks; raises `SettingsError`."""
    try:
        return tuple(ip_network(item) for item in split(value))
    except ValueError as error:
        raise SettingsError(f"{name} must be addresses or networks, separated by commas: {error}") from error


def split(value: str) -> list[str]:
    """The items of a comma-separated list, without the empty ones."""
    return [item.strip() for item in value.split(",") if item.strip()]

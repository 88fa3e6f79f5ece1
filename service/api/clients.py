"""Who a request comes from, for fairness: an address, believed from others only when a known proxy says it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from service.settings import Network

# One household or one machine can have a whole /64 of addresses.
IPV6_CLIENT_PREFIX = 64


def name_client(peer: str | None, forwarded_for: str, proxies: Sequence[Network]) -> str:
    """The client behind `peer`: the last address of `X-Forwarded-For` that is none of our proxies' own.

    Nothing is believed that does not come from a proxy; a peer without an address (a Unix socket) is one client.
    """
    hops = [peer or "", *reversed([hop.strip() for hop in forwarded_for.split(",") if hop.strip()])]
    for index, hop in enumerate(hops):
        if index == len(hops) - 1 or not is_proxy(hop, proxies):
            return summarise(hop)
    return ""


def is_proxy(address: str, proxies: Sequence[Network]) -> bool:
    """Whether `address` is that of one of our proxies."""
    try:
        return any(ip_address(address) in network for network in proxies)
    except ValueError:
        return False


def summarise(address: str) -> str:
    """The address, or the network that stands for it; text that is no address is no client of its own."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, IPV6_CLIENT_PREFIX), strict=False)) if parsed.version == 6 else str(parsed)

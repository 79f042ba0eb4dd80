"""Calling an address that somebody configured: over HTTPS, to a public machine, without following anybody elsewhere.

An address inside this network (loopback, private, link-local) would let a setting read what only our own machines may
reach. The name is looked up once and that very address is called, so that a second answer of the name server changes
nothing. Tests and demonstrations allow private addresses, and then plain HTTP too.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

TIMEOUT = 10
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(ValueError):
    """An address that this house does not call; the message says why, without the address."""


class Unreachable(OSError):
    """Nobody answered in time, or not in HTTP."""


@dataclass(frozen=True)
class Answer:
    """What came back. The body is not read: nobody here would believe it."""

    status: int
    retry_after: int
    """Seconds the other side asks to wait; 0 when it does not say."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False) -> Answer:
    """Send `body`. A redirect is an answer like any other. Raises Forbidden, Unreachable."""
    parts = checked(url, private=private)
    try:
        connection = _connect(parts, _public_address(parts, private=private))
        try:
            connection.request("POST", _path(parts), body, {"Host": parts.netloc, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, _seconds(answer.getheader("Retry-After")))
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as fault:
        raise Unreachable(type(fault).__name__) from fault


def checked(url: str, *, private: bool = False) -> SplitResult:
    """The parts of an address that may be called as far as one can tell without asking. Raises Forbidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Forbidden("not an address") from fault
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise Forbidden("only https")
    if not parts.hostname or parts.username or parts.password or port == 0:
        raise Forbidden("not an address")
    return parts


def _public_address(parts: SplitResult, *, private: bool) -> str:
    """The one network address that is called. Raises Forbidden when any of the name's addresses is not public."""
    found = socket.getaddrinfo(parts.hostname, parts.port or _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not private and not all(_is_public(address) for address in addresses):
        raise Forbidden("not a public address")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = _address_within(address) if isinstance(address, ipaddress.IPv6Address) else None
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _address_within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The old-style address that a new-style one stands for, if it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _connect(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    """To that address; the certificate must be of the name that was configured."""
    host, port = str(parts.hostname), parts.port or _port(parts)
    if parts.scheme == "http":
        return http.client.HTTPConnection(address, port, timeout=TIMEOUT)
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT)
    raw = socket.create_connection((address, port), TIMEOUT)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except OSError:
        raw.close()
        raise
    return connection


def _port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _seconds(text: str | None) -> int:
    return min(int(text), 24 * 3600) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0

"""Which machines may be asked: a publisher's own hosts, at addresses that are open to the whole internet."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from ingest.errors import FetchError

Resolve = Callable[[str], Sequence[str]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def look_up(host: str) -> list[str]:
    """Return the addresses of a host in the order in which this machine would try them; raises OSError."""
    import socket

    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def admit(address: str, hosts: frozenset[str]) -> str:
    """Return the host of an address that may be asked; raises FetchError for any but https to the publisher's own hosts."""
    parts = urlsplit(address)
    try:
        plain = parts.scheme == "https" and parts.port in {None, 443} and not parts.username and not parts.password
    except ValueError:  # a port that is no number
        plain = False
    if not plain or not address.isascii() or not address.isprintable():
        raise FetchError(address, "is no plain https address, so it is not asked; tell the makers of Attest if the publisher has moved the text there")
    host = (parts.hostname or "").rstrip(".")
    if host not in hosts:
        raise FetchError(address, f"is not on the publisher's own hosts ({', '.join(sorted(hosts))}), so it is not asked; look at the source's page yourself")
    return host


def checked(host: str, resolve: Resolve, *, loopback: bool = False) -> list[str]:
    """Return the addresses behind a host; raises FetchError if one of them is private, or this machine's own (unless ``loopback``).

    The caller connects to one of these very addresses, so that a second look-up cannot lead it elsewhere.
    """
    try:
        found = list(resolve(host))
    except OSError as error:
        raise FetchError(f"https://{host}", f"cannot be found ({error.strerror or error}); check the connection to the internet") from error
    if not found:
        raise FetchError(f"https://{host}", "has no address; check the connection to the internet")
    for address in found:
        if not _open_to_all(address, loopback=loopback):
            raise FetchError(f"https://{host}", f"leads to {address}, which is no address of the public internet, so it is not asked; check this machine's DNS")
    return found


def _open_to_all(address: str, *, loopback: bool) -> bool:
    try:
        ip: _Address = ipaddress.ip_address(address)
    except ValueError:  # such as fe80::1%eth0
        return False
    ip = _inner(ip)
    if loopback and ip.is_loopback:
        return True
    return ip.is_global and not ip.is_multicast


def _inner(ip: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip

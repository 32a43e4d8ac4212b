"""Listening: where the page is served, held to before an index is opened for it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from pathlib import Path

import click

from qa.page.access import Door, Users


def door_of(host: str, users: Path | None, proxy_user: str) -> Door:
    """Return how requests are admitted on a host; raises BadParameter for one that others can reach while nobody signs in."""
    if users and proxy_user:
        raise click.UsageError("give --users or --proxy-user, not both")
    try:
        inside = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside and not (users or proxy_user):
        raise click.BadParameter(f"{host!r} can be reached from other machines; make users with 'attest user NAME --users FILE' and give --users FILE")
    return Door(Users.load(users) if users else None, proxy_user)


def check_port(host: str, port: int) -> None:
    """Raise ClickException where nothing can listen on a port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = taken(host, port) if error.errno == errno.EADDRINUSE else f"cannot listen on {host}, port {port}: {error.strerror}"
            raise click.ClickException(reason) from error


def taken(host: str, port: int) -> str:
    """Say that a port is another program's."""
    return f"port {port} on {host} is taken by another program; stop it or choose another with --port"


def address(host: str, port: int) -> str:
    """Return the web address of a host and port."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"

"""The host and port that the window listens on, checked before anything is started."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket

from index.errors import UsageError, VraagbaakError

_ANOTHER_PORT = "vraagbaak chat --port {port}"


def check_address(host: str, port: int) -> int:
    """The port to listen on: ``port``, or a free one where ``port`` is 0.

    Raises:
        UsageError: the port is no port number, or the host is no address of this machine.
        VraagbaakError: the port is in use or reserved.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"port {port}: expected a number from 1 to 65535; try --port 7860")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            bare_host(host), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"host {host!r}: not a name or address that this machine knows; try --host 127.0.0.1"
        ) from error
    with socket.socket(family, kind, protocol) as trial:
        if os.name != "nt":  # there it would let two programs share the port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
            trial.listen(1)
        except OSError as error:
            raise _refusal(host, port, error) from error
        return int(trial.getsockname()[1])


def bare_host(host: str) -> str:
    """``host`` without the brackets of an IPv6 address in a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def url_host(host: str) -> str:
    """``host`` as it stands in a URL: IPv6 in brackets, "every address" as this machine."""
    try:
        address = ipaddress.ip_address(bare_host(host))
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1"
    return f"[{address}]" if address.version == 6 else str(address)


def _refusal(host: str, port: int, error: OSError) -> VraagbaakError:
    another = _ANOTHER_PORT.format(port=port + 1 if port < 65535 else 7860)
    if error.errno == errno.EADDRINUSE:
        return VraagbaakError(
            f"port {port} on {host} is in use, perhaps by another Vraagbaak; close that one or try: {another}"
        )
    if error.errno == errno.EACCES:
        return VraagbaakError(f"port {port} may not be used without extra rights; try: vraagbaak chat --port 7860")
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"host {host}: not an address of this machine; try --host 127.0.0.1")
    return VraagbaakError(f"cannot listen on {host} port {port} ({error.strerror}); try: {another}")

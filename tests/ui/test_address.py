"""Where the window listens: one clear line for what cannot be."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from index.errors import UsageError, VraagbaakError
from ui.chat.address import check_address, url_host


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_port_zero_is_a_free_port() -> None:
    port = check_address("127.0.0.1", 0)
    assert 0 < port <= 65535
    assert check_address("127.0.0.1", port) == port


def test_a_port_in_use_is_named_with_what_to_do(taken: int) -> None:
    with pytest.raises(VraagbaakError, match=rf"port {taken} .*in use.*--port {taken + 1}") as caught:
        check_address("127.0.0.1", taken)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(UsageError, match=f"port {port}.*1 to 65535"):
        check_address("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "host with spaces", "a" * 70 + ".nl", "\ud800"])
def test_what_is_no_address_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="host .*--host 127.0.0.1"):
        check_address(host, 0)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "127.0.0.1"),
        ("::1", "[::1]"),
        ("[::1]", "[::1]"),
    ],
)
def test_the_host_in_the_address_that_is_opened(host: str, shown: str) -> None:
    assert url_host(host) == shown


def test_serving_on_a_port_in_use_fails_before_anything_starts(taken: int, scripted: object) -> None:
    from ui.chat.app import serve

    with pytest.raises(VraagbaakError, match="in use"):
        serve(scripted, "127.0.0.1", taken)  # type: ignore[arg-type]

"""The walls around every test hold: no network beyond loopback, no variable of the developer's shell."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid"])
def test_a_connection_off_the_machine_is_refused(host: str) -> None:
    with socket.socket() as plain, pytest.raises(AssertionError, match="only loopback"):
        plain.connect((host, 80))


def test_a_datagram_off_the_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as plain, pytest.raises(AssertionError, match="only loopback"):
        plain.sendto(b"x", ("192.0.2.1", 9))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_home_is_the_tests_own_and_empty() -> None:
    home = Path.home()
    assert "pytest-" in str(home)
    assert list(home.iterdir()) == []
    assert Path(os.environ["XINDE_HOME"]).is_relative_to(home)


def test_the_zone_is_the_branchs() -> None:
    assert time.localtime(0).tm_hour == 8


@given(st.integers())
def test_property_tests_run_inside_the_walls(number: int) -> None:
    os.environ["XINDE_NUMBER"] = str(number)  # put back after the test, as the next one shows
    assert "pytest-" in os.environ["HOME"]


def test_nothing_is_left_of_the_test_before() -> None:
    assert [name for name in os.environ if name.startswith("XINDE_")] == ["XINDE_HOME"]

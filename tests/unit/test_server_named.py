"""The server as a person names it, however the keyboard stands."""

from __future__ import annotations

import pytest

from sync.invite import Server
from sync.problems import InTheWay
from tui.server_named import server_named

PINNED = Server("https://10.1.2.3:8765", "ab" * 32)


@pytest.mark.parametrize(
    "written",
    ["https://10.1.2.3:8765", "10.1.2.3:8765", "１０．１．２．３：８７６５", "ｈｔｔｐｓ：／／10.1.2.3:8765/"],
)
def test_an_address_that_is_known_keeps_its_certificate(written: str) -> None:
    assert server_named(written, PINNED) == PINNED


def test_a_known_server_of_this_machine_is_not_asked_without_its_certificate() -> None:
    here = Server("https://127.0.0.1:8765", "ab" * 32)
    assert server_named("127.0.0.1:8765", here) == here
    assert server_named("127.0.0.1:8765") == Server("http://127.0.0.1:8765")


def test_another_address_is_known_by_nothing() -> None:
    assert server_named("10.1.2.4:8765", PINNED) == Server("https://10.1.2.4:8765")
    assert server_named("http://10.1.2.3:8765", PINNED) == Server("http://10.1.2.3:8765")
    with pytest.raises(InTheWay):
        server_named("https://", PINNED)

"""docs/transcripts.md is what the server says, request by request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.people import Branch
from tests.server.web import Web
from tests.versions.transcript import PAGE, invited, played, read, send, written


@pytest.fixture
def web() -> Iterator[Web]:
    """The branch of the transcripts."""
    made = Web(Branch())
    yield made
    made.close()


def test_every_request_is_answered_as_written(web: Web) -> None:
    exchanges = read(PAGE.read_text("utf-8"))
    assert len(exchanges) >= 15
    for each in exchanges:
        if each.path == "/v1/join":
            invited(web)
        status, told, answer = send(web, each.method, each.path, each.headers, each.body)
        assert (each.title, status, told, answer) == (each.title, each.status, each.told, each.answer)


def test_the_page_is_up_to_date(web: Web) -> None:
    assert written(played(web)) == PAGE.read_text("utf-8"), "python -m tests.versions.transcript writes it anew"

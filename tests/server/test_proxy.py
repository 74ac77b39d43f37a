"""Whose address counts for the limits: the caller's own, or what a proxy that is believed says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.cli.branch import Branch, free_port
from tests.cli.serving import Serving

LIMIT = 3


@contextmanager
def serving(folder: Path, *proxies: str) -> Iterator[httpx.Client]:
    """A client of a server that believes these proxies, and allows three sign-ins a minute."""
    branch, port = Branch(folder), free_port()
    server = Serving(branch.data, port, branch.log, f"login={LIMIT},sync=100000", proxies)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            yield client
    finally:
        server.stop()


def signed_in(client: httpx.Client, forwarded: str) -> int:
    """What a sign-in that cannot succeed is answered with, 429 where the limit is reached."""
    return client.post("/v1/auth/login", json={}, headers={"X-Forwarded-For": forwarded}).status_code


def test_a_proxy_that_is_believed_says_who_calls(tmp_path: Path) -> None:
    with serving(tmp_path, "127.0.0.1") as client:
        assert [signed_in(client, f"10.0.0.{n}") for n in range(2 * LIMIT)] == [422] * 2 * LIMIT
        assert [signed_in(client, "10.0.1.1") for _ in range(LIMIT + 1)] == [422] * LIMIT + [429]
        # What a caller wrote itself stands before what the proxy adds, and does not help.
        assert [signed_in(client, f"10.9.9.{n}, 10.0.1.1") for n in range(LIMIT)] == [429] * LIMIT


def test_nobody_else_chooses_an_address(tmp_path: Path) -> None:
    for name, proxies in (("none", ()), ("another", ("10.9.9.9",))):
        with serving(tmp_path / name, *proxies) as client:
            assert [signed_in(client, f"10.0.0.{n}") for n in range(LIMIT + 1)] == [422] * LIMIT + [429], name

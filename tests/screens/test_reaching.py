"""What the app says of the line to the server, and how it follows a branch: by keys, against a server with a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from sync.engine import Fault, Round
from sync.invite import decode_card, in_groups
from sync.loop import Link, Status, SyncLoop
from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import PASSWORD
from tests.screens.stage import Stage, joined, no_notice, play
from tests.screens.test_sync_bar import Loop
from tui.news import StatusChanged
from tui.screens.sign_in import SignInPage

FOUND, OTHER = "ab" * 32, "cd" * 32


def of(link: Link, found: str | None = None) -> StatusChanged:
    """What the sync thread says after a round."""
    fault = Fault.CERTIFICATE if found else None
    return StatusChanged(Status(link, 0, 0, 0, Round(fault=fault, other_certificate=found)))


@pytest.mark.parametrize(
    ("server", "shown"), [("http://10.0.0.1:1", True), ("http://127.0.0.1:9", False), ("https://10.0.0.1:1", False)]
)
def test_the_status_cell_says_when_others_could_read_along(tmp_path: Path, server: str, shown: bool) -> None:
    with joined(tmp_path, "clerk", server=server) as place:

        async def act(on: Stage) -> None:
            on.app.post_message(of(Link.SYNCED))
            await on.settle()
            assert ("未加密" in on.lines()[0]) is shown

        play(place, act)


def test_another_certificate_is_told_once_and_again_when_asked(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk", server="https://10.0.0.1:1") as place:

        async def act(on: Stage) -> None:
            async def told(found: str | None) -> int:
                on.app.post_message(of(Link.SYNCING, found))
                on.app.post_message(of(Link.CERTIFICATE if found else Link.SYNCED, found))
                await on.settle()
                return sum("什么都没有送出" in each for each in on.said())

            assert await told(FOUND) == 1
            assert "证书变了" in on.lines()[0]
            assert "离线" not in on.lines()[0]
            assert any(in_groups(FOUND, 16) in each for each in on.said())
            assert await told(FOUND) == 1, "each round meets it anew"
            assert await told(OTHER) == 2, "yet another one"
            assert await told(None) == 2
            assert "证书变了" not in on.lines()[0]
            assert await told(FOUND) == 3
            on.app.loop = cast(SyncLoop, Loop())
            await on.keys("f5")
            assert await told(FOUND) == 4, "asked for"

        play(place, act)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    """A branch with a certificate, serving."""
    with Branch(tmp_path / "branch", scheme="https") as serving:
        yield serving


def test_a_card_stands_where_an_invite_could_and_a_new_one_moves_the_folder(branch: Branch, tmp_path: Path) -> None:
    branch.device(tmp_path / "first", branch.first_invite, "zhang", "张三")
    home, card = tmp_path / "home", branch.admin("address")["card"]
    with open_workplace(home, "app") as place:
        no_notice(place)

        async def enter(on: Stage, *lines: str) -> None:
            on.app.folder = home
            on.app.push_screen(SignInPage())
            await on.settle()
            for number, line in enumerate(lines):
                if number:
                    await on.keys("tab")
                if line:
                    await on.type(line)

        async def sign_in(on: Stage) -> None:
            await enter(on, card, "zhang", "", PASSWORD)
            await on.keys("tab", "enter")
            await on.hears("张三")

        play(place, sign_in)
        assert place.identity.at == decode_card(card)
        branch.stop()
        renewed = branch.admin("certificate renew")["card"]
        branch.start()

        async def move(on: Stage) -> None:
            # Whoever comes here for that has the cursor where the card goes, and not in the password.
            on.app.post_message(of(Link.CERTIFICATE, "ab" * 32))
            await on.settle()
            await enter(on, renewed)
            await on.keys("tab", "enter")
            await on.hears("不用重新登录")

        before: Any = place.identity
        play(place, move)
        assert place.identity.at == decode_card(renewed) != before.at
        assert place.identity.account == before.account

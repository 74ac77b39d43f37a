"""Signing in by keys with a server: the password changed, reset and set anew, and what is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from sync.engine import Round
from sync.invite import Invite, Server, encode
from sync.loop import Link, Status
from sync.problems import InTheWay
from sync.workplace import Workplace, open_workplace, read_token, write_token
from tests.cli.branch import Branch
from tests.cli.device import PASSWORD
from tests.screens.stage import Stage, heard_from, joined, no_notice, play
from tui import signing
from tui.app import XindeApp
from tui.news import StatusChanged

NEW = "another good password"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    """A branch with a device of its secretary 张三."""
    branch = Branch(tmp_path_factory.mktemp("branch"))
    with branch:
        branch.device(branch.folder / "zhang", branch.first_invite, "zhang", "张三")
        yield branch


def seat(place: Workplace, folder: Path, act: Callable[[Stage], Awaitable[None]]) -> None:
    """Run one scene in a data folder with its token, without the sync thread."""

    async def scene() -> None:
        app = XindeApp(place, None, folder)
        heard = heard_from(app)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.pause()
            await act(Stage(app, pilot, heard))
        app.stop_writing()

    asyncio.run(scene())


def test_without_an_account_there_is_one_form_and_with_one_a_key_for_each(tmp_path: Path) -> None:
    async def plain(on: Stage) -> None:
        await on.keys("ctrl+l")
        assert "邀请码" in on.text()
        assert "重置码" not in on.text()
        await on.keys("f3")
        assert "重置码" not in on.text()

    async def known(on: Stage) -> None:
        await on.keys("ctrl+l")
        assert "填 wangwu 的密码" in on.text()
        assert "只填新地址卡就行" in on.text(), "a card alone is enough"
        await on.keys("f3")
        assert "重置码" in on.text()
        await on.type("xinde1-abc")
        await on.keys("f2")
        assert "现在的密码" in on.text()
        assert "xinde1" not in on.text()
        await on.keys("f9")
        assert "填 wangwu 的密码" in on.text()
        await on.keys("escape")
        assert "wangwu" not in on.text()

    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with open_workplace(tmp_path / "one", "app") as place:
        no_notice(place)
        play(place, plain)
    with joined(tmp_path / "two") as place:
        play(place, known)


def test_the_password_is_changed_by_keys_then_reset_and_its_owner_is_told(serving: Branch, tmp_path: Path) -> None:
    home = tmp_path / "li"
    serving.device(home, serving.invite("李四"), "li")

    async def change(on: Stage) -> None:
        await on.keys("ctrl+l")
        assert "填 li 的密码" in on.text(), "out of touch one comes here to sign in"
        await on.keys("escape")
        on.app.post_message(StatusChanged(Status(Link.SYNCED, 0, 0, 0, Round())))
        await on.settle()
        await on.keys("ctrl+l")
        assert "更改 li 在" in on.text()
        for text in (PASSWORD, NEW, "another password"):
            await on.type(text)
            await on.keys("enter")
        assert "两次输入的密码不同" in on.text()
        await on.keys("home", "shift+end")
        await on.type(NEW)
        await on.keys("enter")
        await on.hears("密码已更改")
        assert PASSWORD not in on.text()

    async def anew(on: Stage) -> None:
        await on.keys("ctrl+l", "f3")
        for text in (invite, PASSWORD, PASSWORD):
            await on.type(text)
            await on.keys("enter")
        await on.until(lambda: "由管理员重置过" in on.text())
        assert "不是您要求的，请找管理员" in on.text()
        await on.keys("enter")
        assert "由管理员重置过" not in on.text()
        await on.keys("ctrl+l", "f9")
        await on.type(PASSWORD)
        await on.keys("enter")
        await on.until(lambda: len([said for said in on.said() if "您是李四" in said]) == 2)
        await on.settle()
        assert "由管理员重置过" not in on.text(), "once in this folder"

    with open_workplace(home, "app") as place:
        no_notice(place)
        token = read_token(home)
        seat(place, home, change)
        assert read_token(home) == token, "this device stays signed in"
        invite = serving.admin("account reset", "li")["invite"]
        seat(place, home, anew)
        assert read_token(home) not in (None, token)


def test_no_password_goes_in_the_clear_to_another_machine(tmp_path: Path) -> None:
    """The screen has no word for it; a folder that was told so on the command line goes on."""
    office = Server("http://192.0.2.7:8765")

    def never(*_: object) -> None:
        raise AssertionError("connected")

    with open_workplace(tmp_path) as place, pytest.MonkeyPatch.context() as patched:
        patched.setattr(signing, "connect", never)
        invite = encode(Invite(office.address, "a" * 16))
        with pytest.raises(InTheWay) as caught:
            signing.join(place, tmp_path, invite, "li", PASSWORD)
        assert caught.value.reason == "plain_http"
        with pytest.raises(InTheWay) as caught:
            signing.sign_in(place, tmp_path, office, "li", PASSWORD)
        assert caught.value.reason == "plain_http"
    (tmp_path / "two").mkdir()
    with joined(tmp_path / "two") as place, pytest.MonkeyPatch.context() as patched:
        patched.setattr(signing, "connect", never)
        write_token(tmp_path / "two", "a token")
        place.repository.commit([place.shadow.progress_change(device="d:1")])
        with pytest.raises(InTheWay) as caught:
            signing.move(place, tmp_path / "two", office)
        assert caught.value.reason == "plain_http"
        place.moved(office)
        with pytest.raises(AssertionError, match="connected"):
            signing.sign_in(place, tmp_path / "two", office, "wangwu", PASSWORD)

"""The vault by keys: begin it, open it on a second device, change the passphrase, use the code, leave; and what lists say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from server_stub.vault import VaultService
from sync.cache.shadow import Identity
from sync.reaching import Unreachable
from sync.vault.keeper import Keeper
from sync.vault.keyfile import read_key
from sync.vault.keys import CHEAPEST
from sync.vault.tending import tend
from sync.workplace import Workplace, open_workplace
from tests.screens.stage import Stage, joined, no_notice, play
from tests.server.people import Branch
from tests.vault.people import Line
from tui import keeping

PASSPHRASE = "一句不短的口令"
NEW = "换过以后的口令"


class Office:
    """A server in memory, and data folders of its plain member, opened one after the other."""

    def __init__(self, folder: Path) -> None:
        self.branch = Branch()
        self.account = self.branch.at["plain"].account
        self.line = Line(VaultService(self.branch.store, self.branch.clock), self.account, Random(1))
        self.folder = folder
        self.reached = True

    @contextmanager
    def device(self, name: str) -> Iterator[Workplace]:
        """A data folder, open."""
        with open_workplace(self.folder / name, "app") as place:
            member = self.account.member
            identity = Identity(self.branch.id, "支部", member, "王五", self.account.id, "wangwu", "http://127.0.0.1:9")
            place.repository.commit([place.shadow.identity_change(identity)])
            no_notice(place)
            yield place

    @contextmanager
    def keeper_of(self, place: Workplace) -> Iterator[Keeper]:
        """In place of a connection."""
        if not self.reached:
            raise Unreachable("away")
        folder = place.vault.folder
        assert folder is not None
        yield Keeper(folder, self.account.id, self.line, random=Random(7).randbytes, cost=CHEAPEST)

    def sync(self, place: Workplace) -> None:
        """A round, as the loop would run it."""
        done = tend(place, self.line)
        assert done is not None
        assert done.fault is None


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    found = Office(tmp_path)
    monkeypatch.setattr(keeping, "keeper_of", found.keeper_of)
    return found


async def fill(on: Stage, *lines: str) -> None:
    """Write the lines of the form; Enter after each goes on, after the last does it."""
    for line in lines:
        await on.type(line)
        await on.keys("enter")


def code_on(on: Stage) -> str:
    """The recovery code on the screen."""
    [found] = [line.strip() for line in on.lines() if line.count("-") == 6]
    return found


def heading(on: Stage) -> str:
    """The title line without the status cell at its end."""
    return on.lines()[0].rpartition("  ")[0]


def test_begun_here_and_opened_on_another_device(office: Office) -> None:
    code: list[str] = []
    with office.device("one") as place:
        note = place.desk.create("note", {"title": "甲", "body": "一号机的笔记"})
        draft = place.desk.create("reflection", {"title": "草稿", "body": "正文"})

        async def begin(on: Stage) -> None:
            await on.keys("5")
            assert "只在本机" in heading(on)
            await on.keys("ctrl+g")
            await on.until(lambda: "设一个口令" in on.text())
            await fill(on, PASSPHRASE, PASSPHRASE + "错")
            assert "两次输入的不一样" in on.text()
            assert read_key(place.vault.folder) is None
            await on.keys("ctrl+u")
            await fill(on, PASSPHRASE)
            await on.until(lambda: "恢复码" in on.text() and any(line.count("-") == 6 for line in on.lines()))
            code.append(code_on(on))
            await on.keys("escape")
            assert "再按一次 Esc" in on.text()
            await on.keys("escape")
            assert "1 篇还只在本机" in heading(on)
            office.sync(place)
            await on.until(lambda: "加密保管" in heading(on) and "只在本机" not in heading(on))
            await on.keys("4", "enter")
            await on.until(lambda: "加密保管" in heading(on))
            place.desk.set(draft, {"title": "又改了"})
            await on.until(lambda: "只在本机" in heading(on))

        play(place, begin)
        office.sync(place)

    with office.device("two") as place:

        async def open_it(on: Stage) -> None:
            await on.keys("ctrl+g")
            await on.until(lambda: "另一台设备上已开始" in on.text())
            await fill(on, "不是这一句口令")
            await on.until(lambda: any("口令不对" in said for said in on.said()))
            assert read_key(place.vault.folder) is None
            await on.keys("ctrl+u")
            await fill(on, PASSPHRASE)
            await on.until(lambda: "已打开" in on.text())
            office.sync(place)
            await on.keys("escape", "5")
            # A refusal of two lines lies over the first row for some seconds.
            await on.until(lambda: "甲" in on.text(), 900)
            assert "加密保管" in heading(on)

        play(place, open_it)
        assert place.desk.record(note).get("body") == "一号机的笔记"

    with office.device("three") as place:

        async def recover(on: Stage) -> None:
            await on.keys("ctrl+g")
            await on.until(lambda: "另一台设备上已开始" in on.text())
            await on.keys("f3")
            await fill(on, code[0].lower(), NEW, NEW)
            await on.until(lambda: "已用恢复码打开" in on.text())
            office.sync(place)
            await on.keys("f2")
            await fill(on, NEW, PASSPHRASE, PASSPHRASE)
            await on.until(lambda: "口令已更换" in on.text())
            await on.keys("f8")
            await on.until(lambda: "本机退出加密保管" in on.text())
            await on.keys("enter")
            await on.until(lambda: "钥匙已删除" in on.text())
            assert read_key(place.vault.folder) is None
            assert len(place.repository.find("note")) == 1

        play(place, recover)


def test_f12_takes_the_vaults_passphrase(office: Office) -> None:
    with office.device("one") as place:
        with office.keeper_of(place) as keeper:
            keeper.begin(PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("f12")
            await on.until(lambda: on.app.locked and "已锁屏" in on.text())
            await fill(on, NEW)
            await on.until(lambda: "口令不对" in on.text())
            await fill(on, PASSPHRASE)
            await on.until(lambda: not on.app.locked)

        play(place, act)


def test_home_says_that_another_device_has_begun_and_reminds_of_what_is_here_only(office: Office) -> None:
    with office.device("one") as place:
        with office.keeper_of(place) as keeper:
            keeper.begin(PASSPHRASE)
        rid = place.desk.create("note", {"body": "旧的"})
        old = dict(place.repository.document("private", rid) or {})
        stamp = {"at": "2020-01-01T00:00:00+08:00", "claimed": None, "by": None}
        place.repository.commit([("private", rid, {**old, "created": stamp})])

        async def reminded(on: Stage) -> None:
            assert "只在本机，已" in on.text()
            office.sync(place)
            await on.until(lambda: "只在本机，已" not in on.text())

        play(place, reminded)

    with office.device("two") as place:
        place.repository.commit([place.vault.place_change(type(place.vault.place)(ring=1))])

        async def told(on: Stage) -> None:
            assert "另一台设备上有加密保管" in on.text()
            await on.keys("enter")
            await on.until(lambda: "输入加密保管的口令" in on.text())

        play(place, told)


def test_without_the_server_it_says_so(office: Office) -> None:
    office.reached = False
    with office.device("one") as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+g")
            await on.until(lambda: "现在连不上服务器" in on.text())
            await fill(on, PASSPHRASE, PASSPHRASE)
            await on.until(lambda: any("服务器" in said for said in on.said()))
            assert read_key(place.vault.folder) is None
            await on.keys("escape")

        play(place, act)


def test_the_palette_is_control_p_and_leads_to_the_vault(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+p")
            await on.until(lambda: "加密保管" in on.text() or "找命令" in on.text())
            await on.type("加密保管")
            await on.keys("enter")
            await on.until(lambda: "加密保管" in heading(on))

        play(place, act)

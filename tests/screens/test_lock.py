"""F12: nothing of the content is visible until the passphrase is given, and nothing typed is lost by it."""

from __future__ import annotations

import stat
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from sync import screen_lock
from sync.engine import Round
from sync.loop import Link, Status
from sync.vault.keys import CHEAPEST
from sync.workplace import Workplace
from tests.screens.stage import Stage, alone, joined, play
from tui.news import StatusChanged
from tui.screens import lock

PASSPHRASE = "锁屏的口令"
SECRET = "不给旁人看的一句话"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = screen_lock.set_lock
    monkeypatch.setattr(screen_lock, "set_lock", lambda folder, word: chosen(folder, word, cost=CHEAPEST))


async def choose(on: Stage) -> None:
    """The first F12: a passphrase, twice."""
    await on.keys("f12", "f12")
    await on.type(PASSPHRASE)
    await on.keys("enter")
    await on.type(PASSPHRASE)
    await on.keys("enter")
    await on.until(lambda: on.app.locked and "已锁屏" in on.text())


async def unlock(on: Stage, passphrase: str = PASSPHRASE) -> None:
    await on.type(passphrase)
    await on.keys("enter")


def shows(on: Stage, words: str) -> bool:
    """True when the screen shows the words."""
    return words in on.text()


def test_the_first_time_a_passphrase_is_chosen_and_only_its_hash_kept(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type(SECRET)
            await on.keys("f12")
            assert SECRET not in on.text(), "hidden while the passphrase is being chosen"
            assert "还没有锁上" in on.text()
            assert "和登录密码无关" in on.flat()
            await on.keys("escape")
            assert SECRET in on.text()
            await choose(on)
            await unlock(on)
            await on.until(lambda: not on.app.locked)
            assert SECRET in on.text()
            await on.keys("f12")
            await on.until(lambda: "已锁屏" in on.text())

        play(place, act)
    path = tmp_path / "lock.hash"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSPHRASE not in path.read_text()


def test_nothing_is_visible_and_no_key_but_the_passphrase_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with joined(tmp_path, "clerk") as place:
        place.desk.create("note", {"title": SECRET, "body": SECRET})
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("5")
            assert SECRET in on.text()
            await on.keys("f12")
            await on.until(lambda: "已锁屏" in on.text())
            on.app.say(SECRET)
            screens = len(on.app.screen_stack)
            for key in ("escape", "f4", "5", "ctrl+p", "ctrl+g", "ctrl+l", "f12", "ctrl+z", "tab", "enter"):
                await on.keys(key)
                assert SECRET not in on.text(), key
                assert len(on.app.screen_stack) == screens, key
            # What was pressed is not in the way of the passphrase.
            await on.keys("escape", "f1")
            assert "输入口令" in on.text()
            assert SECRET not in on.text()
            assert on.lines()[-1].split() == ["F1", "帮助"], "what does not work is not offered"
            await on.keys("ctrl+p", "f10", "escape")
            assert len(on.app.screen_stack) == screens, "help tells of the lock alone, and leads nowhere"
            assert on.said() == []
            await unlock(on, "别的口令啊")
            await on.until(lambda: "口令不对" in on.text())
            assert SECRET not in on.text()
            monkeypatch.setattr(lock, "PATIENCE", 0.05)
            await on.keys("x")
            await on.until(lambda: on.app.screen.query_one(Input).value == "")
            monkeypatch.setattr(lock, "PATIENCE", 10.0)
            await unlock(on)
            await on.until(lambda: not on.app.locked)
            await on.until(lambda: SECRET in on.text())

        play(place, act)


def test_it_covers_a_dialog_too(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        place.desk.create("note", {"title": SECRET})
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("5", "ctrl+p", "f12")
            await on.until(lambda: "已锁屏" in on.text())
            assert SECRET not in on.text()
            assert "找命令" not in on.text()

        play(place, act)


def test_what_is_typed_is_in_the_journal_before_the_screen_is_locked(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type(SECRET)
            await on.keys("f12")
            await on.until(lambda: "已锁屏" in on.text())
            await on.settle()
            assert [each.text for each in place.unsaved.all()] == [SECRET] or _note(place) == SECRET
            assert SECRET not in on.text()
            await unlock(on)
            await on.until(lambda: not on.app.locked)
            assert SECRET in on.text()

        play(place, act)


def _note(place: Workplace) -> str | None:
    return next((str(view.get("body")) for view in place.repository.find("note")), None)


def test_what_came_back_unread_meanwhile_is_said_when_the_screen_is_open_again(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("f12")
            await on.until(lambda: "已锁屏" in on.text())
            last = Round(unread=(SECRET,))
            on.app.post_message(StatusChanged(Status(Link.SYNCED, 0, 0, 0, last)))
            await on.settle()
            assert SECRET not in on.text()
            await unlock(on)
            await on.hears(SECRET)

        play(place, act)


def test_whoever_forgot_the_passphrase_leaves_with_ctrl_q_and_finds_everything_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type(SECRET)
            await on.keys("f12")
            await on.until(lambda: "不是登录密码" in on.text())
            assert "Ctrl+Q" not in on.text(), "nobody who passes by is told how to leave it"
            await on.keys("f1")
            assert "忘了口令：Ctrl+Q 退出" in on.text()
            await on.keys("escape", "ctrl+q")
            await on.until(lambda: on.app._exit)

        play(place, act)
        assert [each.text for each in place.unsaved.all()] == [SECRET] or _note(place) == SECRET

        async def come_back(on: Stage) -> None:
            assert not on.app.locked
            await on.keys("ctrl+g", "ctrl+r")
            assert "锁屏口令已忘掉" in on.text()
            await on.keys("f12")
            assert "第一次锁屏" in on.text()

        play(place, come_back)


def test_two_that_differ_or_a_short_one_lock_nothing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            for first, second, words in ((PASSPHRASE, "另一个口令", "不一样"), ("短", "短", "太短")):
                await on.keys("f12")
                await on.type(first)
                await on.keys("enter")
                await on.type(second)
                await on.keys("enter")
                await on.until(partial(shows, on, words))
                assert not on.app.locked
            await on.keys("escape")
            assert not on.app.locked
            assert "首页" in on.lines()[0]

        play(place, act)
    assert not (tmp_path / "lock.hash").exists()

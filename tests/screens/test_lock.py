"""F12: nothing of the content is visible until the passphrase is given, and nothing typed is lost by it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sync import screen_lock
from sync.vault.keys import CHEAPEST
from sync.workplace import Workplace
from tests.screens.stage import Stage, alone, joined, play

PASSPHRASE = "锁屏的口令"
SECRET = "不给旁人看的一句话"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = screen_lock.set_lock
    monkeypatch.setattr(screen_lock, "set_lock", lambda folder, word: chosen(folder, word, cost=CHEAPEST))


async def choose(on: Stage) -> None:
    """The first F12: a passphrase, twice."""
    await on.keys("f12")
    await on.type(PASSPHRASE)
    await on.keys("enter")
    await on.type(PASSPHRASE)
    await on.keys("enter")
    await on.until(lambda: on.app.locked and "已锁屏" in on.text())


async def unlock(on: Stage, passphrase: str = PASSPHRASE) -> None:
    await on.type(passphrase)
    await on.keys("enter")


def test_the_first_time_a_passphrase_is_chosen_and_only_its_hash_kept(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await choose(on)
            await unlock(on)
            await on.until(lambda: not on.app.locked)
            await on.keys("f12")
            await on.until(lambda: "已锁屏" in on.text())

        play(place, act)
    path = tmp_path / "lock.hash"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSPHRASE not in path.read_text()


def test_nothing_is_visible_and_no_key_but_the_passphrase_works(tmp_path: Path) -> None:
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
            for key in ("escape", "f4", "5", "ctrl+p", "f1", "ctrl+g", "ctrl+l", "f12", "ctrl+z", "tab", "enter"):
                await on.keys(key)
                assert SECRET not in on.text(), key
                assert len(on.app.screen_stack) == screens, key
            assert on.said() == []
            await on.keys("ctrl+u")
            await unlock(on, "别的口令啊")
            await on.until(lambda: "口令不对" in on.text())
            assert SECRET not in on.text()
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


def test_whoever_forgot_the_passphrase_leaves_with_ctrl_q_and_finds_everything_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        screen_lock.set_lock(tmp_path, PASSPHRASE)

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type(SECRET)
            await on.keys("f12")
            await on.until(lambda: "Ctrl+Q" in on.text())
            await on.keys("ctrl+q")
            await on.until(lambda: on.app._exit)

        play(place, act)
        assert [each.text for each in place.unsaved.all()] == [SECRET] or _note(place) == SECRET

        async def come_back(on: Stage) -> None:
            assert not on.app.locked
            await on.keys("ctrl+g", "ctrl+r")
            assert "锁屏口令已忘掉" in on.text() or "先加入支部" in "".join(on.said())

        play(place, come_back)


def test_two_that_differ_or_a_short_one_lock_nothing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            for first, second in ((PASSPHRASE, "另一个口令"), ("短", "短")):
                await on.keys("f12")
                await on.type(first)
                await on.keys("enter")
                await on.type(second)
                await on.keys("enter")
                await on.settle()
                assert not on.app.locked
            await on.keys("f12", "escape")
            assert not on.app.locked
            await on.until(lambda: len(on.said()) == 2)

        play(place, act)
    assert not (tmp_path / "lock.hash").exists()

"""The first start: the ways to begin, what is said once, and that it can be read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from sync.workplace import open_workplace
from tests.screens.stage import Stage, alone, joined, play
from tui import cli, i18n
from tui.beginning import Beginning, Look
from tui.chosen_language import wanted
from tui.screens.home import HomePage
from tui.screens.notice import NoticeDialog, was_read
from tui.screens.sign_in import SignInPage
from tui.screens.welcome import TRY_DEMO, WelcomePage
from tui.terminal import FINE


def page(on: Stage) -> Screen[Any]:
    """The screen on top."""
    return on.app.screen


@pytest.mark.parametrize("size", [(80, 24), (72, 20)])
def test_an_empty_folder_is_told_what_this_is_and_how_to_begin(tmp_path: Path, size: tuple[int, int]) -> None:
    with open_workplace(tmp_path, "app") as place:

        async def act(on: Stage) -> None:
            shown = on.text()
            for words in ("开始使用", "学习", "先自己用", "加入支部", "看看示例", "本机建支部", "涉密内容不得写入"):
                assert words in shown
            if size == (80, 24):
                for key in ("F1", "Enter", "Esc", "^S", "F4", "^T"):
                    assert any(line.strip().startswith(key) for line in on.lines()), key
                await on.keys("ctrl+t")
                english = on.text()
                for words in ("First steps", "Begin alone", "Join a branch", "Try the demo", "Classified content"):
                    assert words in english
                assert "支部" not in english
                await on.keys("ctrl+t")
            await on.keys("down")
            assert "粘贴邀请码，定一个登录名和密码" in on.text()
            await on.keys("enter")
            assert isinstance(page(on), SignInPage)
            await on.keys("escape")
            assert isinstance(page(on), WelcomePage), "nobody joined, so nothing was chosen yet"
            assert not was_read(place)
            await on.keys("up", "enter")
            assert isinstance(page(on), HomePage)
            assert was_read(place)
            assert "按 Ctrl+L 加入支部" in on.text()
            await on.keys("2")
            assert "Shift+F1" in on.text(), "an empty list of a folder of no branch"
            await on.keys("shift+f1")
            assert isinstance(page(on), WelcomePage)

        play(place, act, size)


def test_a_branch_on_this_device_is_made_there_and_everything_counts_at_once(tmp_path: Path) -> None:
    with open_workplace(tmp_path, "app") as place:

        async def act(on: Stage) -> None:
            await on.settle(0.3)  # what is open was counted once, of no branch
            await on.keys("down", "down", "down", "enter")
            assert "不能再加入别的支部" in on.text()
            await on.type("测试支部")
            await on.keys("enter")
            await on.until(lambda: isinstance(page(on), HomePage))
            await on.until(lambda: "学习计划还没有制订" in on.text())
            assert "无权限" not in on.text()
            await on.keys("shift+f1", "down", "enter")
            assert isinstance(page(on), WelcomePage), "a branch of this device alone joins no other"
            assert "单机" in on.said()[-1] or "本机" in on.said()[-1]

        play(place, act)
        assert place.identity.alone
        assert place.identity.branch_name == "测试支部"


def test_drafts_and_notes_stand_in_the_way_of_a_branch_here_and_of_nothing_else(tmp_path: Path) -> None:
    with open_workplace(tmp_path, "app") as place:
        place.desk.create("note", {"body": "先记一笔"})

        async def act(on: Stage) -> None:
            await on.keys("down", "down", "down", "enter")
            assert isinstance(page(on), WelcomePage)
            assert "XINDE_HOME" in on.text()

        play(place, act)
        assert not place.identity.alone


def test_the_demo_ends_the_app_with_its_answer_and_nothing_is_chosen(tmp_path: Path) -> None:
    with open_workplace(tmp_path, "app") as place:

        async def act(on: Stage) -> None:
            await on.keys("down", "down", "enter")
            await on.until(lambda: on.app.return_value is not None)

        play(place, act)
        assert not was_read(place)
    assert TRY_DEMO not in (0, 1), "an answer of its own"


def test_what_was_typed_before_the_first_start_is_not_typed_again_after_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []

    def run(folder: Path, *, look: Look, tell: Callable[[str], object]) -> int:
        heard.append(look.typed)
        return TRY_DEMO if len(heard) == 1 else 0

    monkeypatch.setattr("tui.app.run", run)
    monkeypatch.setattr("tui.commandline.samples.try_demo", lambda: None)
    monkeypatch.setattr(Beginning, "ready", lambda begun: Look(FINE, typed=b"q"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("XINDE_HOME", str(tmp_path))
    assert cli.main([]) == 0
    assert heard == [b"q", b""]


def test_whoever_has_joined_already_sees_the_notice_once_in_the_language_of_choice(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.repository.commit([("meta", "notice_read", None)])

        async def act(on: Stage) -> None:
            assert isinstance(page(on), NoticeDialog)
            await on.keys("ctrl+t")
            assert i18n.language() == "en"
            assert "Classified content" in on.text()
            await on.keys("enter")
            assert was_read(place)
            await on.keys("shift+f1", "down", "enter")
            assert "测试支部" in on.said()[-1]

        play(place, act)


def test_a_question_is_answered_before_the_language_changes(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+p", "ctrl+t")
            assert i18n.language() == "zh"
            assert "先回答" in on.said()[-1]
            await on.keys("escape", "f1", "ctrl+t")
            assert i18n.language() == "en"
            assert "Up/Down scroll" in on.text()
            assert "退出" not in on.text()
            on.app.action_help_quit()
            assert "Ctrl+Q" in on.said()[-1]

        play(place, act)


def test_the_language_is_kept_for_the_next_start_and_where_it_cannot_be_that_is_said(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            on.app.folder = tmp_path
            await on.keys("ctrl+t")
            assert wanted(tmp_path, {"LANG": "zh_CN.UTF-8"}) == "en"
            on.app.folder = tmp_path / "gone"
            await on.keys("ctrl+t")
            assert i18n.language() == "zh"
            assert "没能记住" in on.said()[-1]

        play(place, act)

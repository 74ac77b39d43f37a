"""Typing as people do it: whole signs, long pastes, lengths, days as one says them, copying, an input method left on."""

from __future__ import annotations

import base64
import time
from pathlib import Path

from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.widgets import Input, Static

from tests.screens.stage import Stage, alone, play
from tui.screens.ask import AskDialog
from tui.screens.form import FormPage
from tui.screens.pick import PickDialog
from tui.widgets.editors import LineEditor, ProseEditor

SIGNS = "a བོད 👩\u200d💻👍🏽 🇨🇳é"
"""Signs of one character and of several, the last of which is e with a mark that stays apart."""

STEPS = ["a", " ", "བོ", "ད", " ", "👩\u200d💻", "👍🏽", " ", "🇨🇳", "é"]
LONG = "会议学习了文件精神，讨论了本季度工作。" * 530
WIDE = 10_000


async def open_form(on: Stage, kind: str, focus: str) -> FormPage:
    """The form of a new record, the cursor in one of its fields."""
    page = FormPage(kind, None, focus=focus)
    on.app.push_screen(page)
    await on.settle()
    return page


def sent(on: Stage) -> list[str]:
    """What is written to the terminal from now on."""
    written: list[str] = []
    driver = on.app._driver
    assert driver is not None
    driver.write = written.append  # type: ignore[method-assign, assignment]
    return written


def test_keys_pass_and_delete_whole_signs(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            for name, wide in (("title", False), ("body", True)):
                page = await open_form(on, "note", name)
                field = page.editor(name)
                assert isinstance(field, LineEditor | ProseEditor)
                await on.type(SIGNS)
                behind: list[str] = []
                for _ in STEPS:
                    at = field.cursor_location[1] if isinstance(field, ProseEditor) else field.cursor_position
                    behind.insert(0, SIGNS[at : at + len(SIGNS)])
                    await on.pilot.press("left")
                assert [each for each in behind if each] == ["".join(STEPS[n:]) for n in range(1, len(STEPS))], name
                await on.keys("right", "right", "delete", "end", "backspace", "backspace")
                assert field.written() == "a ད 👩\u200d💻👍🏽 ", name
                await on.keys("left", "backspace", "x")
                assert field.written() == "a ད 👩\u200d💻x ", name
                await on.keys("shift+left", "shift+left", "y")
                assert field.written() == "a ད y ", name
                assert isinstance(field, ProseEditor) is wide

        play(place, act)


def test_a_long_paste_arrives_whole_at_once_and_goes_at_once(tmp_path: Path) -> None:
    text = (LONG + "\n" + LONG)[:WIDE] + "\n[TODO] [/] [b]"

    async def act(on: Stage) -> None:
        page = await open_form(on, "note", "body")
        body, title = page.editor("body"), page.editor("title")
        assert isinstance(body, ProseEditor)
        await on.keys("前")
        begun = time.monotonic()
        await on.type(text.replace("\n", "\r\n") + "\x1b\x07\u2028")
        assert body.written() == "前" + text
        assert body.cursor_location == body.document.end
        await on.keys("ctrl+z")
        assert body.written() == "前"
        # Without bracketed paste every character is a key; the line end too.
        for character in text:
            key = "enter" if character == "\n" else _character_to_key(character)
            on.app.post_message(Key(key, "\r" if character == "\n" else character))
        await on.until(lambda: body.written() == "前" + text)
        assert time.monotonic() - begun < 20, "key by key it takes minutes"
        assert isinstance(title, LineEditor)
        title.focus()
        await on.type("甲\r\n乙\t丙\n")
        assert title.written() == "甲 乙 丙"
        await on.hears("换行已改成空格")
        title.write("")
        on.app.clear_notifications()
        await on.type(LONG)
        assert title.written() == LONG
        assert on.said() == []

    with alone(tmp_path) as place:
        play(place, act)


def test_what_is_too_long_is_said_marked_and_stays(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            page = await open_form(on, "note", "title")
            await on.type("题" * 100)
            assert "已写 100 字，最多 120 字" in on.text()
            await on.type("多" * 23)
            assert "多了 3 字（最多 120 字）" in on.text()
            editor = page.editor("title")
            assert isinstance(editor, LineEditor)
            marked = [segment.text for segment in editor.render_line(0) if segment.style and segment.style.underline]
            assert "".join(marked).strip() == "多" * 3
            await on.keys("ctrl+s")
            assert "太长" in on.text() or "超过" in on.text()
            assert editor.written() == "题" * 100 + "多" * 23
            await on.keys("backspace", "backspace", "backspace", "ctrl+s")
            await on.until(lambda: any(v.get("title") == editor.written() for v in place.repository.find("note")))
            on.app.push_screen(AskDialog("题", "问", limit=5))
            await on.settle()
            await on.type("一二三四五六")
            await on.keys("enter")
            assert any("多了 1 字" in each for each in on.said())
            line = on.app.screen.query_one("#ask-line", Input)
            assert line.value == "一二三四五六"

        play(place, act)


def test_prose_says_its_length_and_days_say_what_was_understood(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await open_form(on, "note", "body")
            await on.type("学习 Word 2026\n记录")
            await on.settle(0.7)
            assert "6 字" in on.text()
            await on.keys("escape")
            on.app.push_screen(FormPage("note", place.repository.find("note")[0].id))
            await on.settle()
            assert "6 字" in on.text(), "at once, before any key"
            page = await open_form(on, "session", "start")
            await on.type("2026年3月5日下午3点")
            assert "= 2026-03-05 15:00 周四" in on.text()
            await on.keys("tab")
            start = page.editor("start")
            assert start is not None
            assert start.written() == "2026-03-05 15:00"
            assert start.parsed() == "2026-03-05T15:00"

        play(place, act)


def test_copying_says_what_to_do_and_the_same_again_writes_a_file(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("note", {"title": "抄", "body": "第一行\n[TODO] 第二行"})

        async def act(on: Stage) -> None:
            await on.keys("5")
            written = sent(on)
            await on.keys("ctrl+c")
            copied = base64.b64decode(written[-1].split(";")[-1].rstrip("\a")).decode()
            assert copied.startswith("私人笔记 抄\n")
            assert "[TODO] 第二行" in copied
            assert "粘贴不出来时" in on.said()[-1]
            await on.keys("ctrl+c")
            file = tmp_path / "texts" / "copied.txt"
            assert str(file) in on.said()[-1]
            assert file.read_text("utf-8").rstrip() == copied.rstrip()
            assert file.stat().st_mode & 0o777 == 0o600
            on.app.push_screen(FormPage("note", rid, focus="body"))
            await on.settle()
            await on.keys("down", "end", "shift+home", "ctrl+c")
            assert base64.b64decode(written[-1].split(";")[-1].rstrip("\a")).decode() == "[TODO] 第二行"
            await on.keys("ctrl+x")
            assert place.desk.record(rid).get("body") == "第一行\n[TODO] 第二行"

        play(place, act)


def test_what_is_cut_comes_back_in_a_line_as_one_line_and_what_is_secret_is_never_copied(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            page = await open_form(on, "note", "body")
            body, title = page.editor("body"), page.editor("title")
            assert isinstance(body, ProseEditor)
            assert isinstance(title, LineEditor)
            await on.type(f"{LONG}\n{LONG}")
            body.select_all()
            await on.keys("ctrl+x")
            assert body.written() == ""
            await on.keys("ctrl+v")
            assert body.written() == f"{LONG}\n{LONG}"
            body.write("一\n二")
            body.select_all()
            await on.keys("ctrl+c")
            title.focus()
            await on.keys("ctrl+v")
            assert title.written() == "一 二"
            assert "换行已改成空格" in on.said()[-1]
            on.app.push_screen(AskDialog("题", "密语", secret=True))
            await on.settle()
            await on.type("hunter2")
            written = sent(on)
            await on.keys("home", "shift+end", "ctrl+c", "ctrl+c", "ctrl+x")
            assert on.app.screen.query_one("#ask-line", Input).value == "hunter2"
            assert not any("]52;" in each for each in written)
            assert on.app.clipboard == "一\n二"

        play(place, act)


def test_letters_that_arrive_as_chinese_are_answered_once_and_open_a_choice(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("member", {"name": "李四"})
        place.desk.create("member", {"name": "张三"})

        async def act(on: Stage) -> None:
            await on.keys("3")
            for character in "修改记录":
                on.app.post_message(Key(_character_to_key(character), character))
            await on.settle()
            (hint,) = on.said()
            assert hint.startswith("输入法开着")
            assert "F2" in hint or "^N" in hint
            page = await open_form(on, "session", "host")
            for character, name in (("z", "张三"), ("张", "张三"), ("李", "李四")):
                on.app.post_message(Key(_character_to_key(character), character))
                await on.until(lambda: isinstance(on.app.screen, PickDialog))
                assert on.app.screen.query_one("#pick-filter", Input).value == character
                await on.keys("enter")
                assert name in on.text()
                host = page.editor("host")
                assert host is not None
                host.load(None)
            assert len(on.said()) == 1

        play(place, act)


def test_undo_takes_typing_back_first_then_what_was_done(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("note", {"title": "旧题", "body": "旧文"})
        place.desk.edit(rid, {"title": ("旧题", "题")})

        async def act(on: Stage) -> None:
            page = FormPage("note", rid, focus="title")
            on.app.push_screen(page)
            await on.settle()
            title, body = page.editor("title"), page.editor("body")
            assert isinstance(title, LineEditor)
            assert isinstance(body, ProseEditor)
            await on.keys("end", "甲", "乙", "left", "丙")
            assert title.written() == "题甲丙乙"
            await on.keys("ctrl+z")
            assert title.written() == "题甲乙"
            await on.keys("ctrl+z")
            assert title.written() == "题"
            await on.keys("ctrl+y")
            assert title.written() == "题甲乙"
            await on.keys("tab", "末")
            await on.until(lambda: place.desk.record(rid).get("title") == "题甲乙")
            await on.keys("tab", "ctrl+z")
            assert (body.written(), on.said()[-1]) == ("旧文", "撤销了在“内容”里输入的内容")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: on.app.screen is not page)
            for title_then in ("题", "旧题"):
                while place.desk.record(rid).get("title") != title_then:
                    await on.keys("ctrl+z")
                    assert "没有可以撤销" not in on.said()[-1]

        play(place, act)


def test_a_bound_key_pasted_is_text(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("5", "ctrl+f")
            on.app.post_message(Paste("？，。、－＋＝ 1"))
            await on.settle()
            found = on.app.screen.query_one("#filter", Input)
            assert found.value == "？，。、－＋＝ 1"
            assert on.app.screen.query(Static)

        play(place, act)

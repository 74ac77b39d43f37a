"""What an input method commits arrives: as bytes, in pieces as a terminal sends them, through the parser the app uses."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.message import Message

from tests.screens.stage import Stage, alone, play
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.type_ahead import BURST
from tui.widgets.lines import Line

CHINESE = "党支部集中学习会议记录整理完毕请审阅批示"
PHRASES = (
    *(CHINESE[:length] for length in range(1, 21)),
    *("2026年3月5日（周四）9：30", "Word文档v2.0已发", "“引号”——破折号……", "100％　全角空格"),
    *("བོད་སྐད་", "སྐྱིད་པོ།", "བསྒྲུབས"),
    *("𠀀", "𪚥𠀋𫝀", "\U00031350", "葛\U000e0100", "\ue5e5"),
    *("👍🏽", "👩\u200d💻👨\u200d👩\u200d👧", "🇨🇳", "❤\ufe0f", "[TODO] [/] [b]"),
    *("مرحبا", "שלום", "é e\u0301", "各각", "кириллица", "日本語かな"),
)


def events(data: bytes, size: int) -> Iterator[Message]:
    """What the app makes of bytes that come in pieces of a size, which may end inside a character."""
    parser, decode = XTermParser(), codecs.getincrementaldecoder("utf-8")().decode
    for at in range(0, len(data), size):
        text = decode(data[at : at + size])
        if text:
            yield from parser.feed(text)
    yield from parser.tick()


def test_each_character_is_one_key_and_a_paste_is_one_event() -> None:
    for phrase in PHRASES:
        for size in (1, 2, 5, 4096):
            found = list(events(phrase.encode(), size))
            assert [each.character for each in found if isinstance(each, Key)] == list(phrase)
            assert len(found) == len(phrase)
    for text in ("".join(PHRASES), "一\r二\n三\t四", "长" * 10_000):
        (paste,) = events(b"\x1b[200~" + text.encode() + b"\x1b[201~", 4096)
        assert isinstance(paste, Paste)
        assert paste.text == text


def test_line_prose_and_filter_hold_exactly_what_was_committed(tmp_path: Path) -> None:
    async def commit(on: Stage, size: int) -> None:
        waiting = 0
        for phrase in PHRASES:
            waiting += len(phrase)
            if waiting >= BURST:
                # As many at once are a paste; a person waits before.
                await on.pilot.pause()
                waiting = len(phrase)
            for event in events(phrase.encode(), size):
                on.app.post_message(event)
        await on.settle()

    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            page = FormPage("note", None, focus="title")
            on.app.push_screen(page)
            await on.settle()
            for name, size in (("title", 1), ("body", 7)):
                editor = page.editor(name)
                assert editor is not None
                editor.focus()
                await on.settle()
                await commit(on, size)
                assert editor.written() == "".join(PHRASES), name
            on.app.push_screen(PickDialog("题", [Choice("1", "甲")]))
            await on.settle()
            await commit(on, 4096)
            assert on.app.screen.query_one("#pick-filter", Line).value == "".join(PHRASES)
            assert on.said() == []

        play(place, act)

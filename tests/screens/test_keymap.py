"""Keys of one's own: they work, the usual ones no longer do, and everything that names a key names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.screens.stage import Stage, alone, play
from tui.keymap import checked
from tui.screens.documents import DocumentsPage
from tui.screens.form import FormPage
from tui.screens.help import HelpDialog, help_lines
from tui.screens.note import NotePage
from tui.screens.palette import PaletteDialog
from tui.screens.pick import PickDialog
from tui.screens.sessions import SessionsPage
from tui.screens.trash import TrashPage

OWN = """
"app.note" = "ctrl+y"
"app.export" = "f11"
"app.trash" = "`"
"sessions.filter" = "ctrl+b"
"sessions.new" = "Shift+F2"
"documents.new" = "ctrl+u"
"app.palette" = "ctrl+x,f16"
"app.undo" = f3
"app.hlp" = "f3"
"""


def top(on: Stage) -> Any:
    """The screen above all."""
    return on.app.screen


def test_own_keys_work_and_are_named_everywhere_and_what_is_wrong_is_said_once(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            for part in ("2 处没有生效", "第 10 行", "app.help", "xinde keymap check"):
                assert part in on.text(), on.text()
            await on.keys("enter")
            await on.until(lambda: "2 处没有生效" not in on.text())
            await on.keys("3")
            assert "Shift+F2 新建" in on.lines()[-1]
            assert "按 Shift+F2 新建" in on.text(), "texts name the keys there are"
            await on.keys("equals_sign")
            assert isinstance(top(on), SessionsPage)
            await on.keys("f14")
            assert isinstance(top(on), PickDialog), "F14 is what terminals send for Shift+F2"
            await on.keys("escape")
            await on.keys("ctrl+f")
            assert not top(on).query_one("#filter").has_focus, "the usual key is no key any more"
            await on.keys("ctrl+b")
            assert top(on).query_one("#filter").has_focus
            # The usual key is text here and taken out of the bindings before; the own one must be there all the same.
            await on.keys("=", "f11")
            assert top(on).query_one("#filter").has_focus
            await on.keys("escape", "ctrl+y")
            assert isinstance(top(on), NotePage)
            await on.keys("escape", "middle_dot")
            assert isinstance(top(on), TrashPage), "a sign has its full-width twin as a key of one's own too"
            await on.keys("f1")
            assert isinstance(top(on), HelpDialog)
            lines = [line.plain for line in help_lines(top(on)._about)]
            assert [line for line in lines if line.startswith("^Y ") and "记笔记" in line]
            assert [line for line in lines if line.startswith("^Z ")], "a line that was refused changes nothing"
            await on.keys("escape", "ctrl+x")
            assert isinstance(top(on), PaletteDialog)
            assert next(c.detail for c in top(on)._choices if c.id == "app.note").startswith("^Y ")
            await on.keys("f16")
            assert isinstance(top(on), TrashPage)
            await on.keys("escape")
            on.app.push_screen(DocumentsPage())
            await on.settle()
            assert "按 Ctrl+U 新建" in on.text(), (
                "a text that several lists share names the key of the list it stands in"
            )

        async def again(on: Stage) -> None:
            assert "没有生效" not in on.text(), "it is said once"

        async def changed(on: Stage) -> None:
            assert "1 处没有生效" in on.text(), "and again when the keymap was changed"

        play(place, act, keymap=checked(OWN))
        play(place, again, keymap=checked(OWN))
        play(place, changed, keymap=checked('"app.hlp" = "f3"'))


def test_help_and_palette_work_in_dialogs_and_forms(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "f1")
            assert "选择" in on.text()
            assert "写几个字或拼音首字母筛选" in on.text()
            await on.keys("escape", "ctrl+p")
            assert isinstance(top(on), PaletteDialog)
            assert {c.id for c in top(on)._choices} == {
                "pick.cancel", "pick.done", "app.help", "app.language", "app.lock", "app.projector"
            }  # fmt: skip
            await on.type("pick.cancel")
            await on.keys("enter")
            assert isinstance(top(on), SessionsPage), "the command was carried out in the dialog it was asked for"
            await on.keys("ctrl+n", "enter")
            await on.until(lambda: isinstance(top(on), FormPage))
            await on.type("三楼")
            await on.keys("ctrl+p")
            await on.type("zhidu")
            await on.keys("escape", "ctrl+p")
            assert isinstance(top(on), PaletteDialog)
            [plans] = [c for c in top(on)._choices if c.id == "app.plans"]
            assert plans.why_not is not None
            await on.type("app.plans")
            await on.keys("enter")
            await on.hears(plans.why_not)
            assert isinstance(top(on), PaletteDialog), "what cannot be done says why and stays"
            await on.keys("escape")
            assert isinstance(top(on), FormPage)

        play(place, act)


EVERYDAY = {
    "app.settings": "对比 高对比 界面 外观 字体 颜色 主题 深色 contrast font appearance theme",
    "app.quit": "退出 关闭 quit exit close",
    "app.export": "打印 保存 另存 Word 文档 台账 print save download document",
    "app.language": "英文 语言 english language",
    "app.sign_in": "密码 登录 账号 password account",
    "app.lock": "锁屏 走开 away",
    "app.trash": "恢复 找回 误删 删除的 restore undelete",
    "app.undo": "撤销 反悔 revert",
    "app.room": "图书 还书 borrow library",
    "app.sessions": "会议 点名 开会 meeting attendance",
    "app.year": "统计 学时 statistics",
    "app.branch": "花名册 党员 roster",
    "app.conflicts": "冲突 conflict",
    "app.notes": "日记 diary",
    "app.find": "搜索 search",
    "app.sync": "上传 网络 upload offline",
    "app.projector": "投屏 大屏 beamer",
    "app.help": "快捷键 怎么用 shortcut",
    "app.history": "谁改的 日志 log",
}
"""Command -> what people look for it by."""


def test_the_palette_finds_what_people_call_by_other_words(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+p")
            palette = top(on)
            assert isinstance(palette, PaletteDialog)
            first = {word: palette.found(word)[:1] for words in EVERYDAY.values() for word in words.split()}
            wrong = {
                word: [choice.id for choice in first[word]]
                for command, words in EVERYDAY.items()
                for word in words.split()
                if [choice.id for choice in first[word]] != [command]
            }
            assert wrong == {}

        play(place, act)


def test_the_palette_finds_by_name_id_initials_and_words_of_the_help_in_any_language(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+p")
            palette = top(on)
            assert isinstance(palette, PaletteDialog)

            def first(written: str) -> str:
                return palette.found(written)[0].id

            assert first("回收站") == first("hsz") == first("trash") == first("app.trash") == "app.trash"
            assert first("deleted") == "app.trash", "an English word of the help, in the Chinese interface"
            assert first("新建") == "sessions.new"
            assert "app.projector" in [c.id for c in palette.found("wall")] + [c.id for c in palette.found("private")]
            [history] = [c for c in palette._choices if c.id == "app.history"]
            assert history.why_not is not None
            await on.type("reading room")
            await on.keys("enter")
            assert "书屋" in on.text()

        play(place, act)

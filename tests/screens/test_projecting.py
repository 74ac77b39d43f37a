"""Private asides never reach the minutes; while projecting, nothing private is on any screen."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace
from tests.screens.meeting import session, show
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.test_session_minutes import line, texts
from tui.screens.draft import DraftPage
from tui.screens.form import FormPage
from tui.screens.history import HistoryPage
from tui.screens.session_panes.aside_pane import AsideLine
from tui.screens.submission import SubmissionPage

SECRET = "悄悄话"
"""In every private text, and in nothing else."""

WHEN = "2026-03-05T01:00:00+00:00"


def aside(on: Stage) -> str:
    """What stands in the line of private notes."""
    return on.app.screen.query_one(AsideLine).value


def notes(place: Workplace) -> list[tuple[str, str]]:
    """Text and session of every note."""
    return [(str(view.get("body")), str(view.get("session"))) for view in place.repository.find("note")]


def test_asides_are_closed_first_and_never_become_minutes_nor_leave_the_device(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        waiting = len(place.queue)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            assert "私人笔记 ·" not in on.text()
            await on.type("记录写到一半")
            assert "[讨论]" in on.text()
            await on.keys("f4")
            assert "私人笔记 · 只在本机 · 不进记录" in on.text()
            assert "写一条私人笔记" in on.text()
            assert "[讨论]" not in on.text(), "only one line is open"
            assert "记录这一行先停用；F4 收起" in on.text()
            assert "Enter 记下" not in on.text()
            assert "记录写到一半" in on.text(), "what stands there stays in sight"
            await on.type("会后再问老张")
            await on.keys("enter")
            await on.until(lambda: notes(place) == [("会后再问老张", rid)])
            await on.until(lambda: "会后再问老张" in on.text())
            await on.type("第二条写到一半")
            assert line(on) == "记录写到一半"
            await on.until(lambda: "第二条写到一半" in [each.text for each in place.unsaved.all()])
            # Up leads to the entries, and back to the line that is open.
            await on.keys("up", "escape")
            assert isinstance(on.app.focused, AsideLine)
            await on.keys("ctrl+o")
            assert "停用" in on.said()[-1]
            await on.keys("escape")
            assert "[讨论]" in on.text()
            await on.keys("enter")
            await on.until(lambda: texts(place, rid) == ["记录写到一半"])
            await on.keys("f4", "f4")
            assert "会后再问老张" not in on.text()
            assert "写一条记录，Enter 记下" in on.text()
            await on.keys("f3", "comma", "f4")
            assert aside(on) == "第二条写到一半"
            await on.keys("enter")
            await on.until(lambda: len(notes(place)) == 2)
            await on.until(lambda: place.unsaved.all() == [])

        play(place, act)
        assert texts(place, rid) == ["记录写到一半"]
        assert len(place.queue) == waiting + 1, "only the entry of the minutes is to be sent"


def private_things(place: Workplace) -> tuple[str, str, str]:
    """A note, a draft, a submission of a colleague; more of them in trash, journal and queue. Returns their ids."""
    rid = session(place)
    note = place.desk.create("note", {"title": f"笔记{SECRET}", "body": SECRET, "session": rid})
    place.desk.delete(place.desk.create("note", {"title": f"删掉的{SECRET}", "body": SECRET}))
    draft = place.desk.create("reflection", {"title": f"草稿{SECRET}", "body": SECRET})
    place.unsaved.keep("n-1", "body", None, SECRET, kind="note", new=True, preset={"session": rid})
    own = f"r:{OTHER}"
    records = [
        envelope("submission", "su-1", scope=own, author=OTHER, title=f"提交{SECRET}", body=SECRET, state="submitted"),
        envelope("comment", "co-1", scope=own, target="su-1", author=ME, text=f"点评{SECRET}"),
    ]
    sides = {"record": "su-1", "field": "remark", "current": f"一{SECRET}", "mine": f"另一{SECRET}"}
    records.append(envelope("conflict", "conf-1", by=OTHER, scope=own, state="open", op="o:1", at=WHEN, **sides))
    records[-1]["f"]["by"] = OTHER
    place.shadow.take_in(place.shadow.records_changes(records))
    return note, draft, "su-1"


def test_nothing_private_is_on_any_screen_while_projecting(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary", "clerk") as place:
        note, draft, submission = private_things(place)
        [about] = place.repository.find("session")

        async def act(on: Stage) -> None:
            async def look(name: str) -> None:
                assert SECRET not in on.text(), f"{name}:\n{on.text()}"
                assert "投影中 F10" in on.text(), name

            assert f"提交{SECRET}" in on.text(), "without projecting Home shows it"
            assert "没保存的文字" in on.text()
            for keys in (["4"], ["5"], ["6"], ["1", "f7"]):
                await on.keys(*keys)
                assert SECRET in on.text(), keys
            await on.keys("escape")
            await on.keys("f10")
            await look("home")
            assert "没保存的文字" not in on.text(), "no line about what is private"
            for key in "234567":
                await on.keys(key)
                await look(f"page {key}")
            await on.keys("4", "f3")
            await look("submissions")
            await on.keys("ctrl+p")
            await on.type(SECRET)
            assert "没有" in on.text()
            on.app.screen.query_one("#pick-filter").value = ""  # type: ignore[attr-defined]
            await on.settle()
            await look("palette")
            await on.keys("escape", "1", "f7")
            await look("trash")
            await on.keys("escape")
            for pane in ("overview", "agenda", "materials", "roll_call", "minutes", "actions"):
                await show(on, about.id, pane)
                await on.keys("f4")
                await look(pane)
                assert "正在投影" in on.said()[-1]
            for page in (
                FormPage("note", note),
                DraftPage(draft),
                SubmissionPage(submission),
                HistoryPage(note),
                HistoryPage(submission),
                FormPage("comment", "co-1"),
            ):
                await on.app.push_screen(page)
                await on.settle()
                await look(repr(page))
                await on.keys("f1")
                await look(f"help on {page!r}")
                await on.keys("escape", "escape")
            await on.keys("home", "1", "f10")
            assert f"提交{SECRET}" in on.text()
            assert "投影中" not in on.text()

        play(place, act)


def test_a_page_that_is_open_is_covered_and_what_was_typed_is_there_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        note = place.desk.create("note", {"body": SECRET})

        async def act(on: Stage) -> None:
            await on.app.push_screen(FormPage("note", note, focus="body"))
            await on.settle()
            await on.keys("end")
            await on.type("再写一句")
            assert SECRET in on.text()
            await on.keys("ctrl+backslash")
            assert SECRET not in on.text()
            assert "再写一句" not in on.text()
            for character in "abc":
                await on.keys(character)
            await on.keys("f8")
            assert "正在投影" in on.said()[-1], "what is covered can only be left"
            await on.keys("f10")
            assert f"{SECRET}再写一句" in on.text()
            await on.type("。")
            await on.keys("escape")
            await on.until(lambda: notes(place)[0][0] == f"{SECRET}再写一句。")

        play(place, act)


def test_what_a_dialog_shows_of_a_draft_is_covered_too(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.desk.create("reflection", {"title": "读后", "body": SECRET})

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+r")
            assert SECRET in on.text()
            await on.keys("f10")
            assert SECRET not in on.text()
            await on.keys("enter")
            assert not place.repository.find("submission"), "nothing is submitted unseen"
            await on.keys("escape", "f10")
            assert "读后" in on.text()

        play(place, act)


def test_the_pane_of_asides_goes_and_comes_back_with_what_was_half_typed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        place.desk.create("note", {"body": f"早先的{SECRET}", "session": rid, "at": "2026-03-05T09:00"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("f4")
            await on.type(f"写到一半的{SECRET}")
            assert f"早先的{SECRET}" in on.text()
            await on.keys("f10")
            assert SECRET not in on.text()
            await on.type("这一句是记录")
            await on.keys("enter")
            await on.until(lambda: texts(place, rid) == ["这一句是记录"])
            await on.keys("f10")
            assert f"早先的{SECRET}" in on.text()
            assert aside(on) == f"写到一半的{SECRET}"
            assert "写一条记录" not in on.text()
            await on.type("，写完了")
            assert aside(on) == f"写到一半的{SECRET}，写完了"

        play(place, act)
        assert [text for text, _ in notes(place)] == [f"早先的{SECRET}"]


def test_the_command_line_of_keys_stays_usable_on_a_covered_page(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("note", {"body": SECRET})

        async def act(on: Stage) -> None:
            await on.keys("5", "f10", "ctrl+p")
            await on.type("投影")
            await on.keys("enter")
            await on.until(lambda: SECRET in on.text())

        play(place, act)


def test_a_page_opened_while_projecting_can_be_written_in_afterwards(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        note = place.desk.create("note", {"title": "题", "body": "正文"})

        async def act(on: Stage) -> None:
            await on.keys("f10")
            await on.app.push_screen(FormPage("note", note))
            await on.settle()
            assert on.app.focused is None
            await on.keys("f10", "end")
            await on.type("目")
            await on.keys("escape")
            await on.until(lambda: place.desk.record(note).get("title") == "题目")

        play(place, act)


def test_only_what_would_be_typed_on_a_covered_page_is_answered(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        note = place.desk.create("note", {"title": "题", "body": "正文"})

        async def act(on: Stage) -> None:
            await on.app.push_screen(FormPage("note", note))
            await on.settle()
            await on.keys("f10")
            before = len(on.said())
            await on.keys("down", "pagedown", "left")
            assert len(on.said()) == before, "looking for a way out is no typing"
            await on.keys("a")
            assert "正在投影" in on.said()[-1]

        play(place, act)

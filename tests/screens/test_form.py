"""Forms: nothing typed is lost or overwritten, whatever happens to it."""

from __future__ import annotations

from pathlib import Path

from sync.records.fields import BEGIN, ONCE, choice, date, flag, integer, link, many, moment, prose, string
from sync.records.kind import Kind
from sync.records.registry import KINDS
from sync.records.rules import write
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.screens.session_panes.roll_detail import RollDetailPage


def test_home_says_how_unsaved_text_begins_where_everybody_may_read_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        kept = place.unsaved.keep
        kept("r-1", "title", None, "调研报告怎么写", kind="session", scope="", new=True)
        kept("r-2", "body", None, "只给自己看的", kind="note", scope="", new=True)
        kept("r-3", "lead", None, "m-1", kind="task", scope="", new=True)

        async def act(on: Stage) -> None:
            assert "没保存的文字：学习活动“主题”：调研报告怎么写" in on.text()
            assert "只给自己看的" not in on.text()
            assert "m-1" not in on.text()
            await on.keys("f10")
            assert "没保存的文字：学习活动“主题”" in on.text()
            assert "调研报告怎么写" not in on.text()

        play(place, act)


def test_typed_text_is_journaled_before_it_is_saved_and_comes_back(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def write_and_die(on: Stage) -> None:
            await on.keys("f4")
            await on.type("今天学习了公文写作。")
            await on.until(lambda: bool(place.unsaved.all()))
            assert "已存本机" in on.text()

        play(place, write_and_die)
        assert place.repository.find("note") == []
        [kept] = place.unsaved.all()
        assert (kept.kind, kept.text) == ("note", "今天学习了公文写作。")

        async def come_back(on: Stage) -> None:
            assert "没保存的文字" in on.text()
            await on.keys("enter")
            assert "今天学习了公文写作。" in on.text()
            assert "找回" in on.text()
            await on.keys("escape")

        play(place, come_back)
        [note] = place.repository.find("note")
        assert note.get("body") == "今天学习了公文写作。"
        assert place.unsaved.all() == []


def test_leaving_a_field_saves_it_as_one_edit(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = place.desk.create("section", {"name": "秘书科"})

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("section", rid))
            await on.settle()
            await on.keys("end")
            await on.type("一室")
            await on.keys("tab")
            await on.until(lambda: place.desk.record(rid).get("name") == "秘书科一室")

        play(place, act)
        assert len(place.queue) == 1, "the edit joins the creation that was never sent"


def test_saving_a_record_without_what_it_is_named_by_says_so(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("2", "ctrl+n", "down")
            await on.type("写错了地方")
            await on.keys("ctrl+s")
            await on.until(lambda: " 「标题」还空着；已保存" in on.lines())
            assert place.repository.count("plan") == 1
            await on.keys("up")
            await on.type("计划")
            await on.keys("ctrl+s")
            await on.until(lambda: " 已保存" in on.lines())
            # A note is called by its first words.
            await on.keys("f4")
            await on.type("一句")
            await on.keys("ctrl+s")
            await on.until(lambda: " 已保存" in on.lines())

        play(place, act)


def test_a_remote_change_never_rewrites_an_open_editor_and_both_sentences_stay(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        base = "第一句写得清楚。第二句也清楚。"
        plan = envelope("plan", "plan-1", year=2026, title="计划", goals=base)
        place.shadow.take_in(place.shadow.records_changes([plan]))

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("plan", "plan-1", focus="goals"))
            await on.settle()
            await on.keys("end")
            await on.type("我补的第三句。")
            theirs = "同事改过的第一句。第二句也清楚。"
            news = envelope("plan", "plan-1", 2, OTHER, year=2026, title="计划", goals=theirs)
            place.shadow.take_in(place.shadow.records_changes([news]))
            await on.settle()
            editor = on.app.screen.query_one("#field-goals")
            assert getattr(editor, "text", "") == base + "我补的第三句。"
            assert "张三 刚改了“目标”" in on.text()
            await on.keys("ctrl+s")
            merged = "同事改过的第一句。第二句也清楚。我补的第三句。"
            await on.until(lambda: getattr(editor, "text", "") == merged)

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.ch["goals"] == [base, base + "我补的第三句。"], "the base is what the editor was loaded with"


def test_a_value_that_is_none_is_said_at_its_field_and_kept(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("document", {"title": "制度", "doc_kind": "regulation"})

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("document", rid, focus="issued_on"))
            await on.settle()
            await on.type("2026-02-30")
            await on.keys("ctrl+s")
            assert "2026-02-30" in on.text()
            await on.keys("escape")
            assert "还不能保存" in on.text()
            await on.keys("escape")
            await on.until(lambda: not isinstance(on.app.screen, FormPage))

        play(place, act)
        assert place.desk.record(rid).get("issued_on") is None
        assert [each.text for each in place.unsaved.all()] == ["2026-02-30"]


def test_f8_throws_unsaved_text_away_only_after_asking(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type("不要的话")
            await on.until(lambda: bool(place.unsaved.all()))
            await on.keys("f8")
            assert "丢弃没有保存的文字" in on.text()
            await on.keys("escape")
            assert "不要的话" in on.text()
            await on.keys("f8", "enter")
            await on.until(lambda: place.unsaved.all() == [])
            await on.hears("没有保存的文字已丢弃")

        play(place, act)
        assert place.repository.find("note") == []


def test_what_is_saved_is_unsaved_no_longer_whatever_words_it_was_typed_in(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        desk = place.desk
        plan = desk.create("plan", {"year": 2027, "title": "计划"})
        task = desk.create("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "political"})
        person = desk.create("member", {"name": "张三"})
        meeting = desk.create("session", {"form": "collective_study", "title": "学习", "start": "2026-03-05T09:00"})
        row = desk.create("attendance", {"session": meeting, "member": person, "status": "late"})
        document = desk.create("document", {"title": "制度", "doc_kind": "regulation"})
        said = [
            (task, "month_from", "三月", "2027-03-01"),
            (task, "month_to", "五月", "2027-05-31"),
            (task, "month_from", "4-5", "2027-04-01"),
            (task, "number", "０2", 2),
            (document, "issued_on", "2026年3月5日", "2026-03-05"),
            (meeting, "end", "2026-3-5 1530", "2026-03-05T15:30"),
            (row, "arrived", "0920", "2026-03-05T09:20"),
        ]

        async def act(on: Stage) -> None:
            for rid, name, words, value in said:
                for how in ("saved", "the same again", "left"):
                    kind = desk.record(rid).kind
                    page = RollDetailPage(rid, focus=name) if kind == "attendance" else FormPage(kind, rid, focus=name)
                    on.app.push_screen(page)
                    await on.settle()
                    assert "找回" not in on.text(), (name, how)
                    await on.keys("end", "ctrl+u")
                    await on.type(words)
                    if how != "left":
                        await on.keys("ctrl+s")
                        await on.until(lambda: "已保存" in on.text())
                        # What became of the words is journaled, too, half a second later.
                        page.keep_now()
                        await on.settle()
                    await on.keys("escape")
                    assert desk.record(rid).get(name) == value, (name, how)
                    assert place.unsaved.all() == [], (name, how)

        play(place, act)


def test_a_person_picked_in_a_new_record_is_unsaved_no_longer_once_it_is_made(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("member", {"name": "张三"})
        plan = place.desk.create("plan", {"year": 2027, "title": "计划"})

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("task", None, {"plan": plan, "number": 1, "track": "political"}))
            await on.settle()
            await on.type("公文写作")
            lead = on.app.screen.query_one("#field-lead")
            lead.focus()
            await on.keys("z", "s", "enter")
            await on.until(lambda: {each.field for each in place.unsaved.all()} == {"topic", "lead"})
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("task") == 1)
            made = on.app.screen
            assert isinstance(made, FormPage)
            made.keep_now(everything=True)
            await on.settle()

        play(place, act)
        assert place.unsaved.all() == []


def test_a_journal_of_what_was_saved_since_ends_when_its_form_is_opened(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2027, "title": "计划"})
        fields = {"plan": plan, "number": 1, "topic": "公文写作", "track": "political", "month_from": "2027-03-01"}
        task = place.desk.create("task", fields)
        place.unsaved.keep(task, "month_from", None, "2027-03", kind="task")

        async def act(on: Stage) -> None:
            assert "没保存的文字" in on.text()
            await on.keys("enter")
            assert isinstance(on.app.screen, FormPage)
            assert "找回" not in on.text()
            await on.keys("escape")
            await on.until(lambda: "没保存的文字" not in on.text())

        play(place, act)
        assert place.unsaved.all() == []


def test_undo_takes_the_last_edit_back_and_stands_back_when_somebody_was_there(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        section = envelope("section", "sec-1", by=ME, name="秘书科")
        place.shadow.take_in(place.shadow.records_changes([section]))
        place.desk.edit("sec-1", {"name": ("秘书科", "秘书一科")})

        async def act(on: Stage) -> None:
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("sec-1").get("name") == "秘书科")
            place.desk.edit("sec-1", {"name": ("秘书科", "秘书二科")})
            [waiting] = place.queue.waiting()
            place.repository.commit([("queue", waiting.op.id, None)], {"sec-1": []})
            news = envelope("section", "sec-1", 2, OTHER, name="综合科")
            place.shadow.take_in(place.shadow.records_changes([news]))
            await on.keys("ctrl+z")
            await on.until(lambda: any("张三" in said for said in on.said()))

        play(place, act)
        assert place.desk.record("sec-1").get("name") == "综合科"


class Badge(
    Kind,
    name="badge",
    zh="徽章",
    en="badge",
    audience="b",
    states="new>worn",
    state_labels={"new": ("新", "new"), "worn": ("已戴", "worn")},
    columns="title holder on state",
):
    """A kind of this test alone."""

    title = string(20, "名称", "title", BEGIN)
    holder = link("member", "持有人", "holder")
    on = date("日期", "date")
    at = moment("时间", "time")
    count = integer("数量", "count")
    shiny = flag("发光", "shiny")
    colour = choice({"red": ("红", "red"), "blue": ("蓝", "blue")}, "颜色", "colour")
    tags = many("标签", "tags")
    story = prose("来历", "story")
    origin = string(20, "出处", "origin", ONCE)
    may = (write(by="secretary clerk"),)


def test_a_kind_defined_here_alone_gets_a_form_and_a_table(tmp_path: Path) -> None:
    with KINDS.also(Badge), alone(tmp_path) as place:
        place.desk.create("member", {"name": "张三"})

        async def act(on: Stage) -> None:
            on.app.push_screen(RecordsPage("badge"))
            await on.settle()
            assert "还没有徽章" in on.text()
            await on.keys("ctrl+n")
            for label in ("名称", "持有人", "日期", "颜色", "来历"):
                assert label in on.text()
            await on.type("红星")
            await on.keys("tab", "enter")
            await on.type("zs")
            await on.keys("enter", "tab")
            await on.type("２０２６-3")
            await on.keys("ctrl+s")
            assert "红星" in on.text()
            await on.until(lambda: {each.field for each in place.unsaved.all()} == {"title", "holder", "on"})

        play(place, act)
        assert place.repository.find("badge") == [], "a date without its day is none, so nothing is saved"

        async def mend(on: Stage) -> None:
            await on.keys("enter")
            date_field = on.app.screen.query_one("#field-on")
            date_field.focus()
            await on.keys("end", *["backspace"] * 6)
            await on.type("2026/3/5")
            await on.keys("ctrl+s", "escape")
            on.app.push_screen(RecordsPage("badge"))
            await on.settle()
            assert "红星" in on.text()
            assert "2026-03-05" in on.text()
            assert "新" in on.text()
            await on.keys("f9", "enter")
            await on.until(lambda: place.repository.find("badge")[0].state == "worn")

        play(place, mend)

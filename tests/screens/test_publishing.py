"""An author publishes what was accepted, word for word, and may withdraw it; everybody comments, some recommend."""

from __future__ import annotations

from pathlib import Path

from tests.screens.handed_in import BODY, publication, submission, take_in
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, joined, play


def recommendation(rid: str, target: str, why: str, at: str = "2026-03-07") -> dict[str, object]:
    """What a colleague recommended that day."""
    record = envelope("recommendation", rid, by=OTHER, target=target, author=OTHER, why=why)
    stamp = {"at": f"{at}T01:00:00+00:00", "by": OTHER}
    return {**record, "created": stamp, "updated": stamp}


def test_what_everybody_will_read_is_shown_first_and_just_that_is_published(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        inside = {"remark": "只给作者看的意见", "use_at_work": "先分清请示和报告"}
        take_in(place, submission("su-1", author=ME, state="accepted", **inside))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "ctrl+g")
            await on.until(lambda: "全支部都能读到" in on.text())
            shown = on.text().replace("\n", "")
            assert "别人可能已经读过" in shown
            assert "先分清请示和报告" in shown
            assert shown.count("只给作者看的意见") == 1, "on the page below only"
            await on.keys("escape")
            assert len(place.queue) == 0
            await on.keys("ctrl+g", "enter")
            await on.until(lambda: len(place.queue) == 1)
            await on.until(lambda: "发布" in on.lines()[2])
            await on.keys("ctrl+g")
            assert "已经发布" in on.said()[-1]

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.scope == f"b:{BRANCH}"
        sent = {name: change[1] for name, change in waiting.op.ch.items() if name != "state"}
        assert sent == {
            "author": ME,
            "submission": "su-1",
            "title": "心得su-1",
            "body": BODY,
            "use_at_work": "先分清请示和报告",
        }


def test_publishing_is_taken_back_whole_until_it_was_sent(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, submission("su-1", author=ME, state="accepted"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "ctrl+g", "enter")
            await on.until(lambda: len(place.queue) == 1)
            await on.keys("ctrl+z")
            await on.until(lambda: len(place.queue) == 0)

        play(place, act)
        assert place.repository.find("publication") == []


def test_what_is_not_accepted_is_not_published_and_says_so(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, submission("su-1", author=ME))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "ctrl+g")
            assert "已通过" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_its_author_withdraws_it_and_is_told_what_that_cannot_do(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        sent = submission("su-1", author=ME, state="accepted")
        take_in(place, sent, publication("pu-1", "su-1", author=ME, at="2026-03-08"), publication("pu-2", "su-2"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "f3")
            assert "已发布的心得（2）" in on.text()
            await on.keys("down", "enter", "f9")
            assert on.said()[-1] == "只有作者本人可以撤下。"
            await on.keys("f3", "f9")
            await on.until(lambda: "别人可能已经读过" in on.text())
            await on.keys("enter")
            await on.until(lambda: place.desk.record("pu-1").state == "withdrawn")
            await on.keys("escape")
            await on.until(lambda: "已发布的心得（1）" in on.text())

        play(place, act)
        assert place.desk.record("pu-2").state == "published"


def test_published_again_it_is_a_new_record(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        sent = submission("su-1", author=ME, state="accepted")
        take_in(place, sent, publication("pu-1", "su-1", author=ME, state="withdrawn"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "ctrl+g", "enter")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        [waiting] = place.queue.waiting()
        assert (waiting.op.k, waiting.op.type) == ("new", "publication")
        assert place.desk.record("pu-1").state == "withdrawn"


def test_a_member_reads_and_comments_and_a_room_may_look_on(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, publication("pu-1", "su-1"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "f3", "enter")
            assert BODY in on.text()
            await on.keys("ctrl+n")
            await on.type("写得扎实。")
            await on.keys("escape")
            await on.until(lambda: "点评（1）" in on.text())
            await on.keys("plus")
            assert "支部书记" in on.said()[-1], "a member does not recommend, and hears who does"
            await on.keys("f10")
            assert BODY in on.text(), "what everybody may read may stand on a wall"

        play(place, act)
        [waiting] = place.queue.waiting()
        assert (waiting.op.type, waiting.op.scope) == ("comment", f"b:{BRANCH}")


def test_what_a_colleague_withdrew_is_not_read_any_more(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, publication("pu-1", "su-1"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "f3", "enter")
            assert BODY in on.text()
            take_in(place, {**publication("pu-1", "su-1", state="withdrawn"), "rev": 2, "seq": 2})
            await on.until(lambda: "作者已撤下这篇心得" in on.text())
            assert BODY not in on.text()

        play(place, act)


def test_the_secretary_recommends_and_changes_the_sentence(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take_in(place, publication("pu-1", "su-1"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "f3", "enter", "plus")
            await on.type("请示和报告分得清")
            await on.settle(1.0)
            await on.keys("enter")
            await on.until(lambda: "推荐：请示和报告分得清（王五）" in on.text())
            await on.keys("plus")
            assert "请示和报告分得清" in on.text()
            await on.type("，办文可用")
            await on.keys("enter")
            await on.until(lambda: "请示和报告分得清，办文可用（王五）" in on.text())

        play(place, act)
        assert place.unsaved.all() == [], "what was typed for it is used"
        [made] = place.repository.find("recommendation")
        assert made.get("why") == "请示和报告分得清，办文可用"


def test_a_sentence_that_was_not_sent_off_waits_on_home(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take_in(place, publication("pu-1", "su-1"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "f3", "plus")
            await on.type("只写了一半")
            await on.keys("escape", "1")
            await on.until(lambda: "推荐理由" in on.text() and "心得su-1" in on.text())

        play(place, act)
        assert place.repository.find("recommendation") == []


def test_home_shows_what_is_recommended_newest_first_and_opens_it(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(
            place,
            publication("pu-1", "su-1"),
            publication("pu-2", "su-2", state="withdrawn"),
            envelope("document", "do-1", title="学习制度", doc_kind="regulation", state="in_force"),
            recommendation("re-1", "pu-1", "办文可用", at="2026-03-07"),
            recommendation("re-2", "do-1", "先读制度", at="2026-03-08"),
            recommendation("re-3", "pu-2", "撤下的不再荐", at="2026-03-09"),
        )

        async def act(on: Stage) -> None:
            lines = [line.strip() for line in on.lines()]
            start = lines.index("推荐学习")
            assert lines[start + 1].split() == ["2026-03-08", "《学习制度》先读制度（张三）"]
            assert lines[start + 2].split() == ["2026-03-07", "《心得su-1》办文可用（张三）"]
            assert "撤下的不再荐" not in on.text()
            await on.keys("home")
            for _ in range(start + 2):
                if "pu-1" in str(getattr(on.app.screen, "at_hand", "")):
                    break
                await on.keys("down")
            await on.keys("enter")
            await on.until(lambda: BODY in on.text())
            assert "推荐：办文可用（张三）" in on.text()

        play(place, act)


def test_the_list_of_recommendations_leads_to_what_is_recommended(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, publication("pu-1", "su-1"), recommendation("re-1", "pu-1", "办文可用"))

        async def act(on: Stage) -> None:
            await on.keys("4", *["f3"] * 3)
            assert "推荐学习" in on.lines()[0]
            row = next(line for line in on.lines() if "办文可用" in line)
            assert "发布稿 心得su-1" in row
            await on.keys("f2")
            assert "不能替别人写" in on.said()[-1], "another's sentence is not changed"
            await on.keys("enter")
            await on.until(lambda: BODY in on.text())

        play(place, act)


def test_a_reason_too_long_for_its_column_stands_whole_below(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        why = "请示和报告先分清再动笔，" * 2 + "这一条各科室办文都用得上。"
        take_in(place, publication("pu-1", "su-1"), recommendation("re-1", "pu-1", why))

        async def act(on: Stage) -> None:
            await on.keys("4", *["f3"] * 3)
            assert "推荐学习" in on.lines()[0]
            assert "…" in on.lines()[2]
            assert why in on.lines()[-2]

        play(place, act)


def test_a_session_and_a_document_are_recommended_where_they_are_but_no_committee_meeting(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        closed = {"form": "committee_meeting", "title": "支委会", "start": "2026-03-06T09:00"}
        take_in(
            place,
            envelope("session", "s-1", form="exchange", title="交流会", start="2026-03-05T09:00"),
            envelope("session", "s-2", scope=f"c:{BRANCH}", **closed),
            envelope("document", "do-1", title="学习制度", doc_kind="regulation", state="in_force"),
        )

        async def act(on: Stage) -> None:
            await on.keys("3", "enter", "plus")
            assert "不是人人都能看" in on.said()[-1]
            await on.keys("escape", "down", "enter", "plus")
            await on.type("形式活泼")
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("recommendation")) == 1)
            await on.keys("7", *["down"] * 5, "enter", "plus")
            await on.type("先读制度")
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("recommendation")) == 2)

        play(place, act)
        assert [each.get("target") for each in place.repository.find("recommendation")] == ["s-1", "do-1"]

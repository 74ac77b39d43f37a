"""The librarian's desk by keys, as a scanner presses them: loans, returns, and what is never guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from textual.events import Paste

from sync.cache.view import View
from sync.clock import today
from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play
from tests.screens.test_type_ahead import burst
from tui.lending import back_words, lend, lent_words
from tui.screens.reading_room import ReadingRoomPage
from tui.screens.year import YearPage

ISBN = "9787115162670"


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def book(rid: str = "b-1", title: str = "公文写作", **fields: Any) -> Record:
    return envelope("book", rid, title=title, **{"isbn": "978-7-115-16267-0", "state": "in_stock", **fields})


def loan(rid: str, member: str = OTHER, of: str = "b-1", **fields: Any) -> Record:
    return envelope("loan", rid, book=of, member=member, **{"state": "out", **fields})


def days(place: Workplace, ahead: int) -> str:
    return (dt.date.fromisoformat(today(place.clock)) + dt.timedelta(days=ahead)).isoformat()


def only_loan(place: Workplace) -> View:
    [found] = place.repository.find("loan")
    return found


def test_the_desk_says_to_which_of_two_people_of_one_name_it_lent_and_who_gave_back(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        section = envelope("section", "se-1", name="行政科")
        sits = envelope("membership", "ms-1", member=OTHER, section="se-1", **{"from": "2020-01-01"})
        take(place, book(), section, sits, envelope("member", "m-3", name="张三", title="秘书"), loan("l-1"))
        lent = place.desk.record("l-1")
        assert lent_words(place, lent) == "《公文写作》借给张三（行政科），没有规定还书日期。"
        assert back_words(place, lent) == "张三（行政科）归还了《公文写作》。"
        other = lend(place, "b-1", "m-3")
        assert "借给张三（秘书）" in lent_words(place, other)


def test_code_enter_initials_enter_in_one_burst_is_a_loan(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9")
            assert "1/1" in on.text()
            await on.keys("ctrl+o")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)
            await on.until(lambda: f"《公文写作》借给张三，{days(place, 30)} 前归还" in on.text())
            assert "0/1" in on.text()
            assert any("公文写作" in line and "张三" in line for line in on.lines()[:5])
            # In the line a digit is a code; behind Esc it leads to another page, as everywhere.
            await on.keys("8")
            seen: object = on.app.screen
            assert isinstance(seen, ReadingRoomPage)
            await on.keys("escape", "8")
            seen = on.app.screen
            assert isinstance(seen, YearPage)

        play(place, act)
        made = only_loan(place)
        assert (made.get("member"), made.get("out_on"), made.get("due_on")) == (OTHER, days(place, 0), days(place, 30))
        assert len(place.queue) == 1, "one edit"


def test_a_scanner_that_pastes_its_line_ends_works_too_and_the_line_waits_for_the_next(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(copies=2), book("b-2", "民法典", isbn="7-5093-1234-9", call_number="D923/1"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            on.app.post_message(Paste(f"{ISBN}\rzs\rD923/1\rww\r"))
            await on.until(lambda: place.repository.count("loan") == 2)
            burst(on, *"7115162670", "enter", *"wangwu", "enter")
            await on.until(lambda: place.repository.count("loan") == 3)
            assert on.app.focused is not None
            assert on.app.focused.id == "desk"

        play(place, act)
        lent = {(view.get("book"), view.get("member")) for view in place.repository.find("loan")}
        assert lent == {("b-1", OTHER), ("b-2", ME), ("b-1", ME)}


def test_two_people_of_the_same_initials_are_asked_about(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), envelope("member", "m-3", name="赵四"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "《公文写作》借给哪一位" in on.text())
            assert place.repository.count("loan") == 0
            await on.keys("down", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)

        play(place, act)
        assert only_loan(place).get("member") in (OTHER, "m-3")


def test_two_titles_of_one_isbn_are_asked_about_after_the_borrower(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), book("b-2", "公文写作（修订版）", call_number="H152/2"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "哪一种书" in on.text())
            await on.keys("down", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)

        play(place, act)
        assert only_loan(place).get("book") in ("b-1", "b-2")


def test_a_book_out_is_returned_by_its_code_and_enter(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), loan("l-1", out_on="2026-01-01", due_on=days(place, 3)))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter")
            await on.until(lambda: "借出了：张三" in on.text())
            burst(on, "enter")
            await on.until(lambda: only_loan(place).state == "returned")
            await on.until(lambda: "张三归还了《公文写作》" in on.text())
            await on.keys("ctrl+z")
            await on.until(lambda: only_loan(place).state == "out")
            # Scanned for the one who has it: offered again, and dropped by the next code.
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "张三已借着《公文写作》" in on.text())
            assert "不是就按 Esc。续借由张三本人" in on.flat()
            await on.keys("escape", "ctrl+o")
            burst(on, "enter")
            await on.settle()
            assert only_loan(place).state == "out", "nothing is offered any more"
            await on.keys("f3", "ctrl+r", "escape")
            assert "先归还（F9），再借一次" in on.said()[-1]
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "张三已借着《公文写作》" in on.text())
            burst(on, *"12345", "enter")
            await on.until(lambda: "目录里没有" in on.text())
            burst(on, "enter")
            await on.settle()
            assert only_loan(place).state == "out"
            burst(on, *ISBN, "enter", *"zs", "enter", "enter")
            await on.until(lambda: only_loan(place).state == "returned")

        play(place, act)
        assert only_loan(place).get("back_on") == days(place, 0)


def test_the_desk_offers_no_return_of_what_came_back_meanwhile(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), loan("l-1", out_on="2026-01-01", due_on=days(place, 3)))

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *ISBN, "enter")
            await on.until(lambda: "借出了：张三" in on.text())
            await on.keys("f3", "f9")
            await on.until(lambda: only_loan(place).state == "returned")
            await on.keys("escape")
            assert "借出了：" not in on.text()
            assert "《公文写作》在架 1 册，共 1 册。写借阅人。" in on.text(), (
                "the book in hand waits for its borrower still"
            )
            burst(on, "enter")
            await on.until(lambda: "先写借阅人" in on.text() or "借阅人" in on.text())
            assert len(place.queue) == 1, "nothing was returned twice"

        play(place, act)


def test_an_enter_returns_nothing_that_another_lent_meanwhile(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *ISBN, "enter")
            await on.until(lambda: "写借阅人" in on.text())
            take(place, loan("l-1", out_on=days(place, 0), due_on=days(place, 30)))
            await on.until(lambda: "刚在别处借出了" in on.text())
            burst(on, "enter")
            await on.settle()
            assert only_loan(place).state == "out", "this Enter was meant for a borrower"

        play(place, act)


def test_what_the_desk_said_goes_when_it_is_so_no_longer(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "《公文写作》借给张三" in on.text())
            await on.keys("ctrl+z")
            await on.until(lambda: place.repository.count("loan") == 0)
            assert "借给张三" not in on.text()
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)
            burst(on, *ISBN, "enter", "enter")
            await on.until(lambda: "张三归还了《公文写作》" in on.text())
            assert "上传以前可按 Ctrl+Z" in on.text(), "a return that was sent stands"
            place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
            await on.keys("ctrl+z")
            await on.hears("这一步已经送到服务器，不能收回。请照现在的情况再登记一步，例如退回、撤回或重新登记。")
            await on.keys("ctrl+z")
            await on.hears("后来改了状态，所以没有撤销")
            assert only_loan(place).state == "returned"

        play(place, act)


def test_without_a_free_copy_nothing_is_lent_and_the_warning_of_two_at_once_is_shown(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), loan("l-1"), envelope("member", "m-3", name="赵六"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter", *"zl", "enter")
            await on.until(lambda: "没有在架的册" in on.text())
            assert place.repository.count("loan") == 1
            take(place, loan("l-2", "m-3"))
            await on.until(lambda: "《公文写作》多借出 1 册" in on.text())
            assert "-1/1" in on.text()
            await on.keys("escape", "enter")
            assert "共 1 册，未借出 0 册（多借出 1 册" in on.text()

        play(place, act)


def test_who_is_blocked_borrows_nothing_unless_the_librarian_says_why(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), book("b-2", "民法典", isbn=None))
        take(place, loan("l-1", of="b-2", out_on="2026-01-01", due_on=days(place, -3)))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "已逾期3天，还清之前不能再借" in on.flat())
            await on.keys("enter")
            assert place.repository.count("loan") == 1
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "已逾期3天" in on.text())
            await on.keys("ctrl+s")
            await on.type("培训急用")
            await on.keys("enter")
            await on.until(lambda: place.repository.count("loan") == 2)

        play(place, act)
        made = next(view for view in place.repository.find("loan") if view.id != "l-1")
        assert made.get("remark") == "破例借出：培训急用"
        assert place.unsaved.all() == []


def test_who_returned_late_reads_until_when_and_who_has_enough_how_many(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), book("b-2", "民法典", isbn=None), book("b-3", "宪法", isbn=None))
        back = {"state": "returned", "due_on": days(place, -5), "back_on": days(place, -1)}
        take(place, loan("l-1", ME, of="b-2", **back), loan("l-2", of="b-2"), loan("l-3", of="b-3"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            burst(on, *ISBN, "enter", *"ww", "enter")
            await on.until(lambda: "才能再借" in on.flat())
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "已借2册，同时最多借2册" in on.text())

        play(place, act)
        assert place.repository.count("loan") == 3


def test_a_member_has_no_desk_and_finds_books_by_initials_isbn_and_call_number(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, book(author="岳海翔"), book("b-2", "民法典", isbn=None, call_number="D923/1"))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+o")
            assert "书屋管理员" in on.said()[-1]
            assert "扫书号" not in on.text()
            for written, found, not_found in (
                ("gwxz", "公文写作", "民法典"),
                ("yhx", "公文写作", "民法典"),
                ("7115162670", "公文写作", "民法典"),
                ("d923", "民法典", "公文写作"),
            ):
                await on.keys("ctrl+f")
                await on.type(written)
                rows = "\n".join(on.lines()[1:20])
                assert found in rows, written
                assert not_found not in rows, written
                await on.keys("escape")

        play(place, act)
        assert len(place.queue) == 0


def test_the_borrower_renews_once_and_never_what_is_overdue(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, book(), book("b-2", "民法典"), book("b-3", "宪法"))
        take(
            place,
            loan("l-1", ME, due_on=days(place, 2)),
            loan("l-2", ME, of="b-2", due_on=days(place, -2)),
            loan("l-3", of="b-3", due_on=days(place, 9)),
        )

        async def act(on: Stage) -> None:
            await on.keys("9", "f3")
            assert "我的借阅（2），逾期 1" in on.lines()[0]
            assert "民法典" in on.lines()[2], "the overdue one comes first"
            assert "逾期2天" in on.lines()[2]
            await on.keys("ctrl+r")
            assert "不能续借" in on.said()[-1]
            await on.keys("down", "ctrl+r")
            await on.until(lambda: place.desk.record("l-1").get("renewed") == 1)
            assert place.desk.record("l-1").get("due_on") == days(place, 32)
            await on.keys("ctrl+r")
            assert "最多续借1次" in on.said()[-1]
            await on.keys("f9")
            assert "书屋管理员" in on.said()[-1], "a return is the librarian's"
            await on.keys("f3", "up", "ctrl+r")
            assert "续借要由本人办" in on.said()[-1], "another's loan is not renewed"
            assert "再借一次" not in on.said()[-1], "that is the librarian's too"

        play(place, act)
        [op] = [each.op for each in place.queue.waiting()]
        assert set(op.ch) == {"due_on", "renewed"}


def test_a_lost_copy_leaves_the_catalogue_in_the_same_action(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(copies=3), loan("l-1", due_on=days(place, 2)))

        async def act(on: Stage) -> None:
            await on.keys("9", "f3", "ctrl+o", "enter")
            await on.until(lambda: place.desk.record("l-1").state == "lost")
            assert place.desk.record("b-1").get("copies") == 2
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("l-1").state == "out")
            assert place.desk.record("b-1").get("copies") == 3

        play(place, act)


def test_the_page_of_a_title_shows_loans_and_what_was_published(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            book(author="岳海翔", call_number="H152"),
            loan("l-1", due_on="2026-03-01", out_on="2026-02-01", back_on="2026-03-04", state="returned"),
            envelope("submission", "s-1", author=ME, title="读后感", body="好", book="b-1", state="accepted"),
            envelope("publication", "p-1", author=ME, submission="s-1", title="读后感", body="好", state="published"),
            envelope("recommendation", "r-1", author=OTHER, target="b-1", why="写材料用得上"),
        )

        async def act(on: Stage) -> None:
            await on.keys("9", "enter")
            text = on.text()
            assert "共 1 册，未借出 1 册" in text
            assert "岳海翔" in text
            assert "迟还3天" in text
            assert "读后感" in text
            assert "写材料用得上" in text

        play(place, act)


def test_a_scan_lands_in_the_line_without_a_key_before_it(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9")
            assert "Esc 离开" in on.text()
            assert "+ 推荐" not in on.lines()[-1], "a plus is typed here"
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)
            await on.keys("escape")
            assert "Ctrl+O 回到这里" in on.text()
            assert "+ 推荐" in on.lines()[-1]
            await on.keys("1")
            assert "首页" in on.lines()[0], "behind Esc digits are keys of pages again"

        play(place, act, size=(120, 24))


def test_who_lends_nothing_has_the_catalogue_at_once(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9", "1")
            assert "首页" in on.lines()[0]

        play(place, act)


def test_an_arrow_leads_from_the_line_to_the_catalogue(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book())

        async def act(on: Stage) -> None:
            await on.keys("9", "down", "enter")
            assert "公文写作" in on.lines()[0]

        play(place, act)


def test_a_book_scanned_into_the_list_of_namesakes_is_the_next_book(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), book("b-2", "民法典", isbn="7-5093-1234-9"), envelope("member", "m-3", name="赵四"))

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "《公文写作》借给哪一位" in on.text())
            burst(on, *"no such", "enter")
            await on.until(lambda: any("没有符合“no such”的" in said for said in on.said()))
            await on.keys("ctrl+u")
            burst(on, *"7509312349", "enter", *"ww", "enter")
            await on.until(lambda: place.repository.count("loan") == 1)
            await on.until(lambda: "《民法典》借给王五" in on.text())

        play(place, act)
        assert (only_loan(place).get("book"), only_loan(place).get("member")) == ("b-2", ME)


def test_what_was_not_lent_is_said(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(), book("b-2", "民法典", isbn="7-5093-1234-9"), envelope("member", "m-3", name="赵四"))

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *ISBN, "enter", *"zs", "enter")
            await on.until(lambda: "《公文写作》借给哪一位" in on.text())
            burst(on, *"7509312349", "enter")
            await on.until(lambda: "《公文写作》没有借出。《民法典》在架 1 册" in on.text())
            burst(on, *"zs", "enter")
            await on.until(lambda: "《民法典》借给哪一位" in on.text())
            await on.keys("escape")
            assert "《民法典》没有借出。" in on.text()
            await on.keys("escape")
            assert "没有借出" not in on.text()

        play(place, act)
        assert not place.repository.find("loan")


def test_a_call_number_typed_with_chinese_punctuation_is_found(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        take(place, book(call_number="H152.3/2"))

        async def act(on: Stage) -> None:
            await on.keys("9")
            burst(on, *"h152。3、2", "enter")
            await on.until(lambda: "《公文写作》在架 1 册" in on.text())

        play(place, act)

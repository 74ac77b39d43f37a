"""Rows judged against the branch: people of one name, moves in the past, books that share a number, who was not there yet, who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.undo import undo
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, alone, joined
from tui.documents.incoming import taking
from tui.documents.incoming.files import judge
from tui.documents.incoming.grids import read
from tui.documents.incoming.judging import Judgement, What


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A branch of this device alone."""
    with alone(tmp_path / "home") as found:
        yield found


def judged(place: Workplace, folder: Path, what: What, *lines: str) -> Judgement:
    path = folder / "表.csv"
    path.write_text("\n".join(lines), "utf-8")
    return judge(place, what, read(path))


def outcomes(judgement: Judgement) -> list[tuple[str, str]]:
    return [(row.outcome, row.reason.code if row.reason else "") for row in judgement.rows]


def person(place: Workplace, name: str, section: str, since: str = "2010-01-01", to: str | None = None) -> str:
    known = [view.id for view in place.repository.find("section") if view.get("name") == section]
    into = known[0] if known else place.desk.create("section", {"name": section})
    member = place.desk.create("member", {"name": name})
    place.desk.create("membership", {"member": member, "section": into, "from": since, **({"to": to} if to else {})})
    return member


def test_two_rows_of_one_name_are_two_people(place: Workplace, tmp_path: Path) -> None:
    person(place, "张伟", "综合科")
    rows = ("姓名,科室", "张伟,综合科", "张 伟,秘书科")
    found = judged(place, tmp_path, "roster", *rows)
    assert outcomes(found) == [("same", ""), ("new", "")], "the second is nobody who moved"
    taking.take_in(place.desk, found, "表.csv")
    assert outcomes(judged(place, tmp_path, "roster", *rows)) == [("same", ""), ("same", "")]
    assert outcomes(judged(place, tmp_path, "roster", "姓名,科室", "张伟,财务科")) == [("refused", "several_people")]


def test_a_move_in_the_past_closes_the_section_before(place: Workplace, tmp_path: Path) -> None:
    person(place, "张三", "综合科", "2010-01-01")
    rows = ("姓名,科室,到岗日期", "张三,秘书科,2011年3月5日")
    taking.take_in(place.desk, judged(place, tmp_path, "roster", *rows), "表.csv")
    held = {
        str(place.desk.record(str(view.get("section"))).get("name")): (view.get("from"), view.get("to"))
        for view in place.repository.find("membership")
    }
    assert held == {"综合科": ("2010-01-01", "2011-03-04"), "秘书科": ("2011-03-05", None)}
    assert outcomes(judged(place, tmp_path, "roster", rows[0], "张三,综合科,2009/1/1")) == [("refused", "moved_before")]
    assert outcomes(judged(place, tmp_path, "roster", rows[0], "张三,财务科,2010/6/1")) == [("refused", "moved_before")]


def test_a_move_into_a_time_that_is_over_is_refused(place: Workplace, tmp_path: Path) -> None:
    person(place, "张三", "综合科", "2010-01-01", "2012-06-30")
    rows = ("姓名,科室,到岗日期", "张三,秘书科,2011/3/5")
    assert outcomes(judged(place, tmp_path, "roster", *rows)) == [("refused", "moved_into")]


def test_a_day_in_post_that_differs_is_said_and_left(place: Workplace, tmp_path: Path) -> None:
    person(place, "张三", "综合科", "2010-01-01")
    [row] = judged(place, tmp_path, "roster", "姓名,科室,到岗日期", "张三,综合科,2011/3/5").rows
    assert (row.outcome, [note.code for note in row.notes]) == ("same", ["other_since"])


def test_books_of_one_number_are_told_apart_by_title(place: Workplace, tmp_path: Path) -> None:
    for title in ("上册", "下册"):
        place.desk.create("book", {"title": title, "isbn": "978-7-01-000000-8", "copies": 1})
    found = judged(place, tmp_path, "books", "书名,ISBN,册数", "下册,9787010000008,3")
    assert outcomes(found) == [("changed", "")]
    found = judged(place, tmp_path, "books", "书名,ISBN", "上册,9787010000008", "下册,978-7-01-000000-8")
    assert outcomes(found) == [("same", ""), ("refused", "twice")]


def test_who_was_not_there_yet_is_taken_as_written_and_said(place: Workplace, tmp_path: Path) -> None:
    person(place, "张三", "综合科", "2012-01-01")
    person(place, "李四", "综合科", "2010-01-01")
    found = judged(
        place, tmp_path, "sessions", "日期,形式,起止时间,参加人员", "2011年3月5日,集中学习,9:00-11:00,张 三 李 四"
    )
    [row] = found.rows
    assert row.outcome == "new"
    assert [(note.code, note.params.get("names")) for note in row.notes] == [("not_there", "张三")]


def test_held_sessions_are_undone_whole_also_by_plain_undo(place: Workplace, tmp_path: Path) -> None:
    person(place, "张三", "综合科")
    found = judged(place, tmp_path, "sessions", "日期,形式,起止时间,参加人员,内容", "2011/3/5,集中学习,9:00,张三,传达")
    taking.take_in(place.desk, found, "表.csv")
    assert [view.state for view in place.repository.find("session")] == ["writing"]
    undo(place.desk)
    assert [place.repository.count(kind) for kind in ("session", "attendance", "minute")] == [0, 0, 0]


def test_what_is_handed_over_twice_is_done_once(place: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("书名\n甲\n乙\n", "utf-8")
    grids = read(path)
    shown = taking.Shown("books", grids, None, "表.csv", judge(place, "books", grids).digest)
    assert taking.take_in_shown(place, shown) == 2
    assert taking.take_in_shown(place, shown) == 2, "the answer is the same"
    assert place.repository.count("book") == 2
    assert taking.take_back(place.desk).deleted == 2


@pytest.mark.parametrize(
    ("roles", "line", "code"),
    [
        ((), "集中学习,张三,,", "not_allowed"),
        (("section_head",), "集中学习,张三,,", "not_allowed"),
        # Whoever keeps a session brings its roll.
        ((), "集中学习,王五,王五,张三", ""),
        (("clerk",), "集中学习,张三,,王五", ""),
        # The secretary may enter a session, but not call its roll.
        (("secretary",), "集中学习,张三,,王五", "not_allowed"),
        (("secretary",), "集中学习,张三,,", ""),
    ],
)
def test_a_session_is_taken_in_by_whom_the_server_will_let(
    tmp_path: Path, roles: tuple[str, ...], line: str, code: str
) -> None:
    with joined(tmp_path / "home", *roles) as place:
        assert {ME, OTHER} <= {view.id for view in place.repository.find("member")}
        rows = ("日期,起止时间,形式,主持人,记录人,参加人员", f"2011/3/5,9:00-10:00,{line}")
        assert outcomes(judged(place, tmp_path, "sessions", *rows)) == [("refused" if code else "new", code)]

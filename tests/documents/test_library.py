"""图书目录、借阅登记、逾期单: books and loans against their records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.documents.small_branch import BOSS, small_branch
from tests.documents.workbooks import column, row, values
from tests.screens.stage import ME, OTHER, envelope
from tests.screens.yearly import THIRD
from tui.documents import library
from tui.documents.kinds import Subject
from tui.documents.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """What is out is a day, or many days, past due today."""
    # This runs before the test has its zone.
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    yesterday, long_ago = (str(today - dt.timedelta(days=n)) for n in (1, 90))
    books = [
        envelope("book", "b-1", title="乡土中国", call_number="C912", author="费孝通", copies=2, state="in_stock"),
        envelope("book", "b-2", title="=1+1", copies=None, state="withdrawn"),
    ]
    loans = [
        envelope(
            "loan",
            "l-1",
            book="b-1",
            member=ME,
            out_on="2025-03-05",
            due_on="2025-04-04",
            back_on="2025-04-10",
            state="returned",
            remark="已说明",
        ),
        envelope("loan", "l-2", book="b-1", member=BOSS, out_on="2025-02-05", due_on="2025-03-07", state="lost"),
        envelope(
            "loan",
            "l-3",
            book="b-2",
            member=OTHER,
            out_on=None,
            due_on="2025-05-05",
            back_on="2025-05-01",
            state="returned",
        ),
        envelope("loan", "l-4", book="b-1", member=ME, out_on="2024-12-31", due_on=long_ago, state="out"),
        envelope("loan", "l-5", book="b-1", member=THIRD, out_on="2024-12-30", due_on=yesterday, state="out"),
        envelope(
            "loan", "l-6", book="b-2", member=OTHER, out_on="2025-12-30", due_on="2099-01-01", renewed=1, state="out"
        ),
    ]
    with small_branch(tmp_path_factory.mktemp("branch"), *books, *loans) as found:
        yield found


def test_the_catalogue_tells_what_is_known_and_how_many_are_out(office: Office) -> None:
    (sheet,) = library.books(office, Subject()).sheets
    found = row(sheet, "乡土中国")
    assert list(found.values()) == [1, "C912", "乡土中国", "费孝通", "待补", "待补", "待补", 2, 2, "在架"]
    other = row(sheet, "=1+1")
    assert (other["册数"], other["在借"], other["状态"]) == ("待补", 1, "已下架")
    assert any("种数：2" in line and "册数：待补" in line for line in sheet.above)


def test_the_register_has_the_loans_of_the_year_by_their_day(office: Office) -> None:
    register, undated = library.loans(office, Subject()).sheets
    assert [values(line)[1:] for line in register.lines] == [
        ["2025-02-05", "乡土中国", "C912", "赵六", "/", "2025-03-07", 0, "/", "遗失"],
        ["2025-03-05", "乡土中国", "C912", "王五", "综合科", "2025-04-04", 0, "2025-04-10", "逾期6天\n已说明"],
        ["2025-12-30", "=1+1", "待补", "张三", "秘书科", "2099-01-01", 1, "", "未还"],
    ]
    assert [values(line)[1] for line in undated.lines] == ["待补"]


def test_the_overdue_list_is_in_the_order_of_the_roster_whoever_is_latest(office: Office) -> None:
    (sheet,) = library.overdue(office, Subject()).sheets
    assert column(sheet, "借阅人") == ["李四", "王五"]
    assert column(sheet, "逾期天数") == [1, 90]
    assert set(column(sheet, "后续处理")) == {"还清前不得再借，归还后1个月内不得再借（O-2）"}
    assert any(line.startswith("O-2") for line in sheet.below)


def test_a_list_with_nothing_in_it_says_so(office: Office) -> None:
    (register,) = library.loans(Office(office.place, 2019), Subject()).sheets
    assert [values(line)[0] for line in register.lines] == ["无"]

"""Spreadsheets of the demo's year, read by a program that is not ours: cell by cell against the records and `xinde year --json`."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.documents.facts import CAME, EXPECTED, FORMS, Facts, hours, quarter_of, share
from tests.documents.second_reader import BREAK, Rows, body, sheets
from tests.sample_years import TODAY, SampleYear

REACH = {"reached": "已达标", "missed": "未达标"}
COUNTS = {
    "expected": "应到",
    "present": "按时",
    "late": "迟到",
    "left_early": "早退",
    "leave": "请假",
    "absent": "缺席",
    "makeup": "补课",
}
HOURS = {
    "collective": "集中",
    "online": "网络",
    "study": "自学",
    "writing": "写作",
    "other": "其他",
    "total": "合计",
    "target": "目标",
    "lacking": "尚缺",
}


def sections_of(facts: Facts) -> dict[tuple[str, str], str]:
    """Name and section -> member: two people have one name."""
    return {
        (facts.name(each["member"]), facts.section(each["member"])): each["member"] for each in facts.figures["people"]
    }


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_every_mark_of_a_quarter_is_that_of_the_roll(demo: SampleYear, facts: Facts, quarter: int) -> None:
    rows = body(sheets(demo.path("attendance"))[f"第{quarter}季度"], "序号", 2)
    sessions = [each for each in facts.held if quarter_of(each["start"]) == quarter]
    headed = {f"{each['start'][5:10]} {FORMS[each['form']]}": each for each in sessions}
    people = {key: row for row in rows if (key := (row["姓名"], row["科室"])) in sections_of(facts)}
    assert people.keys() == sections_of(facts).keys()
    assert [row["序号"] for row in people.values()] == [str(n) for n in range(1, len(people) + 1)]
    for key, member in sections_of(facts).items():
        row = people[key]
        marks = {head: facts.mark(session, member) for head, session in headed.items()}
        assert {head: row[head] for head in headed} == marks, key
        told = Counter(marks.values())
        counts = {
            "expected": sum(told[each] for each in EXPECTED),
            "present": told["√"],
            "late": told["△"],
            "left_early": told["◇"],
            "leave": told["○"] + told["○●"],
            "absent": told["×"] + told["×●"],
            "makeup": told["○●"] + told["×●"],
        }
        assert {name: row[COUNTS[name]] for name in COUNTS} == {name: str(n) for name, n in counts.items()}, key
        assert row["参学率"] == share(sum(told[each] for each in CAME), counts["expected"]), key
    foot = {row["姓名"]: row for row in rows if not row["序号"]}
    for head, session in headed.items():
        expected, came = facts.expected(session), facts.came(session)
        assert (foot["应到"][head], foot["实到"][head]) == (str(expected), str(came))
        assert foot["参学率"][head] == share(came, expected)


def test_the_counts_of_the_year_are_those_the_command_prints(demo: SampleYear, facts: Facts) -> None:
    rows = {(row["姓名"], row["科室"]): row for row in body(sheets(demo.path("attendance"))["全年"], "序号")}
    for key, member in sections_of(facts).items():
        said = facts.person(member)["attendance"]
        assert {name: rows[key][COUNTS[name]] for name in COUNTS} == {name: str(said[name]) for name in COUNTS}, key
        assert rows[key]["参学率"] == f"{said['rate'] / 1000:g}"
        assert rows[key]["达标"] == REACH[said["reach"]]
    total, sessions = rows[("合计", "")], facts.figures["sessions"]
    assert (total["应到"], total["参学率"]) == (str(sessions["expected"]), f"{sessions['rate'] / 1000:g}")
    assert sum(int(total[COUNTS[name]]) for name in ("present", "late", "left_early")) == sessions["present"]


def test_every_hour_is_that_the_command_prints(demo: SampleYear, facts: Facts) -> None:
    rows = {(row["姓名"], row["科室"]): row for row in body(sheets(demo.path("hours"))["学时统计表"], "序号")}
    for key, member in sections_of(facts).items():
        said = facts.person(member)["hours"]
        assert {name: rows[key][HOURS[name]] for name in HOURS} == {name: hours(said[name]) for name in HOURS}, key
        assert rows[key]["达标"] == REACH[said["reach"]]
        assert rows[key]["职务"] == facts.by_id[member]["title"]
    total = rows[("合计", "")]
    for name in ("collective", "online", "study", "writing", "other", "total"):
        assert total[HOURS[name]] == hours(facts.figures["hours"][name]), name


def test_every_line_of_evidence_is_one_of_the_figures(demo: SampleYear, facts: Facts) -> None:
    written = Counter(
        (row["姓名"], row["项目"], row["日期"], row["计入分钟"], row["规则"])
        for row in body(sheets(demo.path("hours"))["依据"], "姓名")
    )
    names = {"missing": "尚缺", **HOURS}
    told: Counter[tuple[str, ...]] = Counter()
    for person in facts.figures["people"]:
        for figure in person["figures"]:
            if figure["name"] in names and figure["name"] != "total":
                for line in figure["lines"]:
                    day = str(line["values"].get("day") or "")
                    told[
                        facts.named(person["member"]),
                        names[figure["name"]],
                        day,
                        str(line["counted"]),
                        line.get("rule", ""),
                    ] += 1
    assert written == told
    rules = {row["编号"] for row in body(sheets(demo.path("hours"))["规则"], "编号")}
    assert {row[4] for row in written} - {""} <= rules


def test_every_line_of_the_ledger_is_a_session_with_its_counts(demo: SampleYear, facts: Facts) -> None:
    found = sheets(demo.path("ledger"))
    lines = [row for n in (1, 2, 3, 4) for row in body(found[f"第{n}季度"], "序号")]
    sessions = [row for row in lines if row["序号"].isdigit()]
    assert [row["序号"] for row in sessions] == [str(n) for n in range(1, len(facts.held) + 1)]
    for row, session in zip(sessions, facts.held, strict=True):
        materials = "".join(f"《{each['title']}》" for each in facts.of("material", "target", session["id"]))
        assert row["日期"] == session["start"][:10]
        assert row["形式"] == FORMS[session["form"]]
        assert row["学习内容"] == BREAK.join(each for each in (session["title"], materials) if each)
        assert row["主持人"] == facts.name(session["host"])
        assert row["应到"] == str(facts.expected(session))
        assert row["实到"] == str(facts.came(session))
        assert row["学时"] == hours(facts.counted(session))
        assert row["心得"] == str(facts.written_on(session))
    (called_off,) = (row for row in lines if row["序号"] == "/")
    assert called_off["备注"].startswith("已取消")
    assert (called_off["应到"], called_off["学时"]) == ("/", "/")


def test_the_subtotals_of_the_ledger_add_up_to_the_year(demo: SampleYear, facts: Facts) -> None:
    found = sheets(demo.path("ledger"))
    year = {row["时段"]: row for row in body(found["全年"], "时段")}
    for label, months in periods().items():
        sessions = [each for each in facts.held if int(each["start"][5:7]) in months]
        expected, came = sum(map(facts.expected, sessions)), sum(map(facts.came, sessions))
        sums = {
            "次数": str(len(sessions)),
            "应到": str(expected),
            "实到": str(came),
            "学时": hours(sum(map(facts.counted, sessions))),
            "心得": str(sum(map(facts.written_on, sessions))),
        }
        assert {name: year[label][name] for name in sums} == sums, label
        assert year[label]["参学率"] == share(came, expected), label
        same = [row for row in rows_of(found) if row["日期"] == f"{label}{'小计' if label.endswith('月') else '合计'}"]
        for row in same:
            assert row["学习内容"] == f"活动次数：{sums['次数']}"
            assert {name: row[name] for name in sums if name != "次数"} == {
                n: v for n, v in sums.items() if n != "次数"
            }
        assert len(same) == (label != "合计" and bool(sessions)), label
    assert (year["合计"]["次数"], year["合计"]["实到"]) == (
        str(facts.figures["sessions"]["held"]),
        str(facts.figures["sessions"]["present"]),
    )


def periods() -> dict[str, range]:
    """The lines of the year: months, quarters, the whole."""
    return {
        **{f"{month}月": range(month, month + 1) for month in range(1, 13)},
        **{f"第{n}季度": range(3 * n - 2, 3 * n + 1) for n in (1, 2, 3, 4)},
        "合计": range(1, 13),
    }


def rows_of(found: dict[str, Rows]) -> list[dict[str, str]]:
    """The lines of all quarters."""
    return [row for n in (1, 2, 3, 4) for row in body(found[f"第{n}季度"], "序号")]


def test_the_catalogue_is_the_books(demo: SampleYear, facts: Facts) -> None:
    rows = body(sheets(demo.path("books"))["图书目录"], "序号")
    books = facts.records["book"]
    out = Counter(each["book"] for each in facts.records["loan"] if each["state"] == "out")
    unknown = "待补"
    told = {
        each["title"]: (
            each.get("call_number", unknown),
            each.get("author", unknown),
            each.get("publisher", unknown),
            each.get("isbn", unknown),
            str(each.get("copies", unknown)),
            str(out[each["id"]]),
        )
        for each in books
    }
    assert {
        row["书名"]: (row["索书号"], row["作者"], row["出版社"], row["ISBN书号"], row["册数"], row["在借"])
        for row in rows
    } == told
    assert [row["索书号"] for row in rows] == sorted(row["索书号"] for row in rows)


def test_the_register_is_the_loans_of_the_year(demo: SampleYear, facts: Facts) -> None:
    rows = body(sheets(demo.path("loans"))["借阅登记"], "序号")
    loans = [each for each in facts.records["loan"] if str(each["out_on"]).startswith("2025")]
    assert Counter(
        (row["书名"], row["借阅人"], row["科室"], row["借出日期"], row["应还日期"], row["续借次数"], row["归还日期"])
        for row in rows
    ) == Counter(
        (
            facts.by_id[each["book"]]["title"],
            facts.name(each["member"]),
            facts.section_on(each["member"], each["out_on"]),
            each["out_on"],
            each["due_on"],
            str(each.get("renewed") or 0),
            "/" if each["state"] == "lost" else each.get("back_on", ""),
        )
        for each in loans
    )
    for row in rows:
        assert ("逾期" in row["备注"]) == (row["应还日期"] < row["归还日期"]), row


def test_the_overdue_list_is_what_should_be_back(demo: SampleYear, facts: Facts) -> None:
    today = TODAY.isoformat()
    late = [each for each in facts.records["loan"] if each["state"] == "out" and each["due_on"] < today]
    rows = body(sheets(demo.path("overdue"))["逾期单"], "序号")
    assert [(row["借阅人"], row["书名"], row["应还日期"]) for row in rows] == [
        (facts.name(each["member"]), facts.by_id[each["book"]]["title"], each["due_on"]) for each in late
    ]
    assert len(late) == 1


@pytest.mark.parametrize(("name", "day"), [("sign_in-committee", "2025-01-09"), ("sign_in-all", "2025-11-07")])
def test_whoever_is_on_the_roll_signs(demo: SampleYear, facts: Facts, name: str, day: str) -> None:
    session = facts.session(day)
    (rows,) = sheets(demo.path(name)).values()
    signers = body(rows, "序号")
    roll = facts.of("attendance", "session", session["id"])
    told = {}
    for each in roll:
        member = facts.by_id[each["member"]]
        section = facts.section_on(each["member"], day)
        remark = {"○": "请假", "×": "缺席", "△": "迟到", "◇": "早退", "列": "列席"}.get(
            facts.mark(session, each["member"])[:1], ""
        )
        if each.get("remark"):
            remark += f"（{each['remark']}）"
        told[member["name"], "" if section == "/" else section] = (member["title"], "", remark)
    assert {(row["姓名"], row["科室"]): (row["职务"], row["签名"], row["备注"]) for row in signers} == told
    marks = Counter(mark[0] for mark in facts.marks(session))
    assert [row[0] for row in rows if row[0]][-1] == (
        f"应到：{facts.expected(session)} 人　实到：{facts.came(session)} 人　请假：{marks['○']} 人　缺席：{marks['×']} 人"
    )

"""Old records in, over a real server: every error of a file is found, the good rows go in, all of it comes back out, sync carries it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device
from tests.cli.test_handover import app
from tui.documents.incoming import taking
from tui.documents.incoming.files import SORTS

PEOPLE, BOOKS = 200, 2000


def roster_file(path: Path) -> dict[int, str]:
    """A roster of 200 with errors in it; returns the rows that are wrong, and why."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某县政府办公室职工花名册"])
    sheet.append(["序号", "姓 名*", "所在科室", "现任职务", "政治面貌", "到岗日期", "身份证号码"])
    wrong = {}
    for number in range(PEOPLE):
        spelled = ("2011年3月5日", "2011/3/5", "２０１１－３－５")[number % 3]
        row: list[Any] = [number + 1, f"职工{number:03}", f"第{number % 6}科", "科员", "中共党员", spelled, None]
        match number:
            case 20:
                row[1], wrong[number + 3] = None, "no_name"
            case 40:
                row[4], wrong[number + 3] = "火星人", "no_choice"
            case 60:
                row[5], wrong[number + 3] = "2011年2月30日", "no_date"
            case 80:
                row[1], row[2], wrong[number + 3] = "职工007", "第1科", "twice"
            case 100:
                row[3], wrong[number + 3] = "530102199001011234", "id_number"
            case 120:
                row[1], wrong[number + 3] = "长" * 41, "no_value"
        sheet.append(row)
    book.save(path)
    return wrong


def books_file(path: Path) -> dict[int, str]:
    """Two thousand books as Excel in China writes CSV, with errors in them."""
    lines, wrong = ["书名,作者,出版社,ISBN,索书号,册数,推荐人"], {}
    for number in range(BOOKS):
        row = [f"书名{number}", f"作者{number % 50}", "某出版社", "", f"A-{number:04}", f"{1 + number % 3}册", ""]
        match number:
            case 100:
                row[0], wrong[number + 2] = "", "no_title"
            case 200:
                row[3], wrong[number + 2] = "978-7-01-000000-1", "no_isbn"
            case 300:
                row[5], wrong[number + 2] = "几本", "no_number"
            case 400:
                row[4], wrong[number + 2] = "A-0003", "twice"
            case 500:
                row[6], wrong[number + 2] = "查无此人", "nobody"
        lines.append(",".join(row))
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return wrong


def refused(answer: dict[str, Any]) -> dict[int, str]:
    return {row["row"]: row["code"] for row in answer["rows"] if row["outcome"] == "refused"}


def test_a_roster_of_200_and_2000_books_go_in_come_back_out_and_sync_carries_both(
    branch: Branch, zhang: Device, li: Device, tmp_path: Path
) -> None:
    zhang.ok("sync")
    before = len(zhang.json("list", "member"))
    wrong = roster_file(tmp_path / "r.xlsx")
    dry = zhang.run("import", "roster", str(tmp_path / "r.xlsx"), "--dry-run", "--json")
    assert dry.code == 1, "there are errors in it"
    assert refused(dry.json) == wrong
    assert dry.json["counts"] == {"new": PEOPLE - len(wrong), "changed": 0, "same": 0, "refused": len(wrong)}
    assert dry.json["unused"] == ["身份证号码"]
    assert len(zhang.json("list", "member")) == before, "a dry run does nothing"
    zhang.run("import", "roster", str(tmp_path / "r.xlsx"), "--yes")
    assert len(zhang.json("list", "member")) == before + PEOPLE - len(wrong)
    assert len(zhang.json("list", "section")) >= 6
    again = zhang.run("import", "roster", str(tmp_path / "r.xlsx"), "--dry-run", "--json")
    assert again.json["counts"]["same"] == PEOPLE - len(wrong), "a second time there is nothing new"

    zhang.ok("sync")
    li.ok("sync")
    assert len(li.json("list", "member")) == before + PEOPLE - len(wrong)

    wrong = books_file(tmp_path / "b.csv")
    dry = zhang.run("import", "books", str(tmp_path / "b.csv"), "--dry-run", "--json")
    assert refused(dry.json) == wrong
    zhang.run("import", "books", str(tmp_path / "b.csv"), "--yes")
    zhang.ok("sync")
    li.ok("sync")
    assert len(li.json("list", "book")) == BOOKS - len(wrong)
    undone = zhang.json("import", "undo")
    assert (undone["deleted"], undone["left"]) == (BOOKS - len(wrong), [])
    zhang.ok("sync")
    li.ok("sync")
    assert li.json("list", "book") == []
    assert zhang.json("parked") == []
    assert zhang.refused(1, "import", "undo")["code"] == "no_import"


def test_undo_leaves_what_somebody_wrote_in_since(zhang: Device, li: Device, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("书名,册数\n甲,1\n乙,1\n", "utf-8")
    zhang.ok("import", "books", str(path), "--yes")
    [book] = [each for each in zhang.json("list", "book") if each["fields"]["title"] == "甲"]
    zhang.ok("edit", book["id"], "copies=5")
    done = zhang.json("import", "undo")
    assert done["deleted"] == 1
    assert done["left"] == [[book["id"], "changed"]]
    assert [each["fields"]["title"] for each in zhang.json("list", "book")] == ["甲"]


def test_undo_leaves_what_other_records_rest_on_since(zhang: Device, tmp_path: Path) -> None:
    zhang.ok("sync")
    path = tmp_path / "s.csv"
    path.write_text("日期,形式,起止时间,主题,参加人员\n2011-03-05,集中学习,9:00-11:00,学习一,张三\n", "utf-8")
    zhang.ok("import", "sessions", str(path), "--yes")
    [held] = zhang.json("list", "session")
    zhang.ok("new", "minute", f"session={held['id']}", "entry=discussion", "text=后来写的")
    done = zhang.json("import", "undo")
    assert done["deleted"] == 0
    assert {each[1] for each in done["left"]} == {"in_use"}
    assert [each["id"] for each in zhang.json("list", "session")] == [held["id"]]
    assert len(zhang.json("list", "attendance")) == 1, "its roll goes with it"


def test_two_rows_of_one_book_by_different_numbers_are_one_book(zhang: Device, tmp_path: Path) -> None:
    zhang.ok("new", "book", "title=甲书", "isbn=978-7-115-16267-0", "call_number=A-001", "copies=1")
    path = tmp_path / "b.csv"
    path.write_text("书名,ISBN,索书号,册数\n甲书,978-7-115-16267-0,,2\n甲书,,A-001,3\n", "utf-8")
    dry = zhang.run("import", "books", str(path), "--dry-run", "--json").json
    assert refused(dry) == {3: "twice"}
    zhang.run("import", "books", str(path), "--yes")
    assert [each["fields"]["copies"] for each in zhang.json("list", "book")] == [2]


def test_a_refused_row_stands_in_no_other_rows_way(zhang: Device, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("姓名,科室,身份\n丁二,综合科,外星人\n丁二,综合科,群众\n", "utf-8")
    dry = zhang.run("import", "roster", str(path), "--dry-run", "--json").json
    assert [row["outcome"] for row in dry["rows"]] == ["refused", "new"]


def test_a_changed_row_says_what_changes_and_undo_puts_it_back(zhang: Device, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("书名,作者,册数\n甲,某人,1\n", "utf-8")
    zhang.ok("import", "books", str(path), "--yes")
    path.write_text("书名,作者,册数\n甲,某人,3\n", "utf-8")
    said = zhang.ok("import", "books", str(path), "--dry-run")
    assert "册数：1 → 3" in said
    zhang.ok("import", "books", str(path), "--yes")
    assert [each["fields"]["copies"] for each in zhang.json("list", "book")] == [3]
    assert zhang.json("import", "undo")["put_back"] == 1
    assert [each["fields"]["copies"] for each in zhang.json("list", "book")] == [1]


def test_past_sessions_come_with_their_roll_and_are_held(zhang: Device, tmp_path: Path) -> None:
    zhang.ok("sync")
    path = tmp_path / "s.csv"
    lines = [
        "日期\t形式\t主题\t起止时间\t地点\t主持人\t参加人员\t请假\t应到\t实到\t内容",
        "2011年3月5日\t集中学习\t学习一\t9:00-11:00\t会议室\t张三\t张三\t李四\t\t1\t传达文件精神",
        "2011/4/5\t交流讨论\t交流一\t\t\t\t\t\t12\t11\t",
        "2011.5.6\t支委会\t研究\t下午2点半至4点\t\t无名\t\t\t\t\t",
        "2011年6月7日\t集中学习\t学习二\t9:00-11:00\t\t\t张三、李四\t\t\t3\t",
        "2031年6月7日\t集中学习\t学习三\t9:00-11:00\t\t\t\t\t\t\t",
    ]
    path.write_text("\n".join(lines), "utf-8")
    dry = zhang.run("import", "sessions", str(path), "--dry-run", "--json").json
    assert refused(dry) == {3: "without_time", 4: "nobody", 5: "other_number", 6: "in_future"}
    zhang.run("import", "sessions", str(path), "--time", "14:30", "--yes")
    first, second = sorted(zhang.json("list", "session"), key=lambda each: str(each["fields"]["start"]))
    assert (first["fields"]["start"], first["fields"]["end"], first["state"]) == (
        "2011-03-05T09:00",
        "2011-03-05T11:00",
        "writing",
    )
    roll = {each["fields"]["status"] for each in zhang.json("list", "attendance")}
    assert roll == {"present", "leave"}
    assert second["fields"]["start"] == "2011-04-05T14:30"
    texts = {each["fields"]["text"] for each in zhang.json("list", "minute")}
    assert texts == {"传达文件精神", "原表所记：应到 12 人，实到 11 人。"}
    assert zhang.json("year", "2011", "--figure", "held")["value"] == 2
    assert zhang.json("import", "undo")["deleted"] == 6
    assert zhang.json("list", "session") == []


def test_each_row_a_member_may_not_take_in_says_who_may(li: Device, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("书名\n甲\n", "utf-8")
    dry = li.run("import", "books", str(path), "--dry-run", "--json")
    assert refused(dry.json) == {2: "not_allowed"}
    assert "书屋管理员" in dry.json["rows"][0]["why"]
    assert li.run("import", "books", str(path), "--yes").code == 1
    assert li.json("list", "book") == []


@pytest.mark.parametrize("what", list(SORTS))
def test_a_template_is_a_file_that_goes_in(zhang: Device, tmp_path: Path, what: str) -> None:
    path = tmp_path / "空表.xlsx"
    zhang.ok("import", what, "--template", str(path))
    answer = zhang.run("import", what, str(path), "--dry-run", "--json").json
    assert len(answer["rows"]) == 1
    assert zhang.refused(1, "import", what, "--template", str(path))["code"] == "file_exists"


def test_an_app_that_holds_the_folder_takes_the_import_in_and_its_undo_takes_it_back(tmp_path: Path) -> None:
    with open_workplace(tmp_path / "home") as place:
        place.start_alone("测试支部")
    device = Device(tmp_path / "home")
    path = tmp_path / "b.csv"
    path.write_text("书名\n甲\n乙\n", "utf-8")
    with app(device) as place:
        device.ok("import", "books", str(path), "--yes")
        assert place.repository.count("book") == 2
        assert taking.is_newest(place.desk), "undo in the app means the import"
        assert device.json("import", "undo")["deleted"] == 2
        assert place.repository.count("book") == 0
        assert place.desk.last == [], "and does not offer it again"


def test_text_from_the_net_is_cleaned_from_a_pipe_and_what_would_change_is_listed(tmp_path: Path) -> None:
    device = Device(tmp_path / "home")
    pasted = "　　會(huì)议２０１１年,好\r\n第二行\u200b"
    ran = device.run("clean", typed=pasted.encode())
    assert (ran.code, ran.out) == (0, "　　會议2011年，好\n第二行")
    path = tmp_path / "文.txt"
    path.write_bytes(pasted.encode())
    lines = device.ok("clean", str(path), "--show").splitlines()
    assert len(lines) == 5
    assert "第1行  拼音残留" in lines[0]
    assert "<零宽> -> 删去" in lines[-1]
    assert [each["why"] for each in device.json("clean", str(path), "--show")["changes"]] == [
        "pinyin", "width", "width", "line_breaks", "invisible",
    ]  # fmt: skip
    assert path.read_bytes() == pasted.encode(), "the file itself stays"
    assert device.ok("clean", "--show", typed="干净。".encode()) == "没有要清理的地方。"
    path.write_bytes("會(hui)议".encode("gb18030"))
    assert device.ok("clean", str(path)) == "會议"

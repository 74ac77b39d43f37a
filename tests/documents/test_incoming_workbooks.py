"""Workbooks as offices keep them: merged, filtered, hidden, locked, with formulas, from old Macs; each is read as one sees it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from tui.documents.incoming import reading
from tui.documents.incoming.columns import entries
from tui.documents.incoming.files import as_plain, from_plain
from tui.documents.incoming.grids import MOST_ROWS, Unreadable, read
from tui.documents.incoming.workbook import UNREAD_FORMULA

HEADINGS = {"name": ("姓名",), "section": ("科室",), "from": ("到岗日期",)}


def saved(book: Workbook, folder: Path) -> Path:
    path = folder / "表.xlsx"
    book.save(path)
    return path


def filled(*rows: list[object]) -> Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return book


def names(path: Path) -> list[dict[str, str]]:
    return [dict(each.fields) for each in entries(read(path), HEADINGS, ("name",)).entries]


def test_cells_merged_downwards_count_for_each_row(tmp_path: Path) -> None:
    book = filled(
        ["花名册"], [], ["姓名", "科室"], ["张三", "综合科"], ["李四", None], [None, None], ["王五", "秘书科"]
    )
    assert book.active is not None
    book.active.merge_cells("A1:B2")
    book.active.merge_cells("B4:B6")
    found = entries(read(saved(book, tmp_path)), HEADINGS, ("name",))
    assert [(each.number, dict(each.fields)) for each in found.entries] == [
        (4, {"name": "张三", "section": "综合科"}),
        (5, {"name": "李四", "section": "综合科"}),
        (7, {"name": "王五", "section": "秘书科"}),
    ]
    assert found.merged


def test_rows_a_filter_hides_are_left_out_and_counted(tmp_path: Path) -> None:
    book = filled(["姓名"], ["张三"], ["李四"], ["王五"])
    assert book.active is not None
    book.active.row_dimensions[3].hidden = True
    hidden = book.create_sheet("旧")
    hidden.append(["姓名"])
    hidden.append(["赵六"])
    hidden.sheet_state = "hidden"
    found = entries(read(saved(book, tmp_path)), HEADINGS, ("name",))
    assert [each["name"] for each in found.entries] == ["张三", "王五"]
    assert found.hidden == 1


def test_a_formula_nobody_reckoned_out_is_no_empty_cell(tmp_path: Path) -> None:
    path = saved(filled(["姓名", "到岗日期"], ["张三", "=DATE(2011,3,5)"], ["=A2", None]), tmp_path)
    assert names(path) == [{"name": "张三", "from": UNREAD_FORMULA}, {"name": UNREAD_FORMULA}]


def test_days_of_an_old_mac_are_the_days_they_were(tmp_path: Path) -> None:
    book = filled(["姓名", "到岗日期"], ["张三", 40607 - 1462], ["李四", dt.date(2011, 3, 5)])
    book.epoch = CALENDAR_MAC_1904
    path = saved(book, tmp_path)
    assert [reading.day(each["from"]) for each in names(path)] == ["2011-03-05", "2011-03-05"]
    again = entries(from_plain(as_plain(read(path))), HEADINGS, ("name",))
    assert [each["from"] for each in again.entries] == [each["from"] for each in names(path)], "handed over, too"


def test_times_are_rounded_to_the_minute(tmp_path: Path) -> None:
    path = saved(
        filled(["姓名", "到岗日期"], ["甲", dt.time(8, 59, 59)], ["乙", dt.timedelta(hours=26, minutes=30)]), tmp_path
    )
    assert [each["from"] for each in names(path)] == ["09:00", "26:30"]


def test_a_sheet_formatted_to_its_end_has_no_more_rows_than_it_holds(tmp_path: Path) -> None:
    book = filled(["姓名"], ["张三"])
    assert book.active is not None
    book.active.cell(MOST_ROWS + 5000, 3).fill = PatternFill("solid", fgColor="FFFF00")
    assert names(saved(book, tmp_path)) == [{"name": "张三"}]


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    whole = saved(filled(["姓名", "科室"], ["张三", "综合科"]), tmp_path)
    lying = tmp_path / "导出.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(lying, "w") as target:
        for each in source.infolist():
            content = source.read(each)
            if each.filename.endswith("sheet1.xml"):
                assert b'ref="A1:B2"' in content
                content = content.replace(b'ref="A1:B2"', b'ref="A1"')
            target.writestr(each, content)
    assert names(lying) == [{"name": "张三", "section": "综合科"}]


def test_headings_of_two_lines_are_no_person(tmp_path: Path) -> None:
    book = filled(["姓名", "科室", "其他"], [None, None, "电话"], ["张三", "综合科", "1"])
    assert book.active is not None
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:B2")
    assert names(saved(book, tmp_path)) == [{"name": "张三", "section": "综合科"}]


def zipped(name: str, content: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "open_document"),
        (zipped("xl/workbook.bin"), "binary_workbook"),
        (zipped("word/document.xml"), "word_document"),
        (zipped("xl/workbook.xml", b"<broken"), "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\xef\xbb\xbf\r\n<html><table>", "web_page"),
        ('书名,作者\n"甲,乙\n丙,丁\n'.encode(), "open_quote"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as raised:
        read(path)
    assert raised.value.code == code


def test_csv_keeps_quotes_line_breaks_and_numbers_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('书名,作者,书号\n"甲\n""上册""","某,人",="9787010000008"\n5"软盘,己,\n', "utf-8")
    [grid] = read(path)
    assert [row.cells for row in grid.rows] == [
        ("书名", "作者", "书号"),
        ('甲\n"上册"', "某,人", "9787010000008"),
        ('5"软盘', "己", ""),
    ]

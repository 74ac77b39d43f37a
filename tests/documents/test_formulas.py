"""No text of a record is ever run by a spreadsheet: not in the file, and not in the CSV somebody saves from it by hand."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.documents.workbooks import opened
from tui.documents.cleaning import risky, spreadsheet_cell
from tui.documents.rendering import render
from tui.documents.sheets import Column, Line, Sheet, Workbook

DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1,1)",
    "﹦1+1",
    " =1+1",
    "\u3000=1+1",
    "\n=1+1",
    "\u200b=1+1",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "=cmd|'/c calc'!A0",
)
"""Texts that some spreadsheet runs, or would after dropping what stands before the sign."""

HARMLESS = ("学习1", "1+1=2", "3-5", "—", "", "'引号", "a=b", "（=）", "001", "2025-03-05", "1e5")


def workbook(*texts: str) -> Workbook:
    lines = tuple(Line((text, number)) for number, text in enumerate(texts))
    columns = (Column("内容", 20, align="left"), Column("数", 6, "count"))
    return Workbook("x", (Sheet("表", "=标题", columns, lines, above=("@注",)),))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_would_be_run_gets_a_sign_that_stays(text: str) -> None:
    assert risky(text)
    assert spreadsheet_cell(text).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert not risky(text)
    assert spreadsheet_cell(text) == text


def test_the_file_holds_no_formula_and_every_risky_text_stays_a_text_when_edited() -> None:
    page = opened(workbook(*DANGEROUS, *HARMLESS))["表"]
    cells = [cell for line in page.iter_rows() for cell in line if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert page["A1"].value == "'=标题"
    assert page["A2"].value == "'@注"
    found = [page.cell(4 + n, 1) for n in range(len(DANGEROUS))]
    assert all(cell.quotePrefix for cell in found)
    assert all(str(cell.value).startswith("'") for cell in found)
    assert not any(page.cell(4 + len(DANGEROUS) + n, 1).quotePrefix for n in range(len(HARMLESS)))
    assert page["B4"].value == 0
    assert page["B4"].data_type == "n"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_nothing_is_run_after_a_round_trip_over_csv(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(render(workbook(*DANGEROUS)))
    convert(tmp_path, "a.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = [line[0] for line in csv.reader(file) if line]
    assert len(rows) == len(DANGEROUS) + 3
    assert [text for text in rows if risky(text)] == []
    # 13th token: evaluate formulas, the most trusting way to open the file.
    convert(
        tmp_path,
        "a.csv",
        "xlsx",
        "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true",
    )
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    found = [cell for line in page.iter_rows(max_col=1) for cell in line if cell.value is not None]
    assert [cell.value for cell in found if cell.data_type == "f"] == []
    assert len([cell for cell in found if str(cell.value).startswith("'")]) == len(DANGEROUS) + 2


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_without_the_sign_the_round_trip_would_have_run_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("=1+1\n", "utf-8")
    convert(
        tmp_path,
        "a.csv",
        "xlsx",
        "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true",
    )
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].data_type == "f"


def convert(folder: Path, name: str, to: str, *more: str) -> None:
    """What somebody does who saves the file as another kind, with a profile of the test's own."""
    profile = (folder / "profile").as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", *more, "--convert-to", to, "--outdir", folder]
    subprocess.run([*map(str, words), str(folder / name)], check=True, capture_output=True, timeout=300)


def test_a_text_a_cell_has_no_room_for_says_that_it_goes_on() -> None:
    [sheet] = opened(workbook("学" * 40_000)).worksheets
    held = next(str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("学学"))
    assert held.endswith("……（此格已满，后面还有 8000 字，见原记录）")
    assert len(held) < 32_767

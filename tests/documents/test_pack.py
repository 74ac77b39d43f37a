"""The inspection pack: everything of a year that may be shown, a catalogue that lists every file, and checksums that hold."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.problems import InTheWay
from tests.documents.branch import YEAR, small_year
from tests.documents.small import SmallBuilders
from tests.screens.stage import alone, joined
from tui.documents import kinds
from tui.documents.contents import GROUPS, contents
from tui.documents.exporting import Manner, Stopped
from tui.documents.kinds import DOCUMENTS
from tui.documents.office import Office
from tui.documents.pack import pack

pytestmark = pytest.mark.usefixtures("small")

NAME = f"{YEAR}年度学习检查包.zip"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the small year, made once: thirty documents take some seconds."""
    root = tmp_path_factory.mktemp("pack")
    with pytest.MonkeyPatch.context() as small, alone(root / "home") as place:
        small.setattr(kinds, "import_module", SmallBuilders)
        small_year(place)
        found = pack(Office(place, YEAR), root / "out")
    assert found.path == root / "out" / NAME
    return found.path


@pytest.fixture
def packed(made: Path, tmp_path: Path) -> Path:
    """A copy of it in a folder of the test's own."""
    (tmp_path / "out").mkdir()
    return Path(shutil.copy(made, tmp_path / "out" / NAME))


def catalogue(archive: zipfile.ZipFile) -> list[list[Any]]:
    """The lines of the catalogue, headings first."""
    book = openpyxl.load_workbook(io.BytesIO(archive.read("归档文件目录.xlsx")))
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    first = next(number for number, row in enumerate(rows) if row[0] == "件号")
    return [row for row in rows[first:] if row[0] == "件号" or str(row[0]).isdigit()]


def test_every_document_has_its_folder() -> None:
    assert sorted(each for _, ids in GROUPS for each in ids) == sorted(DOCUMENTS)


def test_the_pack_holds_everything_of_the_year_in_numbered_folders(packed: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert all(each.flag_bits & 0x800 for each in archive.infolist() if not each.filename.isascii())
    assert len(names) == len(set(names))
    counts: dict[str, int] = {}
    for name in names:
        folder = name.partition("/")[0] if "/" in name else ""
        counts[folder] = counts.get(folder, 0) + 1
    assert counts.pop("") == 2
    assert counts.pop("02 计划与总结") in range(2, 6), "the quarters that have begun, and the summary; there is no plan"
    assert counts == {
        "01 制度文件": 1,
        "03 会议": 6,
        "04 台账与统计": 3,
        "05 个人学习档案": 4,
        "06 心得体会": 1,
        "07 学习情况考核": 4,
        "08 职工书屋": 3,
        "09 学习日历": 1,
    }


def test_the_catalogue_lists_every_file_with_its_pages(packed: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        names, rows = archive.namelist(), catalogue(archive)
    assert rows[0] == ["件号", "文号", "责任者", "题名", "日期", "页数", "保管期限", "备注", "文件"]
    lines = rows[1:]
    assert sorted(str(row[8]) for row in lines) == sorted(names)
    assert [row[0] for row in lines] == list(range(1, len(lines) + 1))
    by_path = {str(row[8]): row for row in lines}
    rule = by_path["01 制度文件/学习文件.docx"]
    assert (rule[1], rule[2], str(rule[4])[:10], rule[5], rule[6]) == (
        "办发〔2026〕1号",
        "测试支部",
        "2026-01-08",
        1,
        "待补",
    )
    assert by_path["06 心得体会/学习文件.docx"][2] == "李四"
    assert by_path["05 个人学习档案/学习文件.docx"][2] == "张三"
    assert by_path["03 会议/学习文件（2）.docx"][4] is not None
    assert by_path["04 台账与统计/2026年 hours.xlsx"][5] == "2 张表"
    assert by_path["09 学习日历/日历.ics"][5] == "/"


def test_pages_in_the_catalogue_are_those_of_the_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "import_module", lambda name: SmallBuilders(name, pages=3))
    with alone(tmp_path / "home") as place:
        small_year(place, 1)
        found = pack(Office(place, YEAR), tmp_path / "out").path
    assert found is not None
    with zipfile.ZipFile(found) as archive:
        rows = catalogue(archive)
    assert {row[5] for row in rows if str(row[8]).startswith("03 会议") and str(row[8]).endswith(".docx")} == {3}


def test_unpacked_by_other_programs_every_checksum_holds(packed: Path, tmp_path: Path) -> None:
    for program in ("unzip", "sha256sum"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    there = tmp_path / "there"
    there.mkdir()
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(["unzip", "-q", str(packed)], cwd=there, env=environ, check=True, capture_output=True)
    ran = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=there,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    files = [each for each in there.rglob("*") if each.is_file()]
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(ran.stdout.splitlines()) == len(files) - 1, "every file but the list itself"
    assert all(os.access(each, os.R_OK) and each.stat().st_mode & 0o444 == 0o444 for each in files)


def test_a_pack_is_never_overwritten_unasked_and_stopping_leaves_nothing(packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    steps: list[int] = []
    with alone(tmp_path / "other") as place:
        small_year(place)
        office = Office(place, YEAR)
        with pytest.raises(InTheWay) as refused:
            pack(office, packed.parent)
        assert refused.value.reason == "export_exists"
        manner = Manner(
            lambda path: "replace", progress=lambda n, of, what: steps.append(n), stopped=lambda: len(steps) > 4
        )
        with pytest.raises(Stopped):
            pack(office, packed.parent, manner)
        assert packed.read_bytes() == before
        both = pack(office, packed.parent, Manner(lambda path: "keep_both"))
    assert steps == [0, 1, 2, 3, 4]
    assert both.path == packed.with_name(f"{YEAR}年度学习检查包（2）.zip")
    assert len(list(packed.parent.iterdir())) == 2


def test_a_member_gets_no_pack_and_of_all_only_what_is_theirs_to_read(tmp_path: Path) -> None:
    with joined(tmp_path / "home") as place:
        office = Office(place, YEAR)
        with pytest.raises(InTheWay) as refused:
            pack(office, tmp_path / "out")
        assert refused.value.reason == "export_refused"
        inside = contents(office, "zh")
    assert not (tmp_path / "out").exists()
    assert {each.kind.id for each in inside.wanted} >= {"books", "overdue", "calendar"}
    assert not {each.kind.id for each in inside.wanted} & {"ledger", "hours", "summary", "quarter"}
    others = [each for each in inside.wanted if each.kind.about == "person"]
    assert {each.subject.record.get("name") for each in others if each.subject.record} <= {"王五"}
    assert any("学习台账 1" in words and "学习秘书" in words for words in inside.left_out)

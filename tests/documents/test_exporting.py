"""Documents on their way to files: names, language, what stands in the way, and stopping."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from sync.problems import InTheWay
from tests.documents.branch import YEAR, small_year
from tests.documents.small import ABOUT_ALL
from tests.screens.stage import alone, joined
from tui import i18n
from tui.documents.exporting import Manner, Stopped, Wanted, content, export
from tui.documents.kinds import DOCUMENTS, Subject
from tui.documents.landing import Existing
from tui.documents.office import Office
from tui.documents.sheets import Column, Line, Sheet, Workbook
from tui.documents.subjects import subjects

pytestmark = pytest.mark.usefixtures("small")


def minutes(office: Office) -> list[Wanted]:
    """The minutes of every session."""
    return [Wanted(DOCUMENTS["minutes"], each) for each in subjects(office, DOCUMENTS["minutes"])]


def text_of(path: Path) -> str:
    """The words of a Word file."""
    return "\n".join(each.text for each in docx.Document(str(path)).paragraphs)


def test_documents_of_one_name_stand_side_by_side_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with alone(tmp_path / "home") as place:
        small_year(place)
        office = Office(place, YEAR)
        manner = Manner(progress=lambda *step: told.append(step))
        found = export(office, minutes(office), tmp_path / "out", manner)
    names = [f"{ABOUT_ALL}.docx", f"{ABOUT_ALL}（2）.docx", f"{ABOUT_ALL}（3）.docx"]
    assert [each.path for each in found] == [tmp_path / "out" / name for name in names]
    assert "2026-02-05 核心价值观学习" in text_of(tmp_path / "out" / names[1])
    assert [step[:2] for step in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert told[0][2] == "会议记录 2026-01-05 核心价值观学习"


def test_documents_are_chinese_whatever_the_screen_speaks_unless_asked_for(tmp_path: Path) -> None:
    i18n.set_language("en")
    with alone(tmp_path / "home") as place:
        small_year(place, 1)
        office = Office(place, YEAR)
        export(office, minutes(office), tmp_path / "zh")
        export(office, minutes(office), tmp_path / "en", Manner(language="en"))
    assert "待补" in text_of(tmp_path / "zh" / f"{ABOUT_ALL}.docx")
    assert "待补" not in text_of(tmp_path / "en" / f"{ABOUT_ALL}.docx")


def test_a_file_in_the_way_is_asked_about_and_never_overwritten_unasked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked: list[Path] = []
    with alone(tmp_path / "home") as place:
        small_year(place, 1)
        office = Office(place, YEAR)
        export(office, minutes(office), out)
        (out / f"{ABOUT_ALL}.docx").write_bytes(b"mine")
        with pytest.raises(InTheWay) as refused:
            export(office, minutes(office), out)
        assert refused.value.reason == "export_exists"

        def skip(path: Path) -> Existing:
            asked.append(path)
            return "skip"

        assert export(office, minutes(office), out, Manner(existing=skip))[0].path is None
        assert asked == [out / f"{ABOUT_ALL}.docx"]
        assert (out / f"{ABOUT_ALL}.docx").read_bytes() == b"mine"
        both = export(office, minutes(office), out, Manner(existing=lambda path: "keep_both"))
        assert both[0].path == out / f"{ABOUT_ALL}（2）.docx"
        export(office, minutes(office), out, Manner(existing=lambda path: "replace"))
    assert "核心价值观学习" in text_of(out / f"{ABOUT_ALL}.docx")
    assert len(list(out.iterdir())) == 2


def test_stopping_keeps_what_is_done_and_leaves_no_half_file(tmp_path: Path) -> None:
    done: list[int] = []
    with alone(tmp_path / "home") as place:
        small_year(place)
        office = Office(place, YEAR)
        manner = Manner(progress=lambda n, of, what: done.append(n), stopped=lambda: len(done) == 2)
        with pytest.raises(Stopped):
            export(office, minutes(office), tmp_path / "out", manner)
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [f"{ABOUT_ALL}.docx", f"{ABOUT_ALL}（2）.docx"]


def test_what_a_person_may_not_have_is_refused_with_the_reason(tmp_path: Path) -> None:
    with joined(tmp_path / "home") as place, pytest.raises(InTheWay) as refused:
        export(Office(place, YEAR), [Wanted(DOCUMENTS["ledger"], Subject())], tmp_path / "out")
    assert refused.value.reason == "export_refused"
    assert "学习秘书" in str(refused.value.params["why"])
    assert not list((tmp_path / "out").glob("*"))


def test_a_long_workbook_says_how_far_it_is_and_stops_on_the_way() -> None:
    lines = tuple(Line((number, f"第{number}行")) for number in range(2500))
    long = Workbook("长表", (Sheet("表", "长表", (Column("号", format="count"), Column("说明")), lines),))
    told: list[str] = []
    content(long, heard=Manner(progress=lambda done, of, what: told.append(what)).within(0, 2, "长表"))
    assert told == ["长表 40%", "长表 80%"]
    with pytest.raises(Stopped):
        content(long, heard=Manner(stopped=lambda: True).within(0, 2, "长表"))

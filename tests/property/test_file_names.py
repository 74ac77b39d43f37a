"""Whatever a title holds, its file name is one every system takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.documents.naming import LONGEST, file_name, known, safe

ENDINGS = st.sampled_from(["docx", "xlsx", "ics", "zip"])
DEVICES = st.sampled_from(["CON", "nul", "Com1", "lpt9", "AUX.txt", "con .x", "COM¹", "prn.", " con"])
TITLES = st.one_of(st.text(), st.text(alphabet='学习台账 ./\\:?*"<>|🎉👩‍👧\u0301\x00\u202eA', max_size=300), DEVICES)


@given(TITLES, ENDINGS)
def test_a_name_is_one_every_system_takes(title: str, ending: str) -> None:
    name = file_name(title, ending)
    stem = name.removesuffix(f".{ending}")
    assert not set(name) & set('\\/:*?"<>|')
    assert not [c for c in name if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert stem
    assert stem == stem.strip(" .")
    assert len(name.encode()) <= LONGEST
    assert unicodedata.normalize("NFC", name) == name
    device = name.partition(".")[0].strip().casefold()
    assert device not in {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{each}{n}" for each in ("com", "lpt") for n in "123456789¹²³"),
    }
    assert file_name(stem, ending) == name, "a safe name is left as it is"


@given(st.lists(TITLES, min_size=2, max_size=12), ENDINGS)
def test_no_two_files_of_one_export_share_a_name(titles: list[str], ending: str) -> None:
    taken: set[str] = set()
    for title in titles:
        name = file_name(title, ending, taken)
        assert known(name) not in taken
        assert len(name.encode()) <= LONGEST
        taken.add(known(name))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2025年度学习台账", "2025年度学习台账.docx"),
        ("2025-03-05 集中学习 会议记录", "2025-03-05 集中学习 会议记录.docx"),
        ("学习“两会”：怎么看/怎么办？", "学习“两会”：怎么看／怎么办？.docx"),
        ("a:b", "a：b.docx"),
        ("第一行\n第二行\t。", "第一行 第二行 。.docx"),
        ("...", "文件.docx"),
        ("", "文件.docx"),
        ("../../etc/passwd", "／..／etc／passwd.docx"),
        ("nul", "_nul.docx"),
        ("e\u0301tude", "étude.docx"),
        ("\u202egnp.docx", "gnp.docx.docx"),
    ],
)
def test_a_name_reads_as_its_title(title: str, name: str) -> None:
    assert file_name(title, "docx") == name


def test_a_second_and_a_third_of_the_same_name_are_numbered() -> None:
    taken = {known("心得.docx"), known("心得（2）.docx")}
    assert file_name("心得", "docx", taken) == "心得（3）.docx"
    assert file_name("ABC", "docx", {known("abc.docx")}) == "ABC（2）.docx"


def test_a_long_name_is_cut_between_signs() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    assert safe("学" * 60 + family, 190) == "学" * 60, "25 bytes of a family do not fit into 10"
    assert safe("学" * 60 + family, 205) == "学" * 60 + family
    assert safe("学" * 5 + "🇨🇳", 20) == "学" * 5
    assert len(file_name("学" * 100, "xlsx").encode()) in range(LONGEST - 2, LONGEST + 1)

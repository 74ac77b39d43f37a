"""Cells as offices write them: dates, times, numbers, names; files as offices save them; text from the net made clean."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.documents.incoming import paste, reading
from tui.documents.incoming.columns import entries
from tui.documents.incoming.files import as_plain
from tui.documents.incoming.grids import Unreadable, read
from tui.documents.incoming.judging import NotSo


@pytest.mark.parametrize(
    "written",
    [
        "2011年3月5日", "2011年03月05日", "2011/3/5", "2011-3-5", "2011.3.5", "20110305", "２０１１年３月５日", "２０１１／３／５",
        "2011 年 3 月 5 日", "2011年3月5日（星期六）", "2011年3月5日 周六", "二〇一一年三月五日", "40607",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    assert reading.day(written) == "2011-03-05"


@pytest.mark.parametrize("written", ["", "3月5日", "2011-13-01", "2011年2月30日", "去年春天", "11/3/5", "123456"])
def test_what_is_no_date_is_refused_and_never_guessed(written: str) -> None:
    with pytest.raises(NotSo):
        reading.day(written)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2060, 12, 31)))
def test_every_day_comes_back_from_every_spelling(day: dt.date) -> None:
    wide = str.maketrans("0123456789/", "０１２３４５６７８９／")
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}/{day.month}/{day.day}".translate(wide),
        str((day - reading.EPOCH).days),
    ):
        assert reading.day(written) == day.isoformat()


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("9:00-11:00", ["09:00", "11:00"]),
        ("９：００—１１：３０", ["09:00", "11:30"]),
        ("上午9时", ["09:00"]),
        ("下午2点半至4点", ["14:30", "16:00"]),
        ("14:30", ["14:30"]),
        ("晚上7点", ["19:00"]),
        ("中午1点-2点", ["13:00", "14:00"]),
    ],
)
def test_times_of_day(written: str, times: list[str]) -> None:
    assert reading.clocks(written) == times


@pytest.mark.parametrize("written", ["", "上午", "25:00", "9:75", "开会", "晚上12点", "8:00-11:30至14:00"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(NotSo):
        reading.clocks(written)


def test_numbers_and_names() -> None:
    assert [reading.number(each) for each in ("3", "３册", "12 人", "4.0")] == [3, 3, 12, 4]
    for wrong in ("", "三", "-1", "1.5", "0"):
        with pytest.raises(NotSo):
            reading.number(wrong, least=1)
    assert reading.names("张三、李四，王五；赵六 钱七") == ["张三", "李四", "王五", "赵六", "钱七"]


# files

ROWS = [["姓名", "科室"], ["张三", "综合科"], ["李四", "秘书科"]]
CSV = "\n".join(",".join(row) for row in ROWS)


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode("gb18030"),
        CSV.encode("utf-8"),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.replace(",", "\t").encode(),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "，").encode(),
        CSV.replace("\n", "\r\n").encode("gb18030"),
    ],
)
def test_a_csv_file_is_read_in_whatever_encoding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(content)
    [grid] = read(path)
    assert [list(row.cells) for row in grid.rows] == ROWS
    assert [row.number for row in grid.rows] == [1, 2, 3]


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_workbook_is_read_below_its_title_with_dates_as_dates(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(
        workbook(
            ["2011年职工花名册"],
            ["序号", "姓 名*", "部门（科室）", "到岗日期", "电话"],
            [1, "张三", "综合科", dt.date(2011, 3, 5), 1390000],
            [],
            ["序号", "姓 名*", "部门（科室）", "到岗日期", "电话"],
            [2, "李四", "秘书科", "2011/3/6", None],
        )
    )
    found = entries(read(path), {"name": ("姓名",), "section": ("部门",), "from": ("到岗日期",)}, ("name",))
    assert [dict(each.fields) for each in found.entries] == [
        {"name": "张三", "section": "综合科", "from": "2011-03-05"},
        {"name": "李四", "section": "秘书科", "from": "2011/3/6"},
    ]
    assert [each.number for each in found.entries] == [3, 6]
    assert found.unused == ("电话",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0old", "old_workbook"),
        (b"PK\x03\x04broken", "not_a_workbook"),
        (b"\x00\x01\xff\xff\xfe", "not_text"),
        (b"\xff\xfea\x00b", "not_text"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as raised:
        read(path)
    assert raised.value.code == code


def test_a_sheet_without_the_headings_says_which_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(Unreadable, match="no_headings"):
        entries(read(path), {"name": ("姓名",)}, ("name",))


def test_no_id_number_is_handed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("姓名,身份证\n张三,530102199001011237\n李四,53010219900101123x\n", "utf-8")
    handed = repr(as_plain(read(path)))
    assert "199001" not in handed
    assert "张三" in handed


# text from the net


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        ("會(huì)议", "會议"),
        ("学习（xué xí）强国", "学习强国"),
        ("增长(zēng zhǎng)率（GDP）", "增长率（GDP）"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("２０１１年ＡＢＣ", "2011年ABC"),
        ("你好,世界!再见", "你好，世界！再见"),
        ("价格1,000元", "价格1,000元"),
        ("汉 字 之间", "汉字之间"),
        ("a b", "a b"),
        ("第一段\n\n\n\n第二段\r\n第三段", "第一段\n\n第二段\n第三段"),
        ("　　段首空两格", "　　段首空两格"),
        ("👨\u200d👩\u200d👧 一家", "👨\u200d👩\u200d👧 一家"),
        ("see (p. 3) for it", "see (p. 3) for it"),
        ("见附件(a)和选项(e)", "见附件(a)和选项(e)"),
        ("干净的文字。", "干净的文字。"),
        # As news pages come.
        ("\u00a0\u00a0\u00a0\u00a0新华社北京３月５日电", "　　新华社北京3月5日电"),
        ("要\u00a0学习\u00a0，要 落实。", "要学习，要落实。"),
        ("张三 李四 王五", "张三 李四 王五"),
        ("第一章　总则", "第一章　总则"),
        ("增长６．５％以上", "增长6.5%以上"),
        ("會 (huì) 议", "會议"),
        ("會（ㄏㄨㄟˋ）议", "會议"),
        ("参见(see)附件", "参见(see)附件"),
        ("(一)学习", "（一）学习"),
        ("中国(GDP是多少)吗", "中国（GDP是多少）吗"),
        ("\uf0b7\t第一条\n1.\t第二条", "• 第一条\n1. 第二条"),
        ("姓名\t科室", "姓名\t科室"),
        ("行尾空格 　\n下一行", "行尾空格\n下一行"),
        ("第一段\n\u00a0\n\u00a0\n第二段", "第一段\n\n第二段"),
        ("བོད་\u200bཡིག", "བོད་\u200bཡིག"),
        ("1\ufe0f\u20e3 ❤\ufe0f 🏳\ufe0f\u200d🌈", "1\ufe0f\u20e3 ❤\ufe0f 🏳\ufe0f\u200d🌈"),
        ("ئۇي\u200cغۇر", "ئۇي\u200cغۇر"),
        ("学习.强国.", "学习。强国。"),
        ("3.14", "3.14"),
    ],
)
def test_text_from_the_net_is_made_clean_and_clean_text_stays(pasted: str, clean: str) -> None:
    assert paste.cleaned(pasted) == clean


SCRAPS = st.sampled_from(
    ["學", "习", "(", ")", "huì", "hui", "（", "）", ",", "，", "!", ".", "\u200b", "\u200d", "\ufe0f", "👨", "བོད", "　", " ", "\u00a0", "\t",
     "\n", "\r", "\u2028", "２", "％", "．", "Ａ", "a", "1", "。", "\uf0b7", "《", "”"]
)  # fmt: skip
PASTED = st.lists(SCRAPS, max_size=40).map("".join)


@given(PASTED)
def test_cleaning_twice_changes_no_more_than_once(text: str) -> None:
    once = paste.cleaned(text)
    assert paste.changes(once) == []


@given(PASTED, st.data())
def test_whatever_is_chosen_no_change_touches_a_character_it_does_not_name(text: str, data: st.DataObject) -> None:
    found = paste.changes(text)
    assert all(text[each.at : each.at + len(each.before)] == each.before for each in found)
    assert all(first.at + len(first.before) <= second.at for first, second in itertools.pairwise(found))
    chosen = [each for each in found if data.draw(st.booleans())]
    expected, end = "", 0
    for each in chosen:
        expected += text[end : each.at] + each.after
        end = each.at + len(each.before)
    assert paste.cleaned(text, chosen) == expected + text[end:]
    assert paste.cleaned(text, []) == text


@given(PASTED, st.integers(min_value=0, max_value=40))
def test_the_cursor_stays_before_what_stood_behind_it(text: str, at: int) -> None:
    at, found = min(at, len(text)), paste.changes(text)
    if not any(each.at < at < each.at + len(each.before) for each in found):
        before = [each for each in found if each.at + len(each.before) <= at]
        assert paste.cleaned(text, found)[: paste.moved(at, found)] == paste.cleaned(text[:at], before)


def test_a_change_can_be_left_out() -> None:
    found = paste.changes("會(huì)议,好")
    assert [each.why for each in found] == ["pinyin", "width"]
    assert paste.cleaned("會(huì)议,好", found[:1]) == "會议,好"

"""Documents of the source year, read by a program that is not ours: its facts, and 待补 for all else; nothing that nobody knows is 0."""

from __future__ import annotations

import re

import pytest

from tests.documents.second_reader import body, paragraphs, sheets, tables, text_of
from tests.sample_years import SampleYear

UNKNOWN = "待补"

DOCUMENTS = (
    "香格里拉县政府办公室关于推进学习型党组织建设的实施方案",
    "推进学习型党组织建设学习管理制度",
    "香格里拉县政府办公室关于成立学习型党组织建设推进领导小组的通知",
)
TRACKS = {
    "政治理论": "社会主义核心价值体系；党的方针政策；形势教育",
    "业务能力": "行政能力；文秘基础知识",
}
SAID = (
    "看一本好书、增一份知识、写一份心得",
    "集中讨论、专题会议、学习先进事迹、职工书屋看书、业余自学、网络",
    "总结交流、点评考核",
    "学习情况作为工作考核的重要内容",
    "支部书记：总体建设活动的推进",
    "分管领导：分管科室学习创建活动",
    "学习秘书：领导小组办公室具体工作",
)
FIGURE = re.compile(r"^(.+?)：(.+)$")


def test_the_summary_states_the_facts_of_the_source(source: SampleYear) -> None:
    told = paragraphs(source.path("summary"))
    assert told[:2] == ["香格里拉县政府办公室支部", "2011年度学习总结"]
    assert "制度文件共3份：" in told
    for title in DOCUMENTS:
        assert any(f"《{title}》（文号：待补；印发日期：待补）" in line for line in told), title
    for track, topics in TRACKS.items():
        assert f"{track}：{topics}。" in told
    assert "开展学习活动11次，其中：集中学习5次、交流讨论5次、动员会1次。" in told
    assert any(line.startswith("学习目标：服务人民群众和服务领导的能力；办会、办文、办事质量；") for line in told)
    assert [line for line in told if line in SAID] == [*SAID[4:], *SAID[:4]]


def test_every_other_figure_of_the_summary_is_to_be_supplied(source: SampleYear) -> None:
    told = paragraphs(source.path("summary"))
    before = told[: told.index("附：数字出处")]
    figures: dict[str, str] = {}
    for line in before:
        if (
            line.endswith("。")
            and "：" in line
            and "《" not in line
            and not line.startswith((*TRACKS, "学习目标", "开展"))
        ):
            figures |= dict(part.split("：", 1) for part in line.rstrip("。").split("；") if "：" in part)
    assert figures.pop("待补的内容（处）") == str(len(source.figures["unknown"]))
    assert set(figures) >= {
        "应到（人次）", "实到（人次）", "参学率", "集中学习学时", "其他活动学时", "网络课程学时", "自学学时", "学时合计",
        "学时达标（人）", "心得（篇）", "完成的读书轮次", "书屋借阅（册次）", "完成的计划任务（项）", "公开发布的心得（篇）",
        "推荐学习（条）", "试行的改进（条）", "已固化的改进（条）",
    }  # fmt: skip
    assert set(figures.values()) == {UNKNOWN}, figures
    for what in ("做法和成效", "问题和原因", "打算"):
        assert f"{what}的文字说明：{UNKNOWN}" in told


def test_what_is_open_is_counted_only_where_its_day_is_known(source: SampleYear) -> None:
    (rows,) = tables(source.path("summary"))
    assert {row[0]: row[2:] for row in rows[1:]} == {
        "年度计划": ["1", "1"],
        "会议次数": [UNKNOWN, UNKNOWN],
        "学习活动": ["22", UNKNOWN],
    }


def test_every_figure_rests_on_records_that_are_named(source: SampleYear) -> None:
    told = paragraphs(source.path("summary"))
    sources = told[told.index("附：数字出处") :]
    for label in ("集中学习", "交流讨论"):
        start = next(n for n, line in enumerate(sources) if line.endswith(f"{label}：5"))
        assert sources[start + 1].split("；") == [f"{UNKNOWN} {label} {label} → 1 次"] * 5


def test_no_document_of_the_source_year_says_nought(source: SampleYear) -> None:
    for name, path in source.paths.items():
        for line in text_of(path).splitlines():
            cells = line.split("\t")
            assert "0" not in cells, (name, line)
            for cell in cells:
                assert not re.search(r"[：:] ?0(?![0-9.])|(?<![0-9.])0 ?[次册篇人项学]", cell), (name, line)


@pytest.mark.parametrize("form", ["mobilisation", "collective", "exchange"])
def test_minutes_nobody_wrote_say_so_in_every_field(source: SampleYear, form: str) -> None:
    (rows,) = tables(source.path(f"minutes-{form}"))
    told = {row[n].replace(" / ", ""): row[n + 1] for row in rows for n in range(0, len(row) - 1, 2)}
    label = {"mobilisation": "动员会", "collective": "集中学习", "exchange": "交流讨论"}[form]
    assert told.pop("主题") == f"{UNKNOWN}（{label}）"
    # What the record says all the same: how it stands, and that nobody was invited.
    assert (told.pop("审核意见"), told.pop("邀请人员")) == ("整理记录", "/")
    assert told.pop("记录完成").startswith(f"补录：{UNKNOWN}")
    assert (told.pop("主持人签名"), told.pop("记录人签名")) == ("", "")
    assert set(told.values()) == {UNKNOWN}


def test_the_ledger_lists_the_eleven_and_no_month_claims_one(source: SampleYear) -> None:
    found = sheets(source.path("ledger"))
    lines = [row for row in body(found["日期待补"], "序号") if row["序号"]]
    assert [row["形式"] for row in lines] == ["集中学习"] * 5 + ["交流讨论"] * 5 + ["动员会"]
    for row in lines:
        assert {row[each] for each in ("日期", "学习内容", "主持人", "应到", "实到", "学时", "心得")} == {UNKNOWN}
    year = {row.pop("时段"): row for row in body(found["全年"], "时段")}
    assert (year["合计"].pop("次数"), year["日期待补"].pop("次数")) == ("11", "11")
    assert {value for row in year.values() for value in row.values()} == {UNKNOWN}


def test_nobody_is_invented_for_the_tables_of_people(source: SampleYear) -> None:
    (rows,) = (body(found, "序号", 2) for found in sheets(source.path("attendance")).values())
    assert {value for row in rows[:1] for head, value in row.items() if head != "序号"} == {UNKNOWN}
    (row, total) = body(sheets(source.path("hours"))["学时统计表"], "序号")
    assert {value for head, value in row.items() if head not in ("序号", "备注")} == {UNKNOWN}
    assert {value for value in total.values() if value} == {"合计", UNKNOWN, "/"}
    (sheet,) = sheets(source.path("sign_in-collective")).values()
    assert sheet[-1][0] == "应到：待补　实到：待补　请假：待补　缺席：待补"


def test_a_reading_room_nobody_kept_a_list_of_is_to_be_supplied(source: SampleYear) -> None:
    for name, words in (
        ("books", "种数：待补　　册数：待补"),
        ("loans", "借阅次数：待补"),
        ("overdue", "逾期册数：待补"),
    ):
        ((_, rows),) = sheets(source.path(name)).items()
        assert any(row[0] == words for row in rows), name
        assert sum(row[0] == UNKNOWN for row in rows) == 1, name


def test_the_plan_is_the_five_topics_and_is_a_draft(source: SampleYear) -> None:
    (rows,) = tables(source.path("plan"))
    topics = [topic for each in TRACKS.values() for topic in each.split("；")]
    assert [row[1] for row in rows[1:]] == topics
    assert {cell for row in rows[1:] for n, cell in enumerate(row) if n not in (1, 5)} == {UNKNOWN}
    told = paragraphs(source.path("plan"))
    assert set(SAID) <= set(told)
    assert "（本件未经批准）" in told
    assert text_of(source.path("plan")).startswith("[草稿]")


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_no_quarter_claims_a_session_without_a_day(source: SampleYear, quarter: int) -> None:
    told = paragraphs(source.path(f"quarter-{quarter}"))
    assert "另有11次活动日期待补，不知属于哪个季度，未计入本季已办。" in told
    assert "开展学习活动待补，其中：集中学习待补、交流讨论待补、动员会待补。" in told
    rows = tables(source.path(f"quarter-{quarter}"))[0]
    assert {cell for row in rows[1:] for n, cell in enumerate(row) if n not in (1, 7)} == {UNKNOWN}


def test_the_calendar_has_no_event_on_a_day_nobody_knows(source: SampleYear) -> None:
    found = text_of(source.path("calendar"))
    assert found.count("BEGIN:VEVENT") == 2
    assert "集中学习" not in found

"""会议记录 as a document: what it says against the records, and what it never says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from sync.on_behalf import OnBehalf
from sync.sign_off import sign
from sync.signatures import digest_here
from sync.workplace import Workplace
from tests.documents.held_session import HeldSession, said, table_of, words
from tests.screens.stage import ME, OTHER, alone, envelope, joined
from tui.assembling import as_text, assembled
from tui.documents import minutes
from tui.documents.incoming.judging import NotSo
from tui.documents.incoming.known import Known
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.paper import Title
from tui.documents.rendering import pages_of, render
from tui.documents.unfinished import draft_words


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldSession]:
    with alone(tmp_path) as place:
        yield HeldSession(place).fill()


def test_the_table_has_the_offices_columns_and_says_what_is_recorded(held: HeldSession) -> None:
    held.roll(张三="present", 李四="late", 王五="leave", 赵六="absent")
    new = held.place.desk.create
    item = new("agenda_item", {"session": held.rid, "number": 1, "title": "传达文件"})
    new("material", {"target": held.rid, "title": "学习材料"})
    held.entry("09:05", "先传达文件。", speaker=held.people["张三"], agenda_item=item)
    decided = held.entry("10:00", "统一公文模板。", entry="resolution", agenda_item=item)
    held.entry("10:10", "散会。", entry="resolution")
    action = {"session": held.rid, "minute": decided, "text": "制作模板", "owner": held.people["王五"]}
    new("action", {**action, "due": "2026-03-20"})
    new("vote", {"session": held.rid, "matter": "统一模板", "eligible": 4, "present": 2, "in_favour": 2})
    paper = minutes.paper(held.office, held.about)
    assert table_of(paper).widths == (30.0, 56.6, 25.0, 53.4)
    found = said(paper)
    assert found["主题"] == "核心价值观学习（集中学习）"
    assert found["时间"] == "2026年3月5日 09:00至11:00"
    assert (found["主持人"], found["记录人"]) == ("张三", "李四")
    assert found["应到"] == "4 人"
    assert found["实到"].split("\n") == ["2 人", "迟到：李四"]
    assert found["缺席人员 及原因"].split("\n") == ["请假：王五", "缺席：赵六"]
    assert found["会议内容"].split("\n") == [
        "学习内容：《学习材料》",
        "议程 1  传达文件",
        "09:05 张三：先传达文件。",
        "10:00 [决议]：统一公文模板。",
        "其他",
        "10:10 [决议]：散会。",
    ]
    rows = [words(row) for row in table_of(paper).rows]
    at = rows.index(["决议事项", "责任人", "完成期限"])
    assert rows[at + 1 : at + 3] == [
        ["10:00：统一公文模板。", "王五", "2026年3月20日"],
        ["10:10：散会。", "/", "/"],
    ]
    at = rows.index(["待办事项", "责任人", "期限及办理情况"])
    assert rows[at + 1] == ["制作模板", "王五", "2026年3月20日（待办）"]
    assert "统一模板" in found["表决"]


def test_unknown_reads_so_and_what_does_not_apply_is_a_stroke(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("session", {"form": "exchange"})
        paper = minutes.paper(Office(place, 2026), Subject(place.desk.record(rid)))
        found = said(paper)
        for label in (
            "应到",
            "实到",
            "主持人",
            "记录人",
            "地点",
            "会议内容",
            "缺席人员 及原因",
            "纸质材料",
            "保管期限",
        ):
            assert found[label] == "待补", label
        for label in ("时间", "表决", "决议", "待办", "会议小结"):
            assert found[label] == "待补", label
        assert found["邀请人员"] == "/"
        assert found["主题"] == "待补（交流讨论）"


def test_of_a_session_with_minutes_what_was_not_decided_is_a_stroke(held: HeldSession) -> None:
    held.entry("09:05", "先传达文件。")
    found = said(minutes.paper(held.office, held.about))
    assert [found[label] for label in ("表决", "决议", "待办", "会议小结")] == ["/"] * 4


def test_why_somebody_asked_for_leave_is_in_nobodys_minutes(held: HeldSession) -> None:
    member = held.people["王五"]
    request = {"session": held.rid, "member": member, "leave_kind": "sick", "reason": "住院手术"}
    held.place.desk.create("leave_request", request)
    held.roll(王五="leave")
    [row] = held.place.repository.linked("attendance", "session", held.rid)
    held.place.desk.set(row.id, {"remark": "已批准"})
    paper = minutes.paper(held.office, held.about)
    text = str(paper.blocks)
    assert "住院手术" not in text
    assert "病假" not in text
    assert said(paper)["缺席人员 及原因"] == "请假：王五（已批准）"


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("collective_study", "测试支部会议记录"),
        ("general_meeting", "测试支部党员大会会议记录"),
        ("committee_meeting", "测试支部支委会会议记录"),
    ],
)
def test_meetings_of_party_and_committee_are_called_so(tmp_path: Path, form: str, title: str) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("session", {"form": form})
        paper = minutes.paper(Office(place, 2026), Subject(place.desk.record(rid)))
        assert paper.blocks[0] == Title(title)


def test_a_signature_entered_for_another_says_so_and_nobody_elses_cell_is_filled(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        session = envelope("session", "s1", form="exchange", host=OTHER, recorders=[ME])
        session["f"]["state"] = "writing"
        place.shadow.take_in(place.shadow.records_changes([session]))
        view = place.desk.record("s1")
        seen = digest_here(place.repository, view)
        waits = "还没签名（主持人张三、记录人王五；在“记录稿”按 ^S 签）、还没提交：导出的是草稿。"
        assert draft_words(place, "minutes", Subject(view)) == waits
        sign(place.desk, "s1", seen, OTHER, "host", on_behalf=OnBehalf(OTHER, "paper"))
        paper = minutes.paper(Office(place, 2026), Subject(place.desk.record("s1")))
        assert said(paper)["主持人 签名"].startswith("张三（书面，代录：王五） 已签")
        assert said(paper)["记录人 签名"] == ""
        waits = "还没都签名（记录人王五；在“记录稿”按 ^S 签）、还没提交：导出的是草稿。"
        assert draft_words(place, "minutes", Subject(view)) == waits
        sign(place.desk, "s1", seen, ME, "recorder")
        assert draft_words(place, "minutes", Subject(view)) == "还没提交：导出的是草稿。"


def approved(place: Workplace, **updated: str) -> Subject:
    fields = {"form": "exchange", "title": "交流", "start": "2026-03-05T09:00", "end": "2026-03-05T11:00"}
    record = envelope("session", "s1", 4, by=OTHER, **fields)
    record["f"]["state"] = "submitted"
    record["updated"] = {"by": OTHER, **updated}
    place.shadow.take_in(place.shadow.records_changes([record]))
    return Subject(place.desk.record("s1"))


def test_a_late_entry_stands_on_every_page_with_both_times_where_they_differ(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        about = approved(place, claimed="2026-03-20T09:00:00+08:00", at="2026-03-24T01:00:00+00:00")
        paper = minutes.paper(Office(place, 2026), about)
        assert paper.marks == ("补录",)
        assert said(paper)["记录完成"] == "补录于 2026-03-20 09:00；服务器收到 2026-03-24 09:00"
        header = docx.Document(io.BytesIO(render(paper))).sections[0].header
        assert "补录" in header.paragraphs[0].text


def test_minutes_in_time_say_nothing_of_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        about = approved(place, claimed="2026-03-05T12:00:00+08:00", at="2026-03-05T04:00:00+00:00")
        assert draft_words(place, "minutes", about) == "待审核：导出的是草稿。"
        assert draft_words(place, "sign_in", about) == ""
        paper = minutes.paper(Office(place, 2026), about)
        assert paper.marks == ()
        assert "记录完成" not in said(paper)


def test_who_approved_it_by_word_is_named_with_whoever_entered_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        record = envelope("session", "s1", 4, by=ME, form="exchange", remark="同意")
        record["f"]["state"] = "approved"
        record["fv"]["state"] = [4, ME, {"for": OTHER, "basis": "spoken"}]
        place.shadow.take_in(place.shadow.records_changes([record]))
        paper = minutes.paper(Office(place, 2026), Subject(place.desk.record("s1")))
        assert said(paper)["审核意见"] == "已通过　张三（口头，代录：王五）\n同意"


def test_long_minutes_repeat_theme_and_time_on_every_page_and_lose_nothing(held: HeldSession) -> None:
    text = "要把学到的东西用到办文办会办事里去，"
    held.place.desk.create_all(
        [
            (
                "minute",
                {
                    "session": held.rid,
                    "at": "2026-03-05T09:10",
                    "entry": "discussion",
                    "pos": f"a{number:04}",
                    "text": f"第{number}条：" + text * (1 + number % 3),
                },
                None,
            )
            for number in range(500)
        ]
    )
    paper = minutes.paper(held.office, held.about)
    pages = pages_of(paper)
    assert len(pages) > 20
    assert all("主题" in "".join(page[:6]) and "2026年3月5日" in "".join(page[:6]) for page in pages)
    shown = "".join(
        line.split("|")[2].rstrip() for page in pages for line in page if line.startswith("|") and "|" in line[1:]
    )
    assert all(f"第{number}条" in shown for number in range(500))
    [table] = docx.Document(io.BytesIO(render(paper))).tables
    heads = [row._tr.trPr is not None and row._tr.trPr.xpath("w:tblHeader") != [] for row in table.rows]
    assert heads[:3] == [True, True, False]
    content = next(row for row in table.rows if row.cells[0].text == "会议内容")
    assert content._tr.trPr is None or not content._tr.trPr.xpath("w:cantSplit")
    assert len(content.cells[1].paragraphs) == 500


def test_people_of_one_name_are_told_apart_by_section_wherever_the_record_names_them(held: HeldSession) -> None:
    held.roll(张三="leave", 李四="late", 王五="present", 赵六="absent")
    for name in ("张三", "李四"):
        held.place.desk.set(held.people[name], {"name": "陈静"})
    row = next(view for view in held.place.repository.find("attendance") if view.get("status") == "leave")
    held.place.desk.set(row.id, {"remark": "会务保障"})
    held.entry("09:05", "先传达文件。", speaker=held.people["李四"])
    held.place.desk.create("action", {"session": held.rid, "text": "制作模板", "owner": held.people["张三"]})
    paper = minutes.paper(held.office, held.about)
    found = said(paper)
    assert (found["主持人"], found["记录人"]) == ("陈静（秘书科）", "陈静（综合科）")
    assert found["实到"].split("\n")[-1] == "迟到：陈静（综合科）"
    assert found["缺席人员 及原因"].split("\n") == ["请假：陈静（秘书科、会务保障）", "缺席：赵六"]
    assert found["会议内容"] == "09:05 陈静（综合科）：先传达文件。"
    assert ["制作模板", "陈静（秘书科）", "待补（待办）"] in [words(row) for row in table_of(paper).rows]
    text = as_text(assembled(held.place, held.view))
    assert "到会人员：陈静（综合科）、王五" in text


def test_a_name_with_its_section_is_read_back_as_that_person(held: HeldSession) -> None:
    for name in ("张三", "李四"):
        held.place.desk.set(held.people[name], {"name": "陈静"})
    known = Known(held.place)
    assert known.person("陈静（综合科）").id == held.people["李四"]
    assert known.person("陈静(秘书科)").id == held.people["张三"]
    with pytest.raises(NotSo):
        known.person("陈静")


def test_of_people_of_one_name_who_left_the_last_section_says_which(held: HeldSession) -> None:
    for name in ("张三", "李四"):
        held.place.desk.set(held.people[name], {"name": "陈静"})
    [sits] = held.place.repository.linked("membership", "member", held.people["李四"])
    held.place.desk.set(sits.id, {"to": "2026-02-01"})
    assert held.office.value(held.view, "recorders") == "陈静（综合科）"

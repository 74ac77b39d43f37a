"""Papers of the demo's year, read by a program that is not ours: sentence by sentence against the records and `xinde year --json`."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.documents.facts import FORMS, HELD, Facts, Row, chinese_day, quarter_of
from tests.documents.second_reader import BREAK, Rows, paragraphs, tables, text_of
from tests.sample_years import SampleYear

MINUTES = {"minutes-committee": "2025-01-09", "minutes-by-word": "2025-03-17", "minutes-late": "2025-08-22"}
MARKS = {
    "√": "实到",
    "△": "迟到",
    "◇": "早退",
    "○": "请假",
    "×": "缺席",
    "○●": "请假（已补课）",
    "×●": "缺席（已补课）",
}
STATES = {"done": "已完成", "confirmed": "已确认", "returned": "已还"}


def text(words: str) -> list[str]:
    """The paragraphs somebody wrote."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def after(lines: list[str], heading: str) -> list[str]:
    """What follows a heading up to the next one of its level: 一、 or （一）."""
    start = next(n for n, line in enumerate(lines) if line.endswith(heading)) + 1
    end = next((n for n in range(start, len(lines)) if lines[n][1:2] == "、" or lines[n][:1] == "附"), len(lines))
    return lines[start:end]


def by_label(rows: Rows) -> dict[str, str]:
    """A form of labels, each with what stands beside it."""
    return {row[n]: row[n + 1] for row in rows for n in range(0, len(row) - 1, 2)}


@pytest.mark.parametrize(("name", "day"), MINUTES.items())
def test_minutes_hold_what_was_written_down_and_who_was_there(
    demo: SampleYear, facts: Facts, name: str, day: str
) -> None:
    (rows,) = tables(demo.path(name))
    session, told = facts.session(day), by_label(rows)
    assert told["主题"] == f"{session['title']}（{FORMS[session['form']]}）"
    assert told["时间"] == f"{chinese_day(day)} {session['start'][11:]}至{session['end'][11:]}"
    assert (told["地点"], told["主持人"]) == (session["place"], facts.named(session["host"]))
    assert told["记录人"] == "、".join(facts.named(each) for each in session["recorders"])
    assert (told["应到"], told["实到"]) == (f"{facts.expected(session)} 人", f"{facts.came(session)} 人")
    missing = [
        f"{facts.named(each['member'])}（{each['remark']}）" if each.get("remark") else facts.named(each["member"])
        for each in facts.of("attendance", "session", session["id"])
        if facts.mark(session, each["member"])[0] in "○×"
    ]
    absent = told[f"缺席人员{BREAK}及原因"]
    assert sorted(absent.partition("：")[2].split("、")) == sorted(missing) if missing else absent == "/"
    content = told["会议内容"].split(BREAK)
    for each in facts.of("material", "target", session["id"]):
        assert f"《{each['title']}》" in content[0]
    assert [line.split("  ", 1)[1] for line in content if line.startswith("议程")] == [
        each["title"]
        for each in sorted(facts.of("agenda_item", "session", session["id"]), key=lambda each: int(each["number"]))
    ]
    entries = facts.of("minute", "session", session["id"])
    spoken = [line for line in content[1:] if line[2:3] == ":"]
    assert sorted(line[:5] + line.partition("：")[2] for line in spoken) == sorted(
        each["at"][11:16] + each["text"].partition("\n")[0] for each in entries
    )
    assert told["会议小结"] == session["summary"]
    assert told["纸质材料"] == session["paper"]


@pytest.mark.parametrize(("name", "day"), MINUTES.items())
def test_minutes_name_each_resolution_and_action_with_owner_and_day(
    demo: SampleYear, facts: Facts, name: str, day: str
) -> None:
    (rows,) = tables(demo.path(name))
    session = facts.session(day)
    actions = facts.of("action", "session", session["id"])
    decided = [each for each in facts.of("minute", "session", session["id"]) if each["entry"] == "resolution"]
    heads = {row[0]: n for n, row in enumerate(rows)}
    for each in decided:
        (found,) = (row for row in rows if row[0] == f"{each['at'][11:16]}：{each['text']}")
        own = [action for action in actions if action.get("minute") == each["id"]]
        assert set(found[1].split(BREAK)) == ({facts.named(action["owner"]) for action in own} or {"/"})
        assert set(found[2].split(BREAK)) == ({chinese_day(action["due"]) for action in own} or {"/"})
    for action in actions:
        row = rows[heads[action["text"]]]
        assert row[1] == facts.named(action["owner"])
        assert row[2].startswith(chinese_day(action["due"]))
    assert ("待办事项" in heads) == bool(actions)


def test_a_decision_entered_for_another_says_so(demo: SampleYear) -> None:
    (rows,) = tables(demo.path("minutes-by-word"))
    assert by_label(rows)["审核意见"] == f"已通过　罗世坤（口头，代录：林晓岚）{BREAK}同意，待办请按期办结。"


def test_the_sign_in_sheet_on_paper_says_what_the_spreadsheet_says(demo: SampleYear) -> None:
    (rows,) = tables(demo.path("sign_in-paper"))
    sheet = [line.split("\t") for line in text_of(demo.path("sign_in-all")).splitlines()]
    said = [row for row in sheet if row[0].isdigit()]
    assert [(row + [""] * 6)[:6] for row in said] == rows[1:-1]
    assert rows[-1] == sheet[-1]


def test_the_plan_is_its_tasks_by_month(demo: SampleYear, facts: Facts) -> None:
    (plan,) = (each for each in facts.records["plan"] if each["year"] == 2025)
    tasks = [each for each in facts.of("task", "plan", plan["id"]) if each["state"] != "cancelled"]
    (rows,) = tables(demo.path("plan"))
    assert sorted(rows[1:]) == sorted(_task(facts, each) for each in tasks)
    first = [int(row[0].partition("—")[0].rstrip("月")) for row in rows[1:]]
    assert first == sorted(first)
    lines = paragraphs(demo.path("plan"))
    assert [line for line in lines if line in text(plan["goals"])] == text(plan["goals"])
    assert [line for line in lines if line in text(plan["requirements"])] == text(plan["requirements"])
    assert plan["guiding"] in lines
    for track, label in (("political", "政治理论"), ("professional", "业务能力")):
        (topics,) = (lines[n + 1] for n, line in enumerate(lines) if line.endswith(f"）{label}"))
        assert topics.rstrip("。").split("；") == [
            each["topic"] for each in _by_number(tasks) if each["track"] == track
        ]
    assert f"{plan['number']}；印发日期：{chinese_day(plan['issued_on'])}" in "\n".join(lines)


def _by_number(tasks: list[Row]) -> list[Row]:
    return sorted(tasks, key=lambda each: int(each["number"]))


def _task(facts: Facts, task: Row) -> list[str]:
    months = [str(int(task[each][5:7])) for each in ("month_from", "month_to")]
    times = f"{task['times']}次，每次{task['minutes_planned']}分钟"
    return [
        f"{'—'.join(dict.fromkeys(months))}月",
        task["topic"],
        FORMS[task["form"]],
        facts.named(task.get("lead")) or "/",
        str(facts.by_id[task["owner_section"]]["name"]),
        BREAK.join(each for each in (task["audience"], task.get("materials"), times) if each),
    ]


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_quarter_counts_its_sessions_by_task_and_in_all(demo: SampleYear, facts: Facts, quarter: int) -> None:
    path = demo.path(f"quarter-{quarter}")
    rows = tables(path)[0]
    planned = {each["topic"]: each for each in facts.figures["plan"]}
    for row in rows[1:]:
        held = [facts.by_id[each] for each in planned[row[1]]["sessions"] if facts.by_id[each]["state"] in HELD]
        days = [each["start"] for each in held]
        assert row[2] == FORMS[planned[row[1]]["form"]]
        assert row[3:6] == [
            str(planned[row[1]]["times"]),
            str(sum(quarter_of(day) == quarter for day in days)),
            str(sum(quarter_of(day) <= quarter for day in days)),
        ], row[1]
    sessions = [each for each in facts.held if quarter_of(each["start"]) == quarter]
    done = {each for row in facts.figures["plan"] for each in row["sessions"]}
    besides = sum(each["id"] not in done for each in sessions)
    told = "\n".join(paragraphs(path))
    assert (f"计划外开展{besides}次" in told) if besides else "计划外" not in told
    forms = [f"{label}{n}次" for form, label in FORMS.items() if (n := sum(each["form"] == form for each in sessions))]
    assert f"开展学习活动{len(sessions)}次，其中：{'、'.join(forms)}。" in told
    expected, came = (sum(map(each, sessions)) for each in (facts.expected, facts.came))
    assert f"应到（人次）：{expected}；实到（人次）：{came}；参学率：{came / expected:.1%}。" in told
    ahead = [line.partition("．")[2] for line in after(paragraphs(path), "下一步安排") if "月，" in line]
    first = [int(line.partition("—")[0].partition("月")[0]) for line in ahead]
    assert first == sorted(first)
    assert first


def test_the_summary_says_the_figures_the_command_prints(demo: SampleYear, facts: Facts) -> None:
    told = paragraphs(demo.path("summary"))
    said = {each["name"]: each["value"] for each in facts.figures["figures"]}
    forms = [f"{label}{n}次" for form, label in FORMS.items() if (n := said[f"sessions.{form}"])]
    accepted = [
        f"{minutes / 60:g}" for minutes in (said[each] for each in ("collective", "other", "online", "study", "total"))
    ]
    lent = sum(str(each["out_on"]).startswith("2025") for each in facts.records["loan"])
    for line in (
        f"开展学习活动{said['held']}次，其中：{'、'.join(forms)}。",
        f"应到（人次）：{said['expected']}；实到（人次）：{said['present']}；参学率：{said['rate'] / 10:g}%。",
        "集中学习学时：{}；其他活动学时：{}；网络课程学时：{}；自学学时：{}；学时合计：{}；".format(*accepted)
        + f"学时达标（人）：{said['reached']}。",
        f"完成的计划任务（项）：{said['tasks_done']}。",
        f"待补的内容（处）：{said['unknown_facts']}。",
    ):
        assert line in told
    (written,) = (line for line in told if line.startswith("心得（篇）"))
    assert written.startswith(f"心得（篇）：{said['reflections']}；")
    assert written.endswith(f"书屋借阅（册次）：{lent}。")
    documents = [line for line in told if "（文号：" in line and line[0].isdigit()]
    assert [line.partition("》")[0].partition("《")[2] for line in documents] == [
        each["title"]
        for each in sorted(facts.records["document"], key=lambda each: (each["issued_on"], each["number"]))
        if each["issued_on"] <= "2025-12-31"
    ]
    kept = [each for each in facts.records["improvement"] if each["state"] == "kept" and each["started"][:4] == "2025"]
    assert sum("日起）。结果：" in line for line in told) == len(kept)
    for each in kept:
        assert any(each["title"] in line and each["result"] in line for line in told)


@pytest.mark.parametrize(("name", "person"), [("file-deputy", "李建明"), ("file-secretary", "罗世坤")])
def test_a_personal_file_holds_the_persons_year(demo: SampleYear, facts: Facts, name: str, person: str) -> None:
    member = facts.member(person)
    found = {rows[0][1]: rows[1:] for rows in tables(demo.path(name)) if rows[0][0] == "日期"}
    counted = _counted(facts, member["id"])
    assert found["活动"] == [
        [
            each["start"][:10],
            # What the committee discusses stands in nobody's file.
            "支委会" if each["form"] == "committee_meeting" else each["title"],
            FORMS[each["form"]],
            MARKS[facts.mark(each, member["id"])],
            f"{counted.get(each['id'], 0) / 60:g}",
        ]
        for each in facts.held
        if facts.mark(each, member["id"]) in MARKS
    ]
    studies = [each for each in facts.of("study", "member", member["id"]) if each["on"].startswith("2025")]
    assert [row[:2] for row in found.get("内容", [])] == (
        [[each["on"], each["what"]] for each in sorted(studies, key=lambda each: str(each["on"]))]
        or found.get("内容", [])
    )
    lines = paragraphs(demo.path(name))
    for each in facts.of("submission", "author", member["id"]):
        if each["id"] in counted or each.get("session") in {held["id"] for held in facts.held}:
            assert [line for line in text(each["body"]) if line not in lines] == []
            for comment in facts.of("comment", "target", each["id"]):
                assert any(comment["text"] in line for line in after(lines, "收到的点评"))
    (result,) = (each for each in facts.of("assessment_result", "member", member["id"]) if each["year"] == 2025)
    assert after(lines, "考核结果") == [result["content"]]


def _counted(facts: Facts, member: str) -> dict[str, int]:
    parts = [each for each in facts.person(member)["figures"] if each["name"] in ("collective", "other")]
    return {line["record"]: line["counted"] for part in parts for line in part["lines"]}


@pytest.mark.parametrize(("name", "person"), [("assessment-deputy", "李建明"), ("assessment-by-word", "罗世坤")])
def test_the_assessment_rests_on_the_persons_figures(demo: SampleYear, facts: Facts, name: str, person: str) -> None:
    member = facts.member(person)["id"]
    rows = tables(demo.path(name))[0]
    told = {row[0]: row[1] for row in rows if len(row) > 1}
    said = facts.person(member)
    for label, figure in (
        ("集中学习", "collective"),
        ("其他活动", "other"),
        ("网络课程", "online"),
        ("集中学习目标", "target"),
    ):
        assert told[label].partition(" ")[0] == f"{said['hours'][figure] / 60:g}", label
    assert told["尚缺学时"] == f"{said['hours']['lacking'] / 60:g} 学时"
    assert told["参学率"].startswith(f"{said['attendance']['rate'] / 10:.1f}%")
    assert told["通过的心得"] == str(said["reflections"]["accepted"])
    own = next((each for each in facts.of("assessment", "member", member) if each["year"] == 2025), {})
    (result,) = (each for each in facts.of("assessment_result", "member", member) if each["year"] == 2025)
    # Space to write in is left where nobody has written.
    assert told["二、个人小结"] == own.get("self_text", "")
    assert told["三、科室意见"] == own.get("section_remark", "")
    assert rows[0][3] == facts.section(member)
    assert told["五、告知结果"] == result["content"]
    assert told["四、等次"] == {"good": "好", "fairly_good": "较好", "average": "一般"}[result["grade"]]


@pytest.mark.parametrize(
    ("name", "title"), [("reflection-accepted", "话要当面说"), ("reflection-by-word", "四块之外的第五块")]
)
def test_a_reflection_is_the_authors_words_and_what_was_said_of_it(
    demo: SampleYear, facts: Facts, name: str, title: str
) -> None:
    (written,) = (each for each in facts.records["submission"] if each["title"] == title)
    author = written["author"]
    lines = paragraphs(demo.path(name))
    assert lines[:2] == [title, f"{facts.section(author)}　{facts.name(author)}"]
    body = text(written["body"])
    assert lines[2 : 2 + len(body)] == body
    assert f"知识点：{written['knowledge_point']}" in lines
    signs = sum(not each.isspace() for line in body for each in line)
    assert f"字数：{signs}（不含标题）" in lines
    box = [row[0] for row in tables(demo.path(name))[0]]
    for each in facts.of("comment", "target", written["id"]):
        assert any(row.startswith(f"{each['text']}{BREAK}——{facts.named(each['author'])}，") for row in box)
    assert box[-1].endswith(f"{BREAK}{written['remark']}" if written.get("remark") else facts.name("") or "")


@pytest.mark.parametrize("name", ["governing-regulation", "governing-notice"])
def test_a_governing_document_is_its_text(demo: SampleYear, facts: Facts, name: str) -> None:
    lines = paragraphs(demo.path(name))
    (document,) = (each for each in facts.records["document"] if each["title"] == lines[0].replace("\n", ""))
    body = text(document["body"])
    assert lines[1] == document["number"]
    assert lines[2 : 2 + len(body)] == body
    assert lines[-1] == chinese_day(document["issued_on"])


def test_the_calendar_has_every_session_at_its_time(demo: SampleYear, facts: Facts) -> None:
    found = text_of(demo.path("calendar"))
    events = [
        dict(line.split(":", 1) for line in each.splitlines()[1:] if ":" in line)
        for each in found.split("BEGIN:VEVENT")[1:]
    ]
    timed = {each["DTSTART"]: each for each in events if "DTSTART" in each}
    for session in facts.held:
        event = timed[_stamp(session["start"])]
        assert event["DTEND"] == _stamp(session["end"])
        assert event["SUMMARY"].endswith(session["title"])
        assert ("支委会内部" in event["SUMMARY"]) == (session["form"] == "committee_meeting")
        assert event["LOCATION"] == session["place"]
    called_off = [each for each in timed.values() if each.get("STATUS") == "CANCELLED"]
    assert len(timed) == len(facts.held) + len(called_off)
    assert len(called_off) == 1


def _stamp(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).strftime("%Y%m%dT%H%M%S")

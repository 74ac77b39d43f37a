"""学习考核 by keys per role: own words, remark, appraisal, result; and that nobody else is told anything of a grade."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, joined, play
from tui import assessing, assessment_steps
from tui.screens.assessment import AssessmentPage
from tui.screens.assessments import AssessmentsPage

YEAR = 2026
CANARY = "金丝雀评语"


class Then:
    """A clock that stands still at a moment."""

    def __init__(self, day: str) -> None:
        self._at = dt.datetime.fromisoformat(f"{day}T09:00:00+08:00")

    def now(self) -> dt.datetime:
        return self._at

    def monotonic(self) -> float:
        return 0.0


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def reads(place: Workplace, *scopes: str) -> None:
    """This device holds the scopes whole, as after a pull."""
    place.repository.commit([place.shadow.cursors_change(dict.fromkeys(scopes, 9))])


def office(place: Workplace, *scopes: str) -> None:
    """张三 in a section; the scopes of the device as named, the branch's and the own one always."""
    take(
        place,
        envelope("section", "k-1", name="秘书科", sort=1),
        envelope("membership", "ms-1", member=OTHER, section="k-1", **{"from": "2020-01-01"}),
        envelope("membership", "ms-2", member=ME, section="k-1", **{"from": "2020-01-01"}),
    )
    reads(place, f"b:{BRANCH}", f"r:{BRANCH}:{ME}", *scopes)


def words(rid: str, member: str, state: str = "handed_in", **fields: Any) -> Record:
    return envelope(
        "assessment", rid, scope=f"r:{BRANCH}:{member}", by=member, member=member, year=YEAR, state=state, **fields
    )


def graded(rid: str, member: str, state: str = "preparing", **fields: Any) -> Record:
    values = {"grade": "good", "remark": CANARY, **fields}
    return envelope("appraisal", rid, scope=f"c:{BRANCH}", member=member, year=YEAR, state=state, **values)


async def show(on: Stage, member: str) -> None:
    page = AssessmentPage(member, YEAR)
    await on.app.push_screen(page)
    # The key bar stands before anything is counted.
    await on.until(lambda: page.answer is not None and "个人小结" in on.text())


async def at_row(on: Stage, words: str) -> None:
    """Move the cursor to the row that says this."""
    await on.keys("home")
    for _ in range(30):
        page = on.app.screen
        assert isinstance(page, AssessmentPage)
        row = page.table.get_row(page.key)
        if any(words in cell.plain for cell in row):
            return
        await on.keys("down")
    raise AssertionError(f"no row {words}:\n{on.text()}")


def test_a_member_writes_the_own_words_and_hands_them_in_as_one_record(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)

        async def act(on: Stage) -> None:
            await on.app.push_screen(AssessmentsPage(YEAR))
            await on.until(lambda: isinstance(on.app.screen, AssessmentPage))
            await on.until(lambda: "个人小结" in on.text())
            assert "王五" in on.lines()[0], "whoever has nobody in charge comes to the own page at once"
            assert "评定" not in on.text(), "nothing at all about grades"
            await on.keys("ctrl+r")
            assert "先按 F2" in on.said()[-1]
            await on.keys("f2")
            await on.type("今年读了三本书")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("assessment") == 1)
            await on.until(lambda: "填写中" in on.text())
            await on.keys("ctrl+r")
            assert "今年读了三本书" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.find("assessment")[0].state == "handed_in")
            await on.until(lambda: "已提交" in on.text())
            await on.keys("ctrl+r")
            assert "已经提交" in on.said()[-1]
            for key in ("ctrl+n", "f9", "ctrl+s"):
                before = set(on.said())
                await on.keys(key)
                assert set(on.said()) <= before, "these keys do not exist here"

        play(place, act)
        [held] = place.repository.find("assessment")
        assert (held.get("member"), held.get("year"), held.scope) == (ME, YEAR, f"r:{BRANCH}:{ME}")
        first = next(iter(place.queue.waiting())).op
        assert (first.k, sorted(first.ch)) == ("new", ["member", "self_text", "state", "year"]), (
            "made with its first words"
        )


def test_a_section_head_reads_the_own_words_writes_the_remark_and_sees_no_grade(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place, f"r:{BRANCH}:{OTHER}")
        take(
            place,
            envelope("appointment", "ap-1", member=ME, role="section_head", sections=["k-1"], **{"from": "2020-01-01"}),
            words("as-1", OTHER, self_text="张三的小结"),
        )

        async def act(on: Stage) -> None:
            await on.app.push_screen(AssessmentsPage(YEAR))
            await on.until(lambda: "张三" in on.text())
            [row] = [line for line in on.lines() if "张三" in line]
            assert "已提交" in row
            assert "无权限" in row, "of the grade"
            await on.keys("ctrl+f")
            await on.type("张三")
            await on.keys("enter", "enter")
            await on.until(lambda: "2026年度学习考核 · 张三" in on.lines()[0])
            await on.until(lambda: "个人小结" in on.text())
            await at_row(on, "个人小结")
            assert "张三的小结" in on.text()
            await on.keys("f2")
            assert "本人" in on.said()[-1], "nobody writes another's own words"
            await on.keys("enter")
            assert "张三的小结" in on.text(), "but reads them whole"
            await on.keys("escape", "ctrl+o")
            await on.type("踏实肯学")
            await on.keys("escape")
            await on.until(lambda: place.desk.record("as-1").get("section_remark") == "踏实肯学")

        play(place, act)
        assert place.repository.count("appraisal") == 0


def test_the_secretary_grades_makes_it_final_and_tells_exactly_what_was_shown(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        office(place, f"c:{BRANCH}", f"r:{BRANCH}:{OTHER}")
        take(place, words("as-1", OTHER, self_text="张三的小结", section_remark="踏实肯学"))
        shown: list[str] = []

        async def act(on: Stage) -> None:
            await show(on, OTHER)
            await on.keys("ctrl+s")
            assert "先按 F9" in on.said()[-1]
            await on.keys("f9")
            assert "先按 Ctrl+N" in on.said()[-1]
            await on.keys("ctrl+n", "enter", *"jh", "enter", "tab")
            await on.type(CANARY)
            await on.keys("escape")
            await on.until(lambda: place.repository.count("appraisal") == 1)
            await on.until(lambda: "较好（拟定中）" in on.text())
            await on.keys("f9")
            await on.until(lambda: place.repository.find("appraisal")[0].state == "final")
            await on.until(lambda: "较好（已定）" in on.text())
            await on.keys("ctrl+n")
            assert "已定稿" in on.said()[-1]
            await on.keys("ctrl+s")
            await on.until(lambda: "将告知张三以下全文" in on.text())
            shown.append(on.text())
            await on.keys("pagedown", "pagedown", "pagedown")
            shown.append(on.text())
            await on.keys("enter")
            await on.until(lambda: place.repository.count("assessment_result") == 1)
            await on.until(lambda: "结果（第1次）" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: "与第1次告知的内容相同" in on.said()[-1])
            await on.keys("f9")
            await on.until(lambda: place.repository.find("appraisal")[0].state == "preparing")
            await on.until(lambda: "较好（拟定中）" in on.text())
            await on.keys("ctrl+n", "enter", "up", "enter", "escape")
            await on.until(lambda: place.repository.find("appraisal")[0].get("grade") == "good")
            await on.until(lambda: "好（拟定中）" in on.text())
            await on.keys("f9")
            await on.until(lambda: "好（已定）" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: "将告知张三以下全文" in on.text())
            await on.keys("enter")
            await on.until(lambda: place.repository.count("assessment_result") == 2)

        play(place, act, size=(100, 40))
        first, second = sorted(place.repository.find("assessment_result"), key=lambda view: view.get("number"))
        assert (first.get("grade"), second.get("grade")) == ("fairly_good", "good"), (
            "the earlier one stays as it was told"
        )
        assert first.scope == f"r:{BRANCH}:{OTHER}"
        content = str(first.get("content"))
        assert "踏实肯学" in content
        assert "等次：较好" in content
        assert CANARY not in content, "what the committee wrote for itself is told nobody"
        assert "张三的小结" not in content
        seen = "\n".join(shown)
        assert all(line.strip() in seen for line in content.split("\n"))


def test_somebody_without_an_account_is_graded_and_told_without_own_words(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        office(place, f"c:{BRANCH}", f"r:{BRANCH}:{OTHER}")
        take(place, graded("gr-1", OTHER, "final"))

        async def act(on: Stage) -> None:
            await show(on, OTHER)
            # Nothing is asked of it before the evidence is counted.
            await on.until(lambda: "集中学习目标" in on.text())
            await on.keys("ctrl+o")
            await on.hears("还没有写个人小结")
            await on.keys("ctrl+s")
            await on.until(lambda: "将告知张三以下全文" in on.text())
            await on.keys("enter")
            await on.until(lambda: place.repository.count("assessment_result") == 1)

        play(place, act)
        assert place.repository.count("assessment") == 0


def test_every_figure_of_the_evidence_opens_to_its_records(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)
        take(
            place,
            envelope(
                "session",
                "s-1",
                form="lecture",
                title="办会规范",
                state="approved",
                start="2026-03-05T09:00",
                end="2026-03-05T11:00",
                roll_call_done=True,
            ),
            envelope("attendance", "at-1", session="s-1", member=ME, status="present"),
            envelope("agenda_item", "ai-1", session="s-1", number=1, title="领学", presenter=ME),
        )

        async def act(on: Stage) -> None:
            await show(on, ME)
            await at_row(on, "领学、交流发言")
            await on.keys("enter")
            await on.until(lambda: "办会规范" in on.text())
            assert "党课" in on.text()

        play(place, act)


def test_nothing_of_an_assessment_is_shown_to_a_room(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        office(place, f"c:{BRANCH}", f"r:{BRANCH}:{OTHER}")
        take(place, graded("gr-1", OTHER), words("as-1", OTHER, self_text="张三的小结"))

        async def act(on: Stage) -> None:
            await on.keys("f10")
            assert "张三" not in on.text(), "nor on Home"
            await on.app.push_screen(AssessmentsPage(YEAR))
            await on.settle(0.2)
            assert "张三" not in on.text()
            await on.app.push_screen(AssessmentPage(OTHER, YEAR))
            await on.settle(0.2)
            assert "小结" not in "".join(on.lines()[1:-1])
            assert "好" not in "".join(on.lines()[1:-1])

        play(place, act)


# Home


def lines(place: Workplace) -> list[str]:
    return [text for _, text, _ in assessing.waiting(place)]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-12-14", []),
        ("2026-12-15", ["2026年度学习考核：写个人小结"]),
        ("2027-01-20", ["2026年度学习考核：写个人小结"]),
        ("2027-01-21", []),
    ],
)
def test_the_own_words_wait_in_the_weeks_for_them(tmp_path: Path, day: str, wanted: list[str]) -> None:
    with joined(tmp_path) as place:
        office(place)
        place.clock = place.desk.clock = Then(day)
        assert lines(place) == wanted
        assert assessment_steps.default_year(place) == (2027 if day == "2027-01-21" else 2026)


def test_home_leads_to_the_own_words_that_are_not_there_yet(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)
        place.clock = place.desk.clock = Then("2026-12-20")

        async def act(on: Stage) -> None:
            await on.until(lambda: "写个人小结" in on.text())
            line = next(n for n, each in enumerate(on.lines()) if "写个人小结" in each)
            assert line == 2, on.text()
            await on.keys("home", "enter")
            await on.until(lambda: "2026年度学习考核 · 王五" in on.lines()[0])

        play(place, act)


def test_home_says_what_waits_for_whom(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        office(place, f"c:{BRANCH}", f"r:{BRANCH}:{OTHER}")
        take(
            place,
            graded("gr-1", OTHER, "final"),
            graded("gr-2", ME, "preparing"),
            envelope(
                "assessment_result",
                "re-1",
                scope=f"r:{BRANCH}:{ME}",
                member=ME,
                year=2025,
                number=1,
                grade="good",
                content="2025年度学习考核结果\n等次：好",
            ),
        )

        async def act(on: Stage) -> None:
            assert "王五的评定待定稿" in on.text()
            assert "把结果告知张三" in on.text()
            assert "2025年度学习考核结果（第1次告知）" in on.text()
            await on.app.push_screen(AssessmentPage(ME, 2025))
            await on.until(lambda: "结果（第1次）" in on.text())
            await at_row(on, "结果（第1次）")
            await on.keys("enter")
            assert "等次：好" in on.text()
            await on.keys("1")
            assert "2025年度学习考核结果" not in on.text(), "read is read"

        play(place, act)


def test_a_section_head_hears_of_own_words_handed_in_and_of_many_in_one_line(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)
        take(
            place,
            envelope("appointment", "ap-1", member=ME, role="section_head", sections=["k-1"], **{"from": "2020-01-01"}),
            words("as-1", OTHER, self_text="张三的小结"),
            words("as-2", ME, self_text="自己的"),
        )
        assert lines(place) == ["2026年度学习考核：写张三的科室意见"], "nobody remarks on oneself"
        for n in range(3, 7):
            take(
                place,
                envelope("member", f"m-{n}", name=f"同事{n}"),
                envelope("membership", f"ms-{n}", member=f"m-{n}", section="k-1", **{"from": "2020-01-01"}),
                words(f"as-{n}", f"m-{n}", self_text="小结"),
            )
        assert lines(place) == ["2026年度学习考核：5 人等待科室意见"]

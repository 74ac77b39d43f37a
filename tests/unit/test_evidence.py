"""The evidence of an assessment: what counts and what does not, with the record and the rule behind it, and never a part of it."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from tests.year_records import appointment, lines_of, member, record, row, session, study_year, submission
from tui.year.evidence import Evidence, evidence
from tui.year.packs import NONE, rules
from tui.year.study_part import changed_since, steps, steps_of_all, study_part

FIGURES = [
    "collective",
    "target",
    "missing",
    "other",
    "online",
    "study",
    "writing",
    "rate",
    "makeups",
    "reflections",
    "rounds",
    "led",
    "improvements",
    "commentary",
]


def found(*views: View, **given: Any) -> Evidence:
    return evidence(study_year(member(), *views, **given), "m")


def value(held: Evidence, name: str) -> int | None:
    figure = held.figure(name)
    assert figure is not None
    return figure.value


def lines(held: Evidence, name: str) -> dict[str, Any]:
    figure = held.figure(name)
    assert figure is not None
    return lines_of(figure.lines)


def test_nobody_did_anything_and_everything_says_so() -> None:
    held = found()
    assert [each.name for each in held.figures] == FIGURES
    assert {
        name: value(held, name) for name in ("led", "improvements", "commentary", "makeups", "rounds")
    } == dict.fromkeys(("led", "improvements", "commentary", "makeups", "rounds"), 0)
    assert value(held, "missing") == value(held, "target") == 1920
    assert (held.hours_reach, held.rate_reach) == ("missed", "none")


def test_where_no_rule_asks_nothing_is_judged() -> None:
    held = found(pack=rules(NONE))
    assert (held.asked, held.rounds) == ((), ())
    missing = {each.name: each.missing for each in held.figures}
    assert [missing[name] for name in ("target", "makeups", "rounds")] == ["not_applicable"] * 3


def test_a_session_at_which_one_presented_counts_once_and_only_when_it_was_held() -> None:
    held = found(
        session("s1"),
        session("s2", state="planned"),
        session("s3", day="2025-03-05"),
        session("s4"),
        record("agenda_item", "a1", session="s1", presenter="m"),
        record("agenda_item", "a2", session="s1", presenter="m"),
        record("material", "t1", target="s1", presenter="m"),
        record("agenda_item", "a3", session="s2", presenter="m"),
        record("agenda_item", "a4", session="s3", presenter="m"),
        record("agenda_item", "a5", session="s4", presenter="other"),
    )
    assert lines(held, "led") == {"s1": {"code": "led", "counted": 1, "rule": ""}}


def test_a_material_alone_counts_as_presented_too() -> None:
    assert value(found(session("s1"), record("material", "t1", target="s1", presenter="m")), "led") == 1


@pytest.mark.parametrize(
    ("fields", "counted", "code"),
    [
        ({"status": "leave"}, 1, "makeup_owed"),
        ({"status": "absent", "makeup": "读了材料"}, 1, "makeup_entered"),
        ({"status": "absent", "makeup_verified": "z"}, 0, "makeup_verified"),
    ],
)
def test_a_make_up_is_owed_until_it_is_verified(fields: dict[str, Any], counted: int, code: str) -> None:
    held = found(session(), row(**fields))
    assert lines(held, "makeups") == {"s": {"code": code, "counted": counted, "rule": "A-3"}}
    assert value(held, "makeups") == counted


def test_who_was_there_owes_nothing() -> None:
    assert lines(found(session(), row()), "makeups") == {}


def test_cases_of_the_year_count_once_they_were_tried() -> None:
    held = found(
        record("improvement", "i1", owner="m", state="trying", started="2026-02-01"),
        record("improvement", "i2", owner="m", state="proposed", made="2026-02-01"),
        record("improvement", "i3", owner="m", state="kept", started="2025-12-31"),
        record("improvement", "i4", owner="x", state="kept", started="2026-02-01"),
        record("improvement", "i5", owner="m", state="dropped", started="2026-05-01"),
    )
    assert {rid: line["counted"] for rid, line in lines(held, "improvements").items()} == {"i1": 1, "i2": 0, "i5": 1}


def test_commentary_of_others_counts_once_also_where_it_was_said_first() -> None:
    held = found(
        session("s1"),
        submission("su"),
        record("comment", "c1", target="su", author="x", session="s1", text="写得好", made="2026-05-02"),
        record("comment", "c2", target="su", author="m", text="谢谢", made="2026-05-03"),
        record("minute", "m1", session="s1", entry="commentary", about="m", at="2026-03-05T10:00", text="写得好"),
        record("minute", "m2", session="s1", entry="commentary", about="m", at="2026-03-05T10:10", text="发言实在"),
        record("minute", "m3", session="s1", entry="discussion", about="m", at="2026-03-05T10:20", text="旁人的话"),
        record("minute", "m4", session="s1", entry="commentary", about="x", at="2026-03-05T10:30", text="另一人"),
    )
    assert sorted(lines(held, "commentary")) == ["c1", "m2"]
    assert value(held, "commentary") == 2


def test_a_round_is_opened_by_what_was_written_in_it() -> None:
    held = found(submission("su", made="2026-05-01", book="b1", knowledge_point="要点"))
    assert lines(held, "rounds") == {
        "su": {"code": "round_met", "counted": 1, "rule": "B-1"},
        "m": {"code": "round_missed", "counted": 0, "rule": "B-1"},
    }


def test_without_a_scope_there_is_no_access_and_never_a_part() -> None:
    views = [session("s1"), row("s1"), submission(), record("agenda_item", "a1", session="s1", presenter="m")]
    held = found(*views, reads=lambda scope: scope == "b")
    missing = {each.name: each.missing for each in held.figures}
    closed = ("online", "study", "makeups", "reflections", "rounds", "led", "improvements", "commentary")
    assert {name: missing[name] for name in closed} == dict.fromkeys(closed, "no_access")
    assert all(each.value is None and not each.lines for each in held.figures if each.missing == "no_access")
    sat = found(*views, appointment("committee"), reads=lambda scope: scope != "c")
    assert {each.name for each in sat.figures if each.missing == "no_access"} >= {"collective", "rate", "led"}


# how far an assessment is


def assessed() -> list[View]:
    return [
        record("assessment", "as", member="m", year=2026, state="handed_in", self_text="小结"),
        record("assessment", "as-2025", member="m", year=2025, state="open"),
        record("appraisal", "ap", member="m", year=2026, state="final", grade="good"),
        record("assessment_result", "r2", member="m", year=2026, number=2, grade="good"),
        record("assessment_result", "r1", member="m", year=2026, number=1, grade="fair"),
        record("assessment_result", "r0", member="m", year=2025, number=1, grade="fair"),
    ]


def test_the_steps_of_a_year_are_those_of_that_year_in_their_order() -> None:
    known = steps(study_year(member(), *assessed()), member())
    assert known.assessment is not None
    assert known.appraisal is not None
    assert (known.assessment.id, known.appraisal.id, [each.id for each in known.results]) == ("as", "ap", ["r1", "r2"])


@pytest.mark.parametrize(
    ("read", "person", "committee"),
    [({"b", "c", "r:m"}, True, True), ({"b", "r:m"}, True, False), ({"b", "c"}, False, True), ({"b"}, False, False)],
)
def test_what_a_device_does_not_read_is_not_in_it(read: set[str], person: bool, committee: bool) -> None:
    year = study_year(member(), *assessed(), reads=lambda scope: scope in read)
    known = study_part(year, member())
    assert (known.reads_person, known.reads_committee) == (person, committee)
    assert (known.assessment is not None, bool(known.results)) == (person, person)
    assert (known.appraisal is not None) == committee
    assert [each.member.id for each in steps_of_all(year)] == (["m"] if person or committee else [])


@pytest.mark.parametrize(
    ("state", "fv", "changed"),
    [
        ("handed_in", {"self_text": [3, "m"], "state": [3, "m"]}, False),
        ("handed_in", {"self_text": [5, "m"], "state": [4, "m"]}, True),
        ("open", {"self_text": [5, "m"], "state": [4, "m"]}, False),
        ("handed_in", {}, False),
    ],
)
def test_words_changed_after_they_were_handed_in_are_known(state: str, fv: dict[str, Any], changed: bool) -> None:
    assert changed_since(record("assessment", "as", state=state, self_text="小结", fv=fv)) is changed

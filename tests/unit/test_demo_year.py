"""The fictional year, whatever the day: a full year behind it, a living one under way, and something for the clerk to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import combinations

from tests.unit.sample_steps import CLERK, DAYS, Fields, any_day, key, keys, made, told
from tui.pinyin import initials, matches
from tui.samples import demo_year


@any_day
def test_no_session_is_on_a_weekend_or_ends_before_it_begins(day: dt.date) -> None:
    for step in told(day):
        if step.kind == "session" and "start" in step.fields:
            begins, ends = str(step.fields["start"]), str(step.fields["end"])
            assert dt.datetime.fromisoformat(begins).weekday() < 5, step
            assert begins < ends, step
            assert begins[:10] == ends[:10], step


@any_day
def test_the_same_day_is_always_told_the_same_way_and_is_a_full_year(day: dt.date) -> None:
    steps = demo_year.steps(day)
    assert steps == demo_year.steps(day)
    assert 2700 <= len(steps) <= 5300
    assert len(demo_year.private_steps(day)) == 9
    assert Counter(step.kind for step in demo_year.private_steps(day)) == {"reflection": 3, "note": 6}


def test_thirty_people_whose_names_are_not_all_easy() -> None:
    people = made(DAYS[-1], "member")
    names = [str(fields["name"]) for fields in people.values()]
    assert len(names) == 30
    assert any(a != b and initials(a) == initials(b) for a, b in combinations(names, 2))
    assert max(Counter(names).values()) == 2
    read = next(fields for fields in people.values() if "pinyin_override" in fields)
    assert matches("sxy", str(read["name"]), str(read["pinyin_override"]))
    assert not matches("sxy", str(read["name"]))
    assert "扎西顿珠" in names
    seats = Counter(key(fields["member"]) for fields in made(DAYS[-1], "membership").values())
    assert sorted(seats.values())[-2:] == [1, 2], "one person has changed section"
    assert len(made(DAYS[-1], "section")) == 5
    assert len(made(DAYS[-1], "away")) == 2


@any_day
def test_the_year_before_is_complete(day: dt.date) -> None:
    last = str(day.year - 1)
    assert made(day, "plan")[f"plan-{last}"]["state"] == "closed"
    tasks = [fields for name, fields in made(day, "task").items() if name.startswith(last)]
    assert len(tasks) >= 18
    assert {fields["track"] for fields in tasks} == {"political", "professional"}
    assert {fields["state"] for fields in tasks} <= {"closed", "cancelled"}
    sessions = [fields for name, fields in made(day, "session").items() if name.startswith(last)]
    assert Counter(fields["form"] for fields in sessions).keys() >= {
        "mobilisation", "collective_study", "exchange", "special_topic", "lecture", "theme_day",
        "general_meeting", "committee_meeting", "group_meeting",
    }  # fmt: skip
    assert len(sessions) >= 30
    assert {fields["state"] for fields in sessions} == {"approved", "cancelled"}
    written = [fields for name, fields in made(day, "submission").items() if name.startswith(last)]
    assert len(written) >= 24
    assert len({key(fields["author"]) for fields in written}) >= 20
    actions = Counter(fields["state"] for name, fields in made(day, "action").items() if name.startswith(last))
    assert actions.keys() >= {"done", "verified", "cancelled"}


@any_day
def test_a_held_session_has_minutes_and_a_row_for_everybody_who_spoke(day: dt.date) -> None:
    minutes: dict[str, list[Fields]] = defaultdict(list)
    rows: dict[str, dict[str, Fields]] = defaultdict(dict)
    for fields in made(day, "minute").values():
        minutes[key(fields["session"])].append(fields)
    for fields in made(day, "attendance").values():
        rows[key(fields["session"])][key(fields["member"])] = fields
    for name, fields in made(day, "session").items():
        if fields["state"] in ("planned", "postponed", "cancelled"):
            assert name not in minutes
            assert name not in rows
            continue
        if fields["state"] in ("submitted", "approved"):
            assert 6 <= len(minutes[name]) <= 12, name
            assert len(str(fields["summary"])) > 10, name
        assert len({entry["pos"] for entry in minutes[name]}) == len(minutes[name])
        there = {key(entry.get("speaker")) for entry in minutes[name]} | keys(fields["recorders"]) - {""}
        for member in there - {""}:
            assert rows[name][member].get("status") in (None, "present", "observer"), (name, member)
        assert {member for member, row in rows[name].items() if not row["expected"]} == keys(fields.get("observers"))
        assert len(rows[name]) >= {"全体干部职工": 26, "全体党员": 20}.get(str(fields["audience"]), 4), name
        for row in rows[name].values():
            assert row.get("status") in (None, "observer") or row["remark"], (name, row)


@any_day
def test_reflections_are_of_the_length_people_write_and_no_paragraph_stands_twice(day: dt.date) -> None:
    seen: Counter[str] = Counter()
    for fields in made(day, "submission").values():
        assert 250 <= len(str(fields["body"])) <= 600
        seen.update(str(fields["body"]).split("\n"))
    seen.update(str(fields["text"]) for fields in made(day, "minute").values() if fields["entry"] != "note")
    assert not [text for text, times in seen.items() if times > 1 and len(text) >= 30]


@any_day
def test_something_waits_for_the_clerk(day: dt.date) -> None:
    def within(value: object, first: int, last: int) -> bool:
        return first <= (dt.date.fromisoformat(str(value)[:10]) - day).days <= last

    sessions, now = made(day, "session"), day.isoformat()
    opened = {step.key: step.actor for step in told(day) if step.do == "new"}
    held = [fields for fields in sessions.values() if "start" in fields]
    assert any(fields["state"] == "planned" and within(fields["start"], 1, 7) for fields in held)
    assert sum(fields["state"] == "planned" and within(fields["start"], 1, 40) for fields in held) >= 3
    assert any(
        fields["state"] == "writing" and CLERK in keys(fields["recorders"]) and "summary" not in fields
        for fields in held
    )
    assert any(fields["state"] == "returned" and fields["remark"] for fields in held)
    assert any(fields["state"] == "submitted" for fields in held)
    adopted = [name for name, fields in sessions.items() if opened[name] != CLERK and "adopted_by" not in fields]
    assert adopted == ["n4"]
    mine = [f for f in made(day, "action").values() if f["state"] == "open" and key(f["owner"]) == CLERK]
    assert any(str(fields["due"]) < now for fields in mine)
    assert any(within(fields["due"], 0, 10) for fields in mine)
    waiting = [f for f in made(day, "submission").values() if f["state"] == "submitted" and key(f["author"]) != CLERK]
    assert waiting
    assert any(f["state"] == "returned" and key(f["author"]) == CLERK for f in made(day, "submission").values())
    tied = {key(fields.get("session")) for fields in made(day, "note").values()} - {""}
    assert len(tied) == 2

"""What the demo tells beside its sessions: reading room, self-study, what was published, improved, assessed; by the branch's own rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from sync.records.registry import KINDS
from tests.unit.sample_steps import DAYS, Fields, any_day, key, keys, made, told
from tui.samples.demo_founding import RULES_CHANGED
from tui.samples.demo_library import sample_isbn
from tui.samples.demo_people import LIBRARIAN
from tui.year.characters import count
from tui.year.lending import months_later
from tui.year.packs import rules

RULES = rules("cn-current", RULES_CHANGED)
NEVER_SIGNS_IN = "m02"


def of_year(kind: str, day: dt.date, year: int) -> dict[str, Fields]:
    """Records whose key names the year."""
    return {name: fields for name, fields in made(day, kind).items() if str(year) in name.split("-")}


def test_what_the_branch_adapts_is_understood() -> None:
    assert RULES.not_understood == ()
    assert {rule.id for rule in RULES.all.values() if rule.changed} == {"B-1", "F-4", "F-5", "F-6", "R-1", "T-1"}


def test_kinds_of_the_year_are_all_there() -> None:
    shared = {spec.name for spec in KINDS if spec.shared}
    for day in (dt.date(2025, 11, 22), dt.date(2026, 10, 7)):
        there = {step.kind for step in told(day)}
        assert shared - there == {"leave_request", "vote", "signature", "amendment", "conflict"}


@any_day
def test_nobody_who_never_signs_in_does_anything(day: dt.date) -> None:
    assert not [step for step in told(day) if step.actor == NEVER_SIGNS_IN]


@any_day
def test_the_reading_room_keeps_its_rules(day: dt.date) -> None:
    loans, books = made(day, "loan"), made(day, "book")
    assert 24 <= len(books) <= 30
    assert len(loans) >= 40
    most, days = RULES.number("O-1", "books"), RULES.number("O-1", "days")
    assert (most, days) == (2, 30)
    renewals = Counter(
        step.key for step in told(day) if step.kind == "loan" and step.do == "put" and "renewed" in step.fields
    )
    assert set(renewals.values()) == {1}
    for step in told(day):
        if step.kind != "loan":
            continue
        loan = loans[step.key]
        if step.do == "new":
            assert step.actor == LIBRARIAN
            assert step.at[:10] == loan["out_on"]
            out, member, book = str(loan["out_on"]), key(loan["member"]), key(loan["book"])
            theirs = [one for one in loans.values() if key(one["member"]) == member and str(one["out_on"]) < out]
            still = [one for one in theirs if one["state"] != "lost" and str(one.get("back_on", "9999")) > out]
            assert len(still) < 2, step
            assert all(str(one["due_on"]) >= out for one in still), step
            for one in theirs:
                if (back := one.get("back_on")) and str(back) > str(one["due_on"]):
                    assert months_later(dt.date.fromisoformat(str(back)), 1).isoformat() <= out, step
            same = [one for one in loans.values() if key(one["book"]) == book and str(one["out_on"]) <= out]
            there = [one for one in same if one["state"] == "lost" or str(one.get("back_on", "9999")) > out]
            assert len(there) <= int(str(books[book]["copies"])), step
        elif step.do == "put" and "renewed" in step.fields:
            assert step.actor == key(loan["member"])
            assert dt.date.fromisoformat(str(loan["due_on"])) - dt.date.fromisoformat(
                str(loan["out_on"])
            ) == dt.timedelta(60)
    states = Counter(loan["state"] for loan in loans.values())
    assert states["lost"] == 1
    late = [loan for loan in loans.values() if loan["state"] == "out" and str(loan["due_on"]) < day.isoformat()]
    assert len(late) == 1
    assert [book["title"] for book in books.values() if book["state"] == "withdrawn"] == ["红岩"]


def test_a_sample_isbn_has_a_valid_check_digit() -> None:
    for number in range(1, 100):
        digits = [int(each) for each in sample_isbn(number)]
        assert len(digits) == 13
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


@any_day
def test_self_study_is_confirmed_by_month_with_exceptions(day: dt.date) -> None:
    last = of_year("study", day, day.year - 1)
    assert len({key(fields["member"]) for fields in last.values()}) >= 25
    before_january = {step.key for step in told(day) if step.kind == "study" and step.state == "confirmed"}
    assert Counter(fields["state"] for fields in last.values())["refused"] == 1
    assert all(fields["reason"] for fields in last.values() if fields["state"] == "refused")
    assert len(before_january) >= 60
    done: dict[str, int] = {}
    changed = []
    for number, step in enumerate(told(day)):
        if step.kind == "study" and step.state == "confirmed":
            done[step.key] = number
            assert step.actor != key(made(day, "study")[step.key]["member"])
        if step.kind == "study" and step.do == "put":
            assert step.key not in done, "what was confirmed is another claim no more"
            changed.append(step.key)
    assert len(changed) == 1
    now = [f for name, f in made(day, "study").items() if name.startswith("study-now")]
    assert {fields["state"] for fields in now} == {"claimed"}
    assert "course" in {fields["channel"] for fields in last.values()}


@any_day
def test_what_is_published_is_an_accepted_reflection_word_for_word(day: dt.date) -> None:
    submissions, publications = made(day, "submission"), made(day, "publication")
    assert len(of_year("publication", day, day.year - 1)) >= 10
    assert sum(fields["state"] == "withdrawn" for fields in publications.values()) == 1
    for fields in publications.values():
        whole = submissions[key(fields["submission"])]
        assert whole["state"] == "accepted"
        for name in ("title", "body", "knowledge_point", "use_at_work"):
            assert fields.get(name) == whole.get(name)
    targets = Counter(
        next(s.kind for s in told(day) if s.key == key(f["target"])) for f in made(day, "recommendation").values()
    )
    assert targets.keys() >= {"publication", "book", "session", "document"}


@any_day
def test_some_rounds_of_reading_are_complete_and_some_are_open(day: dt.date) -> None:
    least = RULES.number("R-1", "characters") or 0
    rounds: dict[tuple[str, bool], set[str]] = defaultdict(set)
    opened = {step.key: step.at for step in told(day) if step.do == "new"}
    for name, fields in of_year("submission", day, day.year - 1).items():
        if fields["state"] == "accepted" and "book" in fields and count(str(fields["body"])) >= least:
            assert fields["knowledge_point"]
            rounds["met", opened[name][5:7] < "07"].add(key(fields["author"]))
    assert all(5 <= len(who) <= 15 for who in rounds.values())
    assert len(rounds) == 2
    books = {key(f["book"]) for f in made(day, "loan").values()}
    assert {key(f["book"]) for f in made(day, "submission").values() if "book" in f} <= books
    tied = [key(f["book"]) for kind in ("note", "reflection") for f in made(day, kind).values() if "book" in f]
    assert len(tied) == 2


@any_day
def test_improvements_are_in_every_state_and_one_note_is_due(day: dt.date) -> None:
    cases = made(day, "improvement")
    assert {fields["state"] for fields in cases.values()} == {"proposed", "trying", "kept", "dropped"}
    assert {fields["work_line"] for fields in cases.values()} == {
        "papers",
        "meetings",
        "errands",
        "coordination",
        "service",
    }
    for fields in cases.values():
        assert fields["state"] != "kept" or {"after_30", "after_90", "result"} <= fields.keys()
        assert fields["state"] != "dropped" or fields["reason"]
        assert keys(fields["learned_from"])
    owed = [
        fields
        for fields in cases.values()
        if fields["state"] == "trying"
        and "after_30" not in fields
        and dt.date.fromisoformat(str(fields["started"])) + dt.timedelta(days=30) < day
    ]
    assert owed


@any_day
def test_the_year_before_is_assessed_in_january_and_this_one_only_from_its_window_on(day: dt.date) -> None:
    last, this = day.year - 1, day.year
    own = of_year("assessment", day, last)
    assert len(own) == 29
    assert {fields["state"] for fields in own.values()} == {"handed_in"}
    begun = of_year("assessment", day, this)
    assert bool(begun) == (day >= dt.date(this, 12, 17))
    results, marks = made(day, "assessment_result"), made(day, "appraisal")
    if day >= dt.date(this, 2, 1):
        assert len(results) == len(marks) == 29
        assert {fields["state"] for fields in marks.values()} == {"final"}
        assert {fields["grade"] for fields in results.values()} == {"good", "fairly_good", "fair"}
        for fields in results.values():
            assert str(marks[f"appraisal-{last}-{key(fields['member'])}"]["remark"]) in str(fields["content"])


@any_day
def test_a_plan_changed_in_the_year_has_a_second_version_with_its_reason(day: dt.date) -> None:
    versions = of_year("plan_version", day, day.year - 1)
    assert [fields["number"] for fields in versions.values()] == [1, 2]
    assert [fields.get("reason") is None for fields in versions.values()] == [True, False]
    entered = [(step.on_behalf, step.basis) for step in told(day) if step.kind == "plan_version"]
    assert entered[:2] == [(None, None), (NEVER_SIGNS_IN, "paper")]
    if len(entered) > 2:
        assert entered[2] == ("m01", "meeting")


def test_duties_rest_on_documents() -> None:
    without = [name for name, fields in made(DAYS[-1], "appointment").items() if "basis" not in fields]
    # The server's shell makes the first secretary before there is any document, and nobody else may change it.
    assert without == ["secretary-m01"]

"""How the sample branch comes to be: people, sections, duties, settings and documents, and what changes among them later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tui.samples import scripts
from tui.samples.days import moment, shifted, workday_from, workday_until
from tui.samples.demo_people import (
    CLERK,
    COMMITTEE,
    FORMER_HEAD,
    HEADS,
    LEADERS,
    LIBRARIAN,
    MOVED,
    NEWCOMER,
    PEOPLE,
    SECRETARY,
    SECTIONS,
    Person,
    Roll,
)
from tui.samples.diary import Diary
from tui.samples.step import Ref

BRANCH = "示例县政府办公室支部"
SUPERIOR = "中共示例县直属机关工作委员会"
RULES_CHANGED = [
    "B-1.per=year",
    "F-4.per=quarter",
    "F-5.per=half",
    "F-6.per=half",
    "R-1.characters=300",
    "T-1.committee=2400",
]
"""What the branch asks other than the pack, as its document of the adapted rules says."""


def founded(year: int) -> dt.date:
    """The first working day of the year, on which everything is entered."""
    return workday_from(dt.date(year, 1, 2))


def found(diary: Diary, year: int, roll: Roll) -> None:
    """Enter the branch on the first working day of `year`, and its changes during that year and the next."""
    clock = _Minutes(moment(founded(year), "08:30"))
    _first_two(diary, clock, year)
    diary.new(
        SECRETARY,
        clock(),
        "settings",
        "settings",
        branch_name=BRANCH,
        superior=SUPERIOR,
        rule_pack="cn-current",
        year_starts=1,
    )
    for sort, (key, name) in enumerate(SECTIONS.items(), start=1):
        diary.new(CLERK, clock(), "section", key, name=name, sort=sort)
    for person in PEOPLE:
        if person.key not in (SECRETARY, CLERK, NEWCOMER):
            _enter(diary, CLERK, clock(), person)
    for person in PEOPLE:
        if person.section and person.key != NEWCOMER:
            section = roll.section(person.key, founded(year))
            _seat(diary, clock(), person.key, section, f"{year - person.years}-03-01", key=f"seat-{person.key}")
    documents(diary, clock, year)
    _appoint(diary, clock, year)
    _later(diary, year, roll)


class _Minutes:
    """One minute after the other."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at

    def __call__(self) -> dt.datetime:
        self._at += dt.timedelta(minutes=1)
        return self._at


def _first_two(diary: Diary, clock: _Minutes, year: int) -> None:
    """The server's shell makes secretary and clerk, since nobody may appoint oneself."""
    by_key = {person.key: person for person in PEOPLE}
    for member, role in ((SECRETARY, "secretary"), (CLERK, "clerk")):
        _enter(diary, None, clock(), by_key[member])
        diary.new(
            None, clock(), "appointment", f"{role}-{member}", member=Ref(member), role=role, from_=f"{year - 2}-09-01"
        )


def _enter(diary: Diary, actor: str | None, at: dt.datetime, person: Person) -> None:
    changed = {MOVED[0]: ("行政科科员", "第三党小组"), FORMER_HEAD[1]: ("行政科科长", person.group)}
    title, group = changed.get(person.key, (person.title, person.group))
    if person.key == HEADS["s5"]:
        title = "行政科副科长"
    diary.new(
        actor,
        at,
        "member",
        person.key,
        name=person.name,
        title=title,
        level=person.level,
        standing=person.standing,
        group=group,
        pinyin_override=person.pinyin,
        sort=int(person.key[1:]),
    )


def _seat(diary: Diary, at: dt.datetime, member: str, section: str, since: str, key: str) -> None:
    diary.new(CLERK, at, "membership", key, member=Ref(member), section=Ref(section), from_=since)


def documents(diary: Diary, clock: _Minutes, year: int) -> None:
    """Four governing documents, in force; the last one signed on paper and entered by the clerk."""
    for told in scripts.table("plans")["document"]:
        _document(diary, clock(), told, founded(year))
        if told["key"] == "doc-books":
            signed = (SECRETARY, "paper", f"发文稿纸〔{year}〕第4号")
            diary.move(CLERK, clock(), "document", told["key"], "in_force", decided=signed)
        else:
            diary.move(SECRETARY, clock(), "document", told["key"], "in_force")


def _document(diary: Diary, at: dt.datetime, told: Mapping[str, Any], issued: dt.date) -> None:
    diary.new(
        CLERK,
        at,
        "document",
        told["key"],
        title=told["title"],
        doc_kind=told["doc_kind"],
        number=f"示政办支〔{issued.year}〕{told['number']}号",
        issued_on=issued.isoformat(),
        body=told["body"],
    )


def _issue_later(diary: Diary, year: int) -> None:
    """The rules as the branch adapted them, and who heads a section from July on."""
    for told in scripts.table("plans")["later"]:
        day = workday_from(dt.date.fromisoformat(f"{year}-{told['day']}"))
        _document(diary, moment(day, "10:10"), told, day)
        diary.move(SECRETARY, moment(day, "16:20"), "document", told["key"], "in_force")
        if told["key"] == "doc-adapted":
            diary.put(SECRETARY, moment(day, "16:25"), "settings", "settings", rules_changed=RULES_CHANGED)


def _appoint(diary: Diary, clock: _Minutes, year: int) -> None:
    since, basis = f"{year - 1}-03-01", Ref("doc-group")

    def appoint(actor: str, member: str, role: str, sections: tuple[str, ...] = ()) -> None:
        refs = [Ref(section) for section in sections]
        key = f"{role}-{member}"
        diary.new(
            actor, clock(), "appointment", key, member=Ref(member), role=role, sections=refs, from_=since, basis=basis
        )

    for member, sections in LEADERS.items():
        appoint(SECRETARY, member, "leader", sections)
    for member in COMMITTEE:
        appoint(SECRETARY, member, "committee")
    for section, head in {**HEADS, FORMER_HEAD[0]: FORMER_HEAD[1]}.items():
        appoint(CLERK, head, "section_head", (section,))
    appoint(CLERK, LIBRARIAN, "librarian")
    diary.put(SECRETARY, clock(), "appointment", f"clerk-{CLERK}", basis=basis)


def _later(diary: Diary, year: int, roll: Roll) -> None:
    """Somebody goes to a village, somebody is lent, a head of section changes, a person moves, a person joins."""
    day = workday_until(roll.village)
    diary.new(HEADS["s3"], moment(day, "09:20"), "away", "away-village", member=Ref("m17"), from_=roll.village.isoformat(),
              note="驻村工作")  # fmt: skip
    leaves, back = roll.lent
    diary.new(HEADS["s4"], moment(workday_until(leaves), "17:20"), "away", "away-lent", member=Ref("m19"), from_=leaves.isoformat(),
              note="借调跟班学习")  # fmt: skip
    diary.put(HEADS["s4"], moment(workday_until(back), "10:05"), "away", "away-lent", to=back.isoformat())

    _issue_later(diary, year)
    until, since = (roll.changed - dt.timedelta(days=1)).isoformat(), roll.changed.isoformat()
    at = moment(workday_until(roll.changed - dt.timedelta(days=1)), "15:00")
    section, head = FORMER_HEAD
    diary.put(CLERK, at, "appointment", f"section_head-{head}", to=until)
    diary.new(CLERK, at, "appointment", f"section_head-{HEADS[section]}", member=Ref(HEADS[section]), role="section_head",
              sections=[Ref(section)], from_=since, basis=Ref("doc-head"))  # fmt: skip
    member, _, new_section = MOVED
    diary.put(CLERK, at, "membership", f"seat-{member}", to=until)
    _seat(diary, at, member, new_section, since, key=f"seat-{member}-2")
    for person in PEOPLE:
        if person.key in (member, head, HEADS[section]):
            changes = {"title": person.title, **({"group": person.group} if person.key == member else {})}
            diary.put(CLERK, at + dt.timedelta(minutes=5), "member", person.key, **changes)
    _join(diary, roll)
    full = moment(shifted(workday_from(dt.date(year + 1, 4, 8)), 1), "09:30")
    diary.put(CLERK, full, "member", member, standing="full")


def _join(diary: Diary, roll: Roll) -> None:
    person = next(each for each in PEOPLE if each.key == NEWCOMER)
    at = moment(workday_from(roll.joined), "09:00")
    _enter(diary, CLERK, at, person)
    _seat(diary, at, person.key, person.section, roll.joined.isoformat(), key=f"seat-{person.key}")

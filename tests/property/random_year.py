"""A random small year from a seed: people who come, go and are away, a plan, sessions with holes in them, what people wrote, changed rules.

Days lie in two study years, so that what began in one ends in the next.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sync.cache.view import View
from tests.property.slow_plan import Slow
from tests.year_records import Records, record
from tui.year.adapting import Choice
from tui.year.packs import PACKS
from tui.year.study_year import StudyYear
from tui.year.working_days import calendar

PEOPLE = ("m1", "m2", "m3")
SCOPES = ("b", "c", *(f"r:{name}" for name in PEOPLE))
FORMS = ("collective_study", "exchange", "lecture", "general_meeting", "group_meeting", "committee_meeting", "other")
STATES = ("planned", "running", "writing", "submitted", "approved", "returned", "postponed", "cancelled")
STATUSES = (None, "present", "late", "left_early", "leave", "absent", "exempt", "observer")
LENGTHS = (None, -30, 0, 14, 29, 30, 44, 60, 89, 90, 150)
CHANGES = (
    "H-1.step=45",
    "H-2=off",
    "H-4=off",
    "H-5=off",
    "H-6=off",
    "H-7=off",
    "H-7.forms=collective_study,lecture",
    "H-8=on",
    "S-1=off",
    "T-1.member=120",
    "T-1=off",
    "P-1.percent=50",
    "R-1.per=quarter",
    "F-3.per=half",
    "F-1.per=year",
    "F-1.times=2",
    "A-3=off",
    "B-1.per=year",
    "B-1=off",
)
WORDS = ("好", "有收获")
SMALL = ("H-9=on", "R-1.characters=5", "R-1.times=1", "H-9.study=60", "H-9.online=60")
"""The numbers of the rules made small, so that small years reach them."""


def random_year(seed: int, *, whole: bool = False) -> tuple[StudyYear, Slow]:
    """A year, and the same as the slow calculation sees it; `whole`: the device reads everything."""
    rng = Random(seed)
    views = [*_settings(rng), *_people(rng), *_plan(rng), *_studies(rng), *_written(rng), *_changed(rng)]
    for number in range(rng.randint(0, 6)):
        views += _session(rng, number)
    scopes = frozenset(SCOPES if whole else rng.sample(SCOPES, rng.randint(2, len(SCOPES))))
    starts, choice = rng.choice((1, 1, 4, 9)), random_choice(rng)
    today = dt.date.fromisoformat(rng.choice(("2026-02-10", "2026-08-31", "2026-08-31", "2027-09-30")))
    return (
        StudyYear(2026, today, Records(views), calendar(), scopes.__contains__, choice.rules, starts, dt.UTC),
        Slow(views, 2026, starts, today, choice.rules, scopes, choice),
    )


def scope_of(view: View, source: Records) -> str:
    """The scope in which a record stands, as kinds.toml says: "b", "c" or "r:<member>"."""
    if view.kind == "session":
        return "c" if view.get("form") == "committee_meeting" else "b"
    if view.kind in ("study", "submission"):
        return f"r:{view.get('member') or view.get('author')}"
    if view.kind in ("attendance", "minute", "agenda_item", "material", "comment"):
        above = source.get(str(view.get("target") if view.kind in ("material", "comment") else view.get("session")))
        return scope_of(above, source) if above is not None else "b"
    return "b"


def random_choice(rng: Random) -> Choice:
    """A pack and the branch's changes of it."""
    name = rng.choice(("none", *PACKS, "cn-current", "cn-current"))
    return Choice(name, frozenset([*SMALL[rng.choice((0, 0, 0, 1)) :], *rng.sample(CHANGES, rng.randint(0, 5))]))


def _settings(rng: Random) -> list[View]:
    """Sometimes one knows when the branch was entered."""
    return [record("settings", "settings", made=_day(rng))] if rng.random() < 0.3 else []


def _day(rng: Random) -> str:
    return (dt.date(2025, 10, 1) + dt.timedelta(rng.randrange(550))).isoformat()


def _span(rng: Random) -> dict[str, Any]:
    first = _day(rng)
    last = (dt.date.fromisoformat(first) + dt.timedelta(rng.randrange(500))).isoformat()
    return {"begins": first, "ends": rng.choice((None, last))}


def _people(rng: Random) -> list[View]:
    found = []
    for number, name in enumerate(PEOPLE):
        state = rng.choice(("active", "active", "active", "left"))
        found.append(
            record("member", name, name=name, sort=number, group=rng.choice((None, "甲组", "乙组")), state=state)
        )
        role = rng.choice(("secretary", "leader", "committee", "clerk", "section_head"))
        found += _spans(rng, "membership", name, section=rng.choice(("k1", "k2")))
        found += _spans(rng, "away", name)
        found += _spans(rng, "appointment", name, role=role)
    return found


def _spans(rng: Random, kind: str, member: str, **more: Any) -> list[View]:
    """None, one, or two; of two the second often begins on the day after the first."""
    first, *later = [_span(rng) for _ in range(2)]
    if first["ends"] and rng.random() < 0.7:
        later[0]["begins"] = (dt.date.fromisoformat(first["ends"]) + dt.timedelta(days=1)).isoformat()
        later[0]["ends"] = None
    spans = [first, *later][: rng.choice((0, 1, 2))]
    return [record(kind, f"{kind}-{member}-{n}", member=member, **more, **each) for n, each in enumerate(spans)]


def _plan(rng: Random) -> list[View]:
    if rng.random() < 0.25:
        return []
    return [
        record("plan", "p", year=2026, state=rng.choice(("draft", "approved"))),
        *(
            record(
                "task",
                f"t{n}",
                plan="p",
                number=n,
                topic="题",
                form=rng.choice((*FORMS, "collective_study", None)),
                month_from=rng.choice((None, _day(rng)[:8] + "01", _day(rng)[:8] + "01")),
                month_to=rng.choice((None, _day(rng)[:8] + "01")),
                times=rng.choice((None, 1, 2, 5)),
                minutes_planned=rng.choice((None, 60, 90, 600)),
                audience=rng.choice((None, None, "甲组")),
                state=rng.choice(("planned", "planned", "planned", "postponed", "closed", "cancelled")),
            )
            for n in range(rng.randint(0, 4))
        ),
    ]


def _session(rng: Random, number: int) -> list[View]:
    rid, day, minutes, form = f"s{number}", rng.choice((None, *[_day(rng)] * 3)), rng.choice(LENGTHS), rng.choice(FORMS)
    begin = dt.datetime.fromisoformat(f"{day}T09:00") if day else None
    end = begin + dt.timedelta(minutes=minutes) if begin is not None and minutes is not None else None
    view = record(
        "session",
        rid,
        form=form,
        state=rng.choice(STATES),
        start=begin.strftime("%Y-%m-%dT%H:%M") if begin else None,
        end=end.strftime("%Y-%m-%dT%H:%M") if end else None,
        year=2026 if day is None else rng.choice((None, None, None, 2026, 2025)),
        also=rng.choice(([], [], ["lecture"], ["collective_study", "exchange"])),
        audience=rng.choice((None, "甲组")) if form == "group_meeting" else None,
        roll_call_done=rng.choice((True, True, False)),
        task=rng.choice((None, "t0", "t1", "t2")),
    )
    said = [
        record(
            "minute",
            f"{rid}-mi",
            session=rid,
            about=rng.choice(PEOPLE),
            entry="commentary",
            text=rng.choice(WORDS),
            at=day,
        ),
        record("agenda_item", f"{rid}-ai", session=rid, number=1, presenter=rng.choice(PEOPLE)),
        record("material", f"{rid}-ma", target=rid, presenter=rng.choice((None, *PEOPLE))),
    ]
    rows = [
        record(
            "attendance",
            f"{rid}-{name}",
            session=rid,
            member=name,
            status=rng.choice(STATUSES),
            makeup_verified=rng.choice((None, "m1")),
        )
        for name in rng.sample(PEOPLE, rng.choice((0, 1, 2, 3, 3, 3)))
    ]
    return [view, *rows, *rng.sample(said, rng.randint(0, 3))]


def _studies(rng: Random) -> list[View]:
    return [
        record(
            "study",
            f"st{n}",
            member=rng.choice(PEOPLE),
            on=_day(rng),
            minutes=rng.choice((0, 14, 15, 29, 30, 31, 60, 90)),
            what="自学",
            channel=rng.choice(("book", "course", None)),
            state=rng.choice(("claimed", "confirmed", "confirmed", "refused", "withdrawn")),
            fv={name: [rng.randint(1, 3)] for name in ("state", "minutes", "on") if rng.random() < 0.5},
        )
        for n in range(rng.randint(0, 6))
    ]


def _written(rng: Random) -> list[View]:
    """Reflections, what was published of them, and what was said about both; books borrowed."""
    found = [
        record(
            "submission",
            f"su{n}",
            author=rng.choice(PEOPLE),
            title="体会",
            body=rng.choice(("学用结合，有所得。", "短", "读 Word 2010 一书", "")),
            use_at_work=rng.choice((None, " ", "用于办文")),
            book=rng.choice((None, "bk", "bk")),
            knowledge_point=rng.choice((None, " ", "一文一事")),
            replaces=rng.choice((None, None, f"su{n - 1}")),
            state=rng.choice(("submitted", "accepted", "accepted", "returned", "withdrawn")),
            made=_day(rng),
        )
        for n in range(rng.randint(0, 7))
    ]
    found += [
        record("publication", f"pu{n}", author=rng.choice(PEOPLE), submission="su0", made=_day(rng)) for n in range(2)
    ]
    texts = [each.id for each in found]
    for n in range(rng.randint(0, 5)):
        words = {"author": rng.choice(PEOPLE), "text": rng.choice(WORDS), "session": rng.choice((None, "s0", "s1"))}
        found.append(record("comment", f"co{n}", target=rng.choice(texts), made=_day(rng), **words))
    found += [record("loan", f"lo{n}", book="bk", member=rng.choice(PEOPLE), out_on=_day(rng)) for n in range(2)]
    return found


def _changed(rng: Random) -> list[View]:
    return [
        record(
            "improvement",
            f"im{n}",
            owner=rng.choice(PEOPLE),
            started=rng.choice((None, _day(rng))),
            state=rng.choice(("proposed", "trying", "kept", "dropped")),
            made=_day(rng),
        )
        for n in range(rng.randint(0, 3))
    ]

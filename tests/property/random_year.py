"""A random small year from a seed: people who come and go, sessions with holes in them, self-study, reflections, changed rules."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sync.cache.view import View
from tests.property.slow_year import Slow
from tests.year_records import Records, record
from tui.year.packs import PACKS, Rules, rules
from tui.year.study_year import StudyYear
from tui.year.working_days import calendar

PEOPLE = ("m1", "m2", "m3")
SCOPES = ("b", "c", *(f"r:{name}" for name in PEOPLE))
FORMS = ("collective_study", "exchange", "lecture", "general_meeting", "group_meeting", "committee_meeting", "other")
STATES = ("planned", "running", "writing", "submitted", "approved", "returned", "cancelled")
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
)
SMALL = ("H-9=on", "R-1.characters=5", "R-1.times=1", "H-9.study=60", "H-9.online=60")
"""The numbers of the rules made small, so that small years reach them."""


def random_year(seed: int, *, whole: bool = False) -> tuple[StudyYear, Slow]:
    """A year, and the same as the slow calculation sees it; `whole`: the device reads everything."""
    rng = Random(seed)
    views = [*_settings(rng), *_people(rng), *_studies(rng), *_submissions(rng)]
    for number in range(rng.randint(0, 5)):
        views += _session(rng, number)
    scopes = frozenset(SCOPES if whole else rng.sample(SCOPES, rng.randint(2, len(SCOPES))))
    starts, pack = rng.choice((1, 1, 4, 9)), _rules(rng)
    today = dt.date.fromisoformat(rng.choice(("2026-02-10", "2026-08-31", "2027-09-30")))
    return (
        StudyYear(2026, today, Records(views), calendar(), scopes.__contains__, pack, starts, dt.UTC),
        Slow(views, 2026, starts, today, pack, scopes),
    )


def _rules(rng: Random) -> Rules:
    name = rng.choice(("none", *PACKS, "cn-current", "cn-current"))
    return rules(name, [*SMALL[rng.choice((0, 0, 0, 1)) :], *rng.sample(CHANGES, rng.randint(0, 5))])


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
        for kind, more in (
            ("membership", {"section": "办公室"}),
            ("away", {}),
            ("appointment", {"role": rng.choice(("secretary", "committee", "clerk", "section_head"))}),
        ):
            if rng.random() < 0.5:
                found.append(record(kind, f"{kind}-{name}", member=name, **more, **_span(rng)))
    return found


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
    )
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
    return [view, *rows]


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


def _submissions(rng: Random) -> list[View]:
    return [
        record(
            "submission",
            f"su{n}",
            author=rng.choice(PEOPLE),
            title="体会",
            body=rng.choice(("学用结合，有所得。", "短", "读 Word 2010 一书", "")),
            use_at_work=rng.choice((None, " ", "用于办文")),
            replaces=rng.choice((None, None, f"su{n - 1}")),
            state=rng.choice(("submitted", "accepted", "accepted", "returned", "withdrawn")),
            made=_day(rng),
        )
        for n in range(rng.randint(0, 6))
    ]

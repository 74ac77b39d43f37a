"""A person's time with the branch, in order, and what in it does not fit together. Pure functions over records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Literal, TypeAlias

import msgspec

from sync.cache.view import View
from sync.records.roster import in_force
from tui.year.source import Source

STATIONS = ("membership", "appointment", "away")
"""Kinds of record that say where a person was, from when to when."""

Doubt: TypeAlias = Literal[
    "two_sections", "gap", "no_section", "left_in_section", "left_with_duty", "backwards", "heads_elsewhere"
]


class Caution(msgspec.Struct, frozen=True):
    """What does not fit: which doubt, about which records, and the first day it is about (YYYY-MM-DD, empty where none is known)."""

    doubt: Doubt
    records: tuple[str, ...] = ()
    day: str = ""


def stations(source: Source, member: str) -> list[View]:
    """Sections, duties and absences of a person, oldest first; what began on one day in the order of STATIONS."""
    found = [view for kind in STATIONS for view in source.linked(kind, "member", member)]
    return sorted(found, key=lambda view: (view.get("from") or "", STATIONS.index(view.kind), view.id))


def open_on(views: Iterable[View], day: str) -> list[View]:
    """Those in force on a day (YYYY-MM-DD)."""
    return [view for view in views if in_force(view.fields, day)]


def cautions(source: Source, member: View, today: str) -> list[Caution]:
    """What to look at in one person's time; nothing of it is forbidden, a person may well serve in two sections."""
    found = stations(source, member.id)
    wrong = [view for view in found if view.get("to") and view.get("from") and view.get("to") < view.get("from")]
    right = [view for view in found if view not in wrong]
    held, duties, away = ([view for view in right if view.kind == kind] for kind in STATIONS)
    doubts = [Caution("backwards", (view.id,), str(view.get("from"))) for view in wrong]
    doubts += [
        Caution("two_sections", (one.id, other.id), str(max(one.get("from") or "", other.get("from") or "")))
        for one, other in combinations(held, 2)
        if _overlap(one, other)
    ]
    doubts += _gaps(held, away)
    now = open_on(held, today)
    if member.state == "left":
        doubts += [Caution("left_in_section", (view.id,), str(view.get("from"))) for view in now]
        doubts += [Caution("left_with_duty", (view.id,), str(view.get("from"))) for view in open_on(duties, today)]
    elif not now:
        # A leader is in charge of sections and sits in none.
        leads = any(view.get("role") == "leader" for view in open_on(duties, today))
        doubts += [] if leads else [Caution("no_section")]
    else:
        doubts += _elsewhere(open_on(duties, today), {view.get("section") for view in now})
    return doubts


def _elsewhere(duties: Sequence[View], sections: set[str | None]) -> list[Caution]:
    """Heads of a section who sit in another one now."""
    heads = [view for view in duties if view.get("role") == "section_head" and view.get("sections")]
    return [
        Caution("heads_elsewhere", (view.id,), str(view.get("from")))
        for view in heads
        if not sections & set(view.get("sections"))
    ]


def _overlap(one: View, other: View) -> bool:
    first, last = max(one.get("from") or "", other.get("from") or ""), min(_end(one), _end(other))
    return first <= last


def _end(view: View) -> str:
    return str(view.get("to") or "9999-12-31")


def _gaps(held: Sequence[View], away: Sequence[View]) -> list[Caution]:
    """Days between two sections on which a person belonged to none and was not away."""
    doubts = []
    reached: View | None = None
    for one, other in pairwise(held):
        reached = one if reached is None or _end(one) > _end(reached) else reached
        after, before = _next(_end(reached)), str(other.get("from") or "")
        if after is None or after >= before:
            continue
        covered = any((v.get("from") or "9999") <= after and (v.get("to") or "9999-12-31") >= before for v in away)
        if not covered:
            doubts.append(Caution("gap", (reached.id, other.id), after))
    return doubts


def _next(day: str) -> str | None:
    """The day after; None after one that never comes."""
    return day_after(day) if not day.startswith("9999") else None


def day_after(day: str) -> str:
    """YYYY-MM-DD of the day after."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()


def day_before(day: str) -> str:
    """YYYY-MM-DD of the day before."""
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()

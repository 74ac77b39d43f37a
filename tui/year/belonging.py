"""On which days a person belonged to the branch and was there to study, from dated records. Pure functions; days in whole numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sync.cache.view import View

Span: TypeAlias = tuple[int, int]
"""First day and last, both included, as proleptic ordinals; crossed where there is none."""

ALWAYS: Span = (dt.date.min.toordinal(), dt.date.max.toordinal())


def span(view: View) -> Span:
    """From when to when a membership, an absence or a duty is; without a day it has no end on that side."""
    begins, ends = view.get("from"), view.get("to")
    return (
        dt.date.fromisoformat(begins).toordinal() if begins else ALWAYS[0],
        dt.date.fromisoformat(ends).toordinal() if ends else ALWAYS[1],
    )


def seats(member: View | None, memberships: Sequence[View]) -> list[Span]:
    """When a person belonged to the branch: while in a section; of whoever was never in one only the state is known.

    Of somebody who has left a membership without an end does not say until when, so it says nothing; the page of people warns of it.
    """
    left = member is not None and member.state == "left"
    if not memberships:
        return [] if left else [ALWAYS]
    return [span(each) for each in memberships if each.get("to") or not left]


def within(spans: Iterable[Span], first: dt.date, last: dt.date) -> list[Span]:
    """The parts of the spans that lie between two days."""
    cut = ((max(begins, first.toordinal()), min(ends, last.toordinal())) for begins, ends in spans)
    return [(begins, ends) for begins, ends in cut if begins <= ends]


def any_left(spans: Iterable[Span], taken: Sequence[Span]) -> bool:
    """True when a day of the spans lies in none of those that are taken; what adjoins or overlaps is taken as one."""
    return any(_reached(begins, sorted(taken)) <= ends for begins, ends in spans)


def _reached(day: int, taken: Sequence[Span]) -> int:
    """The first day from this one on that is not taken."""
    for begins, ends in taken:
        if begins <= day <= ends:
            day = ends + 1
    return day

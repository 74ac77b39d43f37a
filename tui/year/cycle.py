"""One good book, one piece of knowledge, one reflection: each person's round of reading in each period of rule B-1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.cache.view import View
from sync.records.roster import in_force
from tui.year.characters import count
from tui.year.packs import PERS, Rule
from tui.year.periods import Period
from tui.year.study_year import StudyYear

Link: TypeAlias = Literal["book", "knowledge_point", "reflection"]

LINKS: tuple[Link, ...] = ("book", "knowledge_point", "reflection")
"""The links of the chain, in their order."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A person's round: the records of each link, and which links are still open.

    `books` are loans of the period and reflections about a book, `knowledge` reflections with a knowledge point,
    `reflections` accepted ones about a book, long enough by rule R-1. Without the person's scope nothing is said at all.
    """

    rule: Rule
    member: str
    period: Period
    books: tuple[View, ...]
    knowledge: tuple[View, ...]
    reflections: tuple[View, ...]
    open: tuple[Link, ...]
    state: Literal["met", "open", "missed", "no_access"]


def cycles(year: StudyYear, member: str) -> list[Cycle]:
    """The person's rounds of the year in order; none without rule B-1, nor for a period of which the person was no part.

    A reflection counts in the period in which it was submitted, withdrawn and replaced ones do not.
    """
    rule, per = year.rules.rule("B-1"), year.rules.word("B-1", "per")
    known = next((each for each in PERS if each == per), None)
    if rule is None or known is None:
        return []
    periods = [period for period in year.cut(known) if _is_asked(year, member, period)]
    if year.lacks([f"r:{member}"]):
        return [Cycle(rule, member, period, (), (), (), (), "no_access") for period in periods]
    return [_cycle(year, rule, member, period) for period in periods]


def _cycle(year: StudyYear, rule: Rule, member: str, period: Period) -> Cycle:
    least = year.rules.number("R-1", "characters") or 0
    written = [view for view in year.submissions_of(member) if period.holds(year.made_on(view))]
    about = [view for view in written if view.get("book")]
    books = [loan for loan in year.loans_of(member) if period.holds(loan.get("out_on"))]
    knowledge = [view for view in written if str(view.get("knowledge_point") or "").strip()]
    accepted = [view for view in about if view.state == "accepted" and count(str(view.get("body") or "")) >= least]
    there: dict[Link, tuple[View, ...]] = {
        "book": (*books, *about),
        "knowledge_point": tuple(knowledge),
        "reflection": tuple(accepted),
    }
    still_open = tuple(link for link in LINKS if not there[link])
    late = period.stands(year.today) == "over"
    return Cycle(
        rule,
        member,
        period,
        there["book"],
        there["knowledge_point"],
        there["reflection"],
        still_open,
        "met" if not still_open else "missed" if late else "open",
    )


def _is_asked(year: StudyYear, member: str, period: Period) -> bool:
    """False for a period in which the person did not belong to the branch, or was away on every day."""
    first, last = period.first.isoformat(), period.last.isoformat()
    held = year.source.linked("membership", "member", member)
    days = [(view.get("from") or "", view.get("to") or "9999") for view in held]
    if days and not any(begins <= last and ends >= first for begins, ends in days):
        return False
    away = year.source.linked("away", "member", member)
    return not any(in_force(view.fields, first) and in_force(view.fields, last) for view in away)

"""One good book, one piece of knowledge, one reflection: each person's round of reading in each period of rule B-1."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

import msgspec

from sync.cache.view import View
from tui.year.packs import PERS, Per, Rule
from tui.year.periods import Period
from tui.year.reflecting import long_enough
from tui.year.study_year import StudyYear

Link: TypeAlias = Literal["book", "knowledge_point", "reflection"]

LINKS: tuple[Link, ...] = ("book", "knowledge_point", "reflection")
"""The links of the chain, in their order."""


class Cycle(msgspec.Struct, frozen=True):
    """A person's round: the records of each link, and which links are still open.

    `books` are loans of the period and reflections about a book, `knowledge` reflections with a knowledge point,
    `reflections` accepted ones about a book, long enough by rule R-1; one handed in in time that waits for its acceptance
    keeps the round open. Without the person's scope nothing is said at all.
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
    if rule is None or per not in PERS:
        return []
    periods = [period for period in year.cut(cast(Per, per)) if year.was_there(member, period)]
    if year.lacks(["b", f"r:{member}"]):
        return [Cycle(rule, member, period, (), (), (), (), "no_access") for period in periods]
    return [_cycle(year, rule, member, period) for period in periods]


def _cycle(year: StudyYear, rule: Rule, member: str, period: Period) -> Cycle:
    written = [view for view in year.submissions_of(member) if period.holds(year.made_on(view))]
    about = [view for view in written if view.get("book")]
    books = [loan for loan in year.loans_of(member) if period.holds(loan.get("out_on"))]
    knowledge = [view for view in written if str(view.get("knowledge_point") or "").strip()]
    length = year.rules.rule("R-1")
    long = [view for view in about if length is None or long_enough(view, length)]
    there: dict[Link, tuple[View, ...]] = {
        "book": (*books, *about),
        "knowledge_point": tuple(knowledge),
        "reflection": tuple(view for view in long if view.state == "accepted"),
    }
    still_open = tuple(link for link in LINKS if not there[link])
    # What was handed in in time waits for those in charge, not for its author.
    waits = still_open == ("reflection",) and any(view.state == "submitted" for view in long)
    late = period.stands(year.today) == "over" and not waits
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

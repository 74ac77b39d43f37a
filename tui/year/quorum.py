"""Whether enough of those entitled to vote are present. Pure functions over records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec

from sync.cache.view import View
from sync.records.roster import in_force
from tui.year.attendance import CAME, EXPECTED, status

COMMITTEE_VOTERS = frozenset({"secretary", "committee"})
"""Roles that vote in a committee meeting; a leader in charge or a clerk sits in it, and votes when on the committee too."""


class Quorum(msgspec.Struct, frozen=True):
    """How many are entitled to vote and how many of them are here; `unknown` are people whose standing is not known."""

    entitled: int = 0
    present: int = 0
    unmarked: int = 0
    unknown: int = 0
    judged: bool = True
    """False where rule V-1 is off, so that nobody asks whether they are enough."""

    @property
    def needed(self) -> int:
        """How many must be present: half of those entitled, rounded up."""
        return -(-self.entitled // 2)

    @property
    def verdict(self) -> Literal["met", "not_met", "unmarked", "unknown", "not_judged"]:
        """At least half of those entitled must be present (DOMAIN.md section 4, Votes); nothing is said before it is known."""
        if not self.judged:
            return "not_judged"
        if self.unmarked:
            return "unmarked"
        if not self.entitled or self.unknown:
            return "unknown"
        return "met" if enough(self.entitled, self.present) else "not_met"


def enough(entitled: int, present: int) -> bool:
    """True when at least half of those entitled are present."""
    return 2 * present >= entitled


def voters(day: str, appointments: Iterable[View]) -> frozenset[str]:
    """Members of the committee on a day (YYYY-MM-DD)."""
    held = [view for view in appointments if view.get("role") in COMMITTEE_VOTERS and in_force(view.fields, day)]
    return frozenset(str(view.get("member")) for view in held)


def quorum(
    forms: Collection[str],
    rows: Iterable[View],
    done: bool,
    standing: Mapping[str, str | None],
    committee: Collection[str],
    *,
    judged: bool = True,
) -> Quorum:
    """The quorum of a roll: full members for a general meeting, the committee for its meeting, else whoever is expected.

    `forms` are all forms of the sitting; `committee` are those who vote in it, everybody expected while it has nobody.
    `judged`: rule V-1 applies.
    """
    counted = [(str(row.get("member")), status(row, done)) for row in rows]
    people = [(member, held) for member, held in counted if held is None or held in EXPECTED]
    unknown = 0
    if "general_meeting" in forms:
        unknown = sum(standing.get(member) is None for member, _ in people)
        people = [(member, held) for member, held in people if standing.get(member) == "full"]
    elif "committee_meeting" in forms and committee:
        people = [(member, held) for member, held in people if member in committee]
    return Quorum(
        entitled=len(people),
        present=sum(held in CAME for _, held in people),
        unmarked=sum(held is None for _, held in people),
        unknown=unknown,
        judged=judged,
    )

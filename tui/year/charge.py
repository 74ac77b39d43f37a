"""Who comes to read whose records, and who no longer does, when people or duties change (PROTOCOL.md section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from sync.records.roster import COMMITTEE_ROLES, Roster


class Reading(msgspec.Struct, frozen=True):
    """What changes for one reader: members whose own records (scope r) come or go, and the committee's (scope c)."""

    reader: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    committee: Literal["", "gained", "lost"] = ""


def readings(before: Roster, after: Roster, members: Iterable[str]) -> list[Reading]:
    """The readers for whom something changes, in the order of `members`; one's own records one always reads."""
    people = list(members)
    found = []
    for reader in people:
        others = [each for each in people if each != reader]
        gained = tuple(m for m in others if after.in_charge(reader, m) and not before.in_charge(reader, m))
        lost = tuple(m for m in others if before.in_charge(reader, m) and not after.in_charge(reader, m))
        sat, sits = (roster.has_role(reader, *COMMITTEE_ROLES) for roster in (before, after))
        committee: Literal["", "gained", "lost"] = "" if sat == sits else ("gained" if sits else "lost")
        if gained or lost or committee:
            found.append(Reading(reader, gained, lost, committee))
    return found

"""What self-study is worth as a claim: confirmed, still waiting, or refused; and the months of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from sync.cache.view import View
from sync.records.reading import CLAIM as CLAIMED

Standing: TypeAlias = Literal["confirmed", "waiting", "changed", "refused", "withdrawn"]

CLAIM = tuple(CLAIMED.split())
"""What a confirmation says yes to; what was gained by it is the person's own affair."""


def standing(study: View) -> Standing:
    """How an entry stands; "changed" = confirmed once, and its claim is another since: it waits again (待确认).

    Fields carry the revision of their last change, so a claim changed after the step is newer than the state.
    """
    match study.state:
        case "confirmed":
            return "changed" if _changed_since(study) else "confirmed"
        case "refused":
            return "refused"
        case "withdrawn":
            return "withdrawn"
    return "waiting"


def _changed_since(study: View) -> bool:
    if "state" in study.edited:
        # What waits is the confirmation itself, of the claim as it is here.
        return False
    # What the server has not seen has no revision.
    state = _revision(study, "state")
    return any(name in study.edited or _revision(study, name) > state for name in CLAIM)


def _revision(study: View, name: str) -> int:
    entry = study.fv.get(name)
    return int(entry[0]) if entry else 0


class Month(msgspec.Struct, frozen=True):
    """The entries of one month, YYYY-MM, by date; and minutes as entered: confirmed, waiting (does not count), refused."""

    month: str
    entries: tuple[View, ...]
    confirmed: int
    waiting: int
    refused: int


def months(entries: Iterable[View]) -> list[Month]:
    """Entries of one person by month, in order; withdrawn ones are left out."""
    found: dict[str, list[View]] = {}
    for view in sorted(entries, key=lambda each: (str(each.get("on")), each.id)):
        if view.state != "withdrawn":
            found.setdefault(str(view.get("on"))[:7], []).append(view)
    return [_month(month, found[month]) for month in sorted(found)]


def _month(month: str, entries: list[View]) -> Month:
    totals = {"confirmed": 0, "waiting": 0, "changed": 0, "refused": 0}
    for view in entries:
        totals[standing(view)] += view.get("minutes") or 0
    waiting = totals["waiting"] + totals["changed"]
    return Month(month, tuple(entries), totals["confirmed"], waiting, totals["refused"])

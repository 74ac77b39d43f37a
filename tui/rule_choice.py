"""The rules a branch has chosen, who may change them, and the one edit that does."""

from __future__ import annotations

from sync.problems import InTheWay
from sync.workplace import Workplace
from tui.rights import why_not_new, why_not_write
from tui.year.adapting import Choice


def choice_of(place: Workplace) -> Choice:
    """What the branch's settings say."""
    held = place.repository.find("settings")
    if not held:
        return Choice()
    return Choice(held[0].get("rule_pack"), frozenset(held[0].get("rules_changed") or ()))


def why_not_choose(place: Workplace) -> str | None:
    """Why this person may not change the rules, or None."""
    held = place.repository.find("settings")
    return why_not_write(place, held[0], "rule_pack") if held else why_not_new(place, "settings", {})


def choose(place: Workplace, seen: Choice, wanted: Choice) -> bool:
    """Make a choice of rules count: one edit of the settings, which may be their first. False when it is so already.

    `seen` is the choice whose difference was shown; raises InTheWay when the rules are others by now, NotAllowed.
    """
    if choice_of(place) != seen:
        raise InTheWay("rules_meanwhile")
    if wanted == seen:
        return False
    held = place.repository.find("settings")
    if not held:
        fields = {"rule_pack": wanted.pack, "rules_changed": sorted(wanted.changes)}
        place.desk.create("settings", {name: value for name, value in fields.items() if value})
        return True
    return place.desk.edit(
        held[0].id,
        {
            "rule_pack": (seen.pack, wanted.pack),
            "rules_changed": (sorted(seen.changes), sorted(wanted.changes)),
        },
    )

"""字数 of a reflection against the branch's rule, in words; where no rule asks for a length nothing is said of one."""

from __future__ import annotations

from sync.workplace import Workplace
from tui.i18n import t
from tui.years import branch_rules

LEAST = ("R-1", "characters")
"""The rule that says how long a reflection is at least."""


def least_length(place: Workplace) -> int | None:
    """How long a reflection is at least by the branch's rules; None where none says."""
    least = branch_rules(place).number(*LEAST)
    return int(least) if least is not None else None


def length_words(place: Workplace, length: int) -> str:
    """How long a text is, the title not counted, and by how much it is shorter than the rule asks."""
    least = least_length(place)
    if least is None:
        return t("draft.count", n=length)
    if length < least:
        return t("draft.count_short", n=length, m=least - length, least=least)
    return t("draft.count_enough", n=length, least=least)

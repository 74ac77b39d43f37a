"""What a vote came to, by the rule. Pure functions over figures."""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.cache.view import View
from tui.year.quorum import enough

Verdict = Literal["passed", "not_passed", "check", "no_quorum", "unknown", "not_judged"]

FIGURES = ("eligible", "present", "in_favour", "against", "abstain")
"""In the order in which they are asked for."""


class Result(msgspec.Struct, frozen=True):
    """A verdict, and what does not add up; warnings block nothing."""

    verdict: Verdict
    warnings: tuple[Literal["negative", "more_present", "more_voted", "fewer_voted"], ...] = ()


def result(vote: View, *, judged: bool = True) -> Result:
    """The result of a vote (DOMAIN.md section 4, Votes).

    At least half of those entitled must be present; passed with more than half of those entitled, not of those present.
    Exactly half is for people to check. A figure that is needed and not known leaves the result unknown. Without rule V-1
    (`judged` false) there is no verdict, but figures that do not add up are still told.
    """
    eligible, present, in_favour = (_figure(vote, name) for name in FIGURES[:3])
    warnings = _warnings(vote)
    if not judged:
        return Result("not_judged", warnings)
    if "negative" in warnings or not eligible or present is None:
        return Result("unknown", warnings)
    if not enough(eligible, present):
        return Result("no_quorum", warnings)
    if in_favour is None:
        return Result("unknown", warnings)
    if 2 * in_favour == eligible:
        return Result("check", warnings)
    return Result("passed" if 2 * in_favour > eligible else "not_passed", warnings)


def _warnings(vote: View) -> tuple[Literal["negative", "more_present", "more_voted", "fewer_voted"], ...]:
    found: list[Literal["negative", "more_present", "more_voted", "fewer_voted"]] = []
    figures = [_figure(vote, name) for name in FIGURES]
    eligible, present, *voted = figures
    if any(figure is not None and figure < 0 for figure in figures):
        found.append("negative")
    if eligible is not None and present is not None and present > eligible:
        found.append("more_present")
    given = [figure for figure in voted if figure is not None]
    if present is not None and sum(given) > present:
        found.append("more_voted")
    if present is not None and len(given) == len(voted) and sum(given) < present:
        found.append("fewer_voted")
    return tuple(found)


def _figure(vote: View, name: str) -> int | None:
    value: int | None = vote.get(name)
    return value

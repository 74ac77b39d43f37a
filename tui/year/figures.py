"""What every figure of the year is: a number or why there is none, the rules it rests on, and the records behind it.

There are no floats: lengths of time are minutes, rates are thousandths (`permille`). Source: DOMAIN.md section 4.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Literal, TypeAlias

import msgspec

Unit: TypeAlias = Literal["minutes", "permille", "count"]

Missing: TypeAlias = Literal["to_supply", "no_access", "not_applicable"]
"""Why there is no number: a fact is not known yet (待补), a scope is not read here (无权限), no rule asks for it ("/")."""

Reach: TypeAlias = Literal["reached", "open", "short", "missed", "none", "unknown"]
"""How a person stands to a target: reached; open, so still possible; short, so out of reach with all that is planned; missed,
the year being over; none, since nothing is asked; unknown, since a fact or a scope is missing."""


class Line(msgspec.Struct, frozen=True):
    """One record behind a figure: what it adds, by which rule, and the values of its sentence `figure.<code>`.

    `counted` is in the figure's unit, for a rate in heads; None where what the record adds is not known.
    """

    record: str
    code: str
    counted: int | None
    rule: str = ""
    values: Mapping[str, str | int] = msgspec.field(default_factory=dict)


UNAPPROVED = ("session_unapproved", "makeup_unapproved")
"""Codes of lines of sessions that count although nobody has approved them yet."""


class Figure(msgspec.Struct, frozen=True):
    """A number that can be opened: `lines` add up to `value` of minutes and counts; `least` is what is known of one to be supplied."""

    name: str
    unit: Unit
    value: int | None = None
    missing: Missing | None = None
    rules: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    least: int | None = None

    @property
    def unapproved(self) -> int:
        """How much of it is of sessions nobody has approved yet: counted, but told apart (rule H-6)."""
        return sum(line.counted or 0 for line in self.lines if line.code in UNAPPROVED)


def total(name: str, unit: Unit, lines: Iterable[Line], rules: Iterable[str] = ()) -> Figure:
    """The sum of lines; with a line whose share is not known, to be supplied."""
    held = tuple(lines)
    known = sum(line.counted for line in held if line.counted is not None)
    used = tuple(dict.fromkeys([*rules, *(line.rule for line in held if line.rule)]))
    if any(line.counted is None for line in held):
        return Figure(name, unit, None, "to_supply", used, held, known)
    return Figure(name, unit, known, None, used, held)


def together(name: str, figures: Iterable[Figure]) -> Figure:
    """The sum of minutes or counts, of those that apply; a part that is not to be seen here hides the whole."""
    parts = [each for each in figures if each.missing != "not_applicable"]
    unit: Unit = parts[0].unit if parts else "minutes"
    rules = tuple(dict.fromkeys(rule for each in parts for rule in each.rules))
    if not parts:
        return without(name, unit, "not_applicable")
    if any(each.missing == "no_access" for each in parts):
        return without(name, unit, "no_access", rules=rules)
    return total(name, unit, (line for each in parts for line in each.lines), rules)


def share(figure: Figure, records: Container[str]) -> Figure:
    """What some of its records make up of a figure of minutes or counts.

    One that is hidden or does not apply stays so, as does one of which it is not known which records it rests on.
    """
    if figure.missing in ("no_access", "not_applicable") or (figure.value is None and not figure.lines):
        return figure
    return total(figure.name, figure.unit, [line for line in figure.lines if line.record in records], figure.rules)


def without(name: str, unit: Unit, missing: Missing, lines: Iterable[Line] = (), rules: Iterable[str] = ()) -> Figure:
    """A figure of which there is no number, and why."""
    return Figure(name, unit, None, missing, tuple(rules), tuple(lines))


def permille(part: int, whole: int) -> int | None:
    """Thousandths, rounded half up; None of nothing."""
    return (part * 2000 + whole) // (2 * whole) if whole else None

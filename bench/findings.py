"""What a question found: rows beside rivals, bars, and how costs grow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from bench.spread import Spread, exponent

Words: TypeAlias = tuple[str, str]
"""In English and in Chinese."""

HOT = 1.1
"""The largest exponent of a cost on a hot path: n log n fits about so between 1 000 and 50 000."""

STEADY = 0.15
"""The largest exponent of a keystroke: what is left below it is the spread of the measuring."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of DESIGN.md ("What it must reach"), and whether it is met."""

    words: Words
    met: bool


@dataclass(frozen=True, slots=True)
class Rival:
    """What somebody else's program needed for the same, in the row's unit."""

    name: str
    found: Spread


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured: ours, the rivals', and the bar it answers."""

    what: Words
    ours: Spread
    unit: str
    rivals: Sequence[Rival] = ()
    bar: Bar | None = None
    better: Literal["less", "more"] = "less"
    shown: bool = True
    """Whether it stands in the README's table."""

    def ratio(self, rival: Rival) -> float | None:
        """How many times better ours is than a rival's: above 1 is faster, smaller, more; None of shares, where it says nothing."""
        if self.unit == "%":
            return None
        ours, theirs = self.ours.median, rival.found.median
        up, down = (theirs, ours) if self.better == "less" else (ours, theirs)
        return up / down if down else float("inf")


@dataclass(frozen=True, slots=True)
class Scale:
    """What something costs at growing sizes, with the exponent that fits."""

    what: str
    points: Mapping[int, float]
    unit: str
    keystroke: bool = False
    """A keystroke must not grow at all."""

    @property
    def exponent(self) -> float:
        """The e of cost = c * size ** e."""
        return exponent(self.points)

    @property
    def grows(self) -> bool:
        """True where it grows faster than it may."""
        return self.exponent > (STEADY if self.keystroke else HOT)


@dataclass
class Findings:
    """Everything a question found; each line is said as it is found."""

    say: Callable[[str], None] = print
    rows: list[Row] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def row(
        self,
        what: Words,
        ours: Spread,
        unit: str,
        *rivals: Rival,
        bar: Bar | None = None,
        better: Literal["less", "more"] = "less",
        shown: bool = True,
    ) -> Row:
        """Keep and say a row."""
        made = Row(what, ours, unit, rivals, bar, better, shown)
        self.rows.append(made)
        self.say(said(made))
        return made

    def scale(self, what: str, points: Mapping[int, float], unit: str, *, keystroke: bool = False) -> None:
        """Keep and say how a cost grows; nothing with less than two sizes."""
        if len(points) < 2:
            return
        made = Scale(what, dict(points), unit, keystroke)
        self.scales.append(made)
        self.say(grown(made))

    def note(self, words: str) -> None:
        """Keep and say how something was measured, or what could not be."""
        if words not in self.notes:
            self.notes.append(words)
        self.say(f"  ({words})")

    def missed(self) -> list[str]:
        """Every bar that is not met, and everything that grows faster than it may."""
        found = [
            f"{row.what[0]}: {figure(row.ours, row.unit)}, bar {row.bar.words[0]}"
            for row in self.rows
            if row.bar and not row.bar.met
        ]
        return [*found, *(grown(each) for each in self.scales if each.grows)]

    def plain(self) -> dict[str, Any]:
        """As results.json keeps it."""
        return {
            "rows": [_plain_row(row) for row in self.rows],
            "scales": [
                {
                    **asdict(each),
                    "points": {str(n): cost for n, cost in each.points.items()},
                    "exponent": each.exponent,
                    "grows": each.grows,
                }
                for each in self.scales
            ],
            "notes": self.notes,
        }


def _plain_row(row: Row) -> dict[str, Any]:
    rivals = [{**asdict(each), "ratio": row.ratio(each)} for each in row.rivals]
    return {**asdict(row), "rivals": rivals}


def below(value: float, limit: float, words: Words) -> Bar:
    """A bar that a value must not reach."""
    return Bar(words, value < limit)


def at_most(value: float, limit: float, words: Words) -> Bar:
    """A bar that a value may reach and not pass."""
    return Bar(words, value <= limit)


def at_least(value: float, limit: float, words: Words) -> Bar:
    """A bar that a value must reach."""
    return Bar(words, value >= limit)


def number(value: float) -> str:
    """Three figures of a number."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def figure(found: Spread, unit: str) -> str:
    """A median, with its quartiles where it has any."""
    if found.count < 2:
        return f"{number(found.median)} {unit}"
    return f"{number(found.median)} {unit} ({number(found.low)} to {number(found.high)})"


def times(ratio: float | None, before: str, word: str) -> str:
    """How many times better, where that says something."""
    return "" if ratio is None else f"{before}{number(ratio)} {word}"


def said(row: Row) -> str:
    """A row as one line of text."""
    told = [f"  {row.what[0]}: {figure(row.ours, row.unit)}"]
    told += [f"{each.name} {figure(each.found, row.unit)}{times(row.ratio(each), ' = ', 'x')}" for each in row.rivals]
    if row.bar is not None:
        told.append(f"bar: {row.bar.words[0]}: {'met' if row.bar.met else 'NOT MET'}")
    return "; ".join(told)


def grown(scale: Scale) -> str:
    """How a cost grows as one line of text."""
    points = ", ".join(f"{size}: {number(cost)}" for size, cost in scale.points.items())
    bound = "grows with size, and must not" if scale.keystroke else "faster than n log n"
    return (
        f"  {scale.what}, {scale.unit}: {points}: n ^ {scale.exponent:.2f}{f' {bound.upper()}' if scale.grows else ''}"
    )

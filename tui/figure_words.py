"""Figures in words: the number or why there is none, and of each line behind it the day, the record and how it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import choice_label, field_label, kind_label, title_of
from tui.rule_words import hours_words
from tui.year.figures import Figure, Line, Reach, Unit

NOT_APPLICABLE = "/"
"""Printed where no rule asks for a figure."""

CHOSEN = {"form": "task", "status": "attendance", "channel": "study"}
"""Values of a line that are identifiers -> the kind whose field of that name has words for them."""


class LineWords(msgspec.Struct, frozen=True):
    """One line behind a figure; `day` is YYYY-MM-DD, 待补 while it is not known, or empty where it has none."""

    day: str
    title: str
    calculation: str
    counted: str


def amount_words(value: int, unit: Unit) -> str:
    """A number without its unit: minutes as 学时 (60 is 1), thousandths as per cent, heads and times as they are."""
    match unit:
        case "minutes":
            return hours_words(value)
        case "permille":
            return f"{value // 10}.{value % 10}%"
        case "count":
            return str(value)


def missing_words(missing: str | None) -> str:
    """Why there is no number."""
    match missing:
        case "not_applicable":
            return NOT_APPLICABLE
        case "no_access":
            return t("figure.no_access")
    return t("value.unknown")


def shortened(words: str) -> str:
    """What a narrow column of figures says instead of that a figure is to be supplied."""
    return t("figure.to_supply_short") if words == missing_words("to_supply") else words


def short_means(*rows: Iterable[str]) -> str:
    """What that short word means, where a cell of these rows is it; else nothing."""
    short = t("figure.to_supply_short")
    return t("figure.short_means") if any(cell == short for row in rows for cell in row) else ""


def figure_words(figure: Figure) -> str:
    """A figure as a cell shows it."""
    return missing_words(figure.missing) if figure.value is None else amount_words(figure.value, figure.unit)


def marked(figure: Figure) -> str:
    """A figure as a narrow column has it: with a sign before it where some of it is not approved yet, which a line explains."""
    words = figure_words(figure)
    return f"*{words}" if figure.value is not None and figure.unapproved else words


def told_apart(figure: Figure) -> str:
    """A figure with how much of it is not approved yet."""
    words = figure_words(figure)
    if figure.value is None or not figure.unapproved:
        return words
    return t("figure.of_which_unapproved", n=words, part=amount_words(figure.unapproved, figure.unit))


def with_unit(figure: Figure) -> str:
    """A figure as a sentence has it, with its unit; of one to be supplied also what is known of it."""
    if figure.value is not None:
        return _measured(figure.value, figure.unit)
    words = missing_words(figure.missing)
    if figure.missing == "to_supply" and figure.least:
        return t("figure.at_least", missing=words, known=_measured(figure.least, figure.unit))
    return words


def _measured(value: int, unit: Unit) -> str:
    words = amount_words(value, unit)
    return t("figure.in_hours", n=words) if unit == "minutes" else words


def why_none(figure: Figure) -> str | None:
    """One sentence on why there is no number, or None."""
    return t(f"figure.why.{figure.missing}") if figure.value is None and figure.missing else None


def reach_word(reach: Reach, *figures: Figure) -> str:
    """How somebody stands to a target, in a word; `figures` are those it rests on, which say why nothing can be said."""
    if reach == "none":
        return NOT_APPLICABLE
    if reach == "unknown":
        closed = any(each.missing == "no_access" for each in figures)
        return missing_words("no_access" if closed else "to_supply")
    return t(f"reach.{reach}")


def reach_sentence(reach: Reach, *figures: Figure) -> str:
    """The same in full."""
    return t("reach.short.full") if reach == "short" else reach_word(reach, *figures)


# lines


def line_words(place: Workplace, line: Line, unit: Unit) -> LineWords:
    """One line behind a figure: its day, what the record is called, how it counts and by which rule."""
    words = t(f"figure.{line.code}", **_values(line.values), counted=_counted(line, unit))
    if line.rule:
        words += t("figure.by_rule", rule=line.rule)
    view = place.repository.get(line.record)
    title = t("value.not_here")
    if view is not None:
        title = _named(place, view)
    day = str(line.values["day"] or t("value.unknown")) if "day" in line.values else ""
    return LineWords(day, title, words, _counted(line, unit))


def _named(place: Workplace, view: View) -> str:
    if view.kind != "member":
        return title_of(place, view)
    # Home says figures, too, and nobody's: what tells people apart loads four modules.
    from tui.people_words import named

    return named(place, view.id)


def _counted(line: Line, unit: Unit) -> str:
    if line.counted is None:
        return t("value.unknown")
    # A line of a rate is counted in heads.
    return amount_words(line.counted, "count" if unit == "permille" else unit)


def _values(values: Mapping[str, str | int]) -> dict[str, str | int]:
    """The values of a line as its sentence wants them: words for identifiers, and minutes in hours besides."""
    found = dict(values)
    for name, kind in CHOSEN.items():
        if name in values:
            found[name] = choice_label(KINDS[kind], name, str(values[name]))
    if "kind" in values:
        spec, missing = KINDS[str(values["kind"])], str(values["field"])
        found["field"] = field_label(spec, missing) if missing in spec.fields else t(f"unknown.{missing}")
        found["kind"] = kind_label(spec)
    for name in ("minutes", "most"):
        held = values.get(name)
        if isinstance(held, int):
            found[f"{name}_h"] = hours_words(held)
    return found

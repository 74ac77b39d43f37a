"""The charts of a study year as rows of words, numbers and bars: for its page, and for the command `year --bars`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from rich.cells import cell_len

from sync.records.registry import KINDS
from tui.bars import bar
from tui.figure_words import figure_words, missing_words, short_means, shortened, with_unit
from tui.i18n import t
from tui.labels import choice_label
from tui.reading_rounds import period_words
from tui.terminal import Glyphs
from tui.year.figures import Figure
from tui.year.monthly import Month, PlanMonth, months_of, months_of_plan
from tui.year.overview import reached, tasks_done
from tui.year.plan_actual import Track, plan_actual, tracks
from tui.year.report import report
from tui.year.study_year import StudyYear

RATE = 1000
"""A rate is told in thousandths."""


class Charts(msgspec.Struct, frozen=True):
    """What the charts of a year show; `plan` None: not all sessions of its tasks can be read."""

    months: tuple[Month, ...]
    percent: int | None
    plan: tuple[PlanMonth, ...] | None
    tracks: tuple[Track, ...]
    reached: Figure
    done: Figure


class Part(msgspec.Struct, frozen=True):
    """A heading and the rows below it, then what a word of them means; where there are none, `nothing` says why."""

    heading: str
    rows: list[list[str]]
    nothing: str = ""
    note: str = ""


def charts(year: StudyYear) -> Charts:
    """What is asked of a year for its charts."""
    found, rows = report(year), plan_actual(year)
    plan = months_of_plan(rows)
    return Charts(
        months=tuple(months_of(year)),
        percent=year.rules.number("P-1", "percent"),
        plan=None if plan is None else tuple(plan),
        tracks=tuple(tracks(rows)),
        reached=reached(found),
        done=tasks_done(found),
    )


def parts(found: Charts, glyphs: Glyphs) -> list[Part]:
    """Attendance over the months, the branch against its targets, the plan by track and by month."""
    asked = t("chart.asked", percent=found.percent) if found.percent is not None else ""
    months = [_month(each, glyphs) for each in found.months]
    targets = [_share(found.reached, t("year.reached"), glyphs), _share(found.done, t("year.tasks_done"), glyphs)]
    by_track = track_rows(found.tracks, glyphs)
    by_month = [_plan_month(each, glyphs) for each in found.plan or ()]
    why = missing_words("no_access") if found.plan is None else t("chart.no_plan")
    return [
        Part(t("chart.attendance") + asked, months, t("chart.no_month"), short_means(*months)),
        Part(t("chart.targets"), targets),
        Part(t("chart.tracks"), by_track, t("chart.no_plan")),
        Part(t("chart.plan_months"), by_month, why),
    ]


def told(part: Part) -> list[str]:
    """The lines below the heading of a part."""
    return [*(lines(part.rows) or [part.nothing]), *([part.note] if part.note else [])]


def lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns: the first cell and the last begin at the left, numbers between them end at the right."""
    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    found = []
    for row in rows:
        cells = [
            cell + blank if n in (0, len(row) - 1) else blank + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            for blank in [" " * (width - cell_len(cell))]
        ]
        found.append("  ".join(cells).rstrip())
    return found


def _month(month: Month, glyphs: Glyphs) -> list[str]:
    name = period_words(month.period) if month.period is not None else t("chart.no_day")
    came = month.turnout
    if came.held.value == 0:
        return [name, t("chart.no_session"), "", "", "", ""]
    # A month of which a roll is missing has no rate, and so no bar.
    drawn = bar(came.rate.value, RATE, glyphs) if came.rate.value is not None else ""
    held = t("chart.sessions", n=figure_words(came.held)) if came.held.value is not None else figure_words(came.held)
    expected = t("chart.expected", n=shortened(figure_words(came.expected)))
    present = t("chart.present", n=shortened(figure_words(came.present)))
    return [name, held, expected, present, shortened(figure_words(came.rate)), drawn]


def _share(figure: Figure, name: str, glyphs: Glyphs) -> list[str]:
    """So many of all its lines; without a number why there is none, and no bar."""
    if figure.value is None:
        return [name, with_unit(figure), ""]
    whole = len(figure.lines)
    return [name, t("year.of_all", n=figure.value, all=whole), bar(figure.value, whole, glyphs)]


def track_rows(found: Iterable[Track], glyphs: Glyphs) -> list[list[str]]:
    """A row a track: its name, held of how often, the bar."""
    return [_track(each, glyphs) for each in found]


def _track(track: Track, glyphs: Glyphs) -> list[str]:
    name = choice_label(KINDS["task"], "track", track.track)
    if track.held is None:
        return [name, missing_words("no_access"), ""]
    return [name, t("actual.count", held=track.held, of=track.planned), bar(track.held, track.planned, glyphs)]


def _plan_month(month: PlanMonth, glyphs: Glyphs) -> list[str]:
    words = [t(f"chart.plan.{name}", n=n) for name in ("missing", "ahead") if (n := getattr(month, name))]
    count = t("actual.count", held=month.held, of=month.planned)
    drawn = bar(month.held, month.planned, glyphs, min(20, 4 * month.planned))
    return [period_words(month.period), count, "  ".join([drawn, *words])]

"""The commands of the study year's pages. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import filtering, usual
from tui.year_pages import LEADS

YEAR = (
    *usual("year", "open"),
    Command("year.previous", "comma,minus"),
    Command("year.next", "full_stop,plus"),
    # The page itself says them: there are more than the key bar holds.
    *(Command(f"year.{lead.name}", lead.keys, shown=False) for lead in LEADS),
    *usual("year", "back"),
)

YEAR_CHART = (
    Command("year_chart.previous", "comma,minus"),
    Command("year_chart.next", "full_stop,plus"),
    Command("year_chart.back", "escape"),
)

HOURS = (
    *usual("hours", "open"),
    Command("hours.order", "f3,ctrl+e,o"),
    *usual("hours", "filter back"),
)

ATTENDANCE = (
    *usual("attendance_year", "open"),
    Command("attendance_year.order", "f3,ctrl+e,o"),
    *usual("attendance_year", "filter back"),
)

PERSON = (
    *usual("person_year", "open"),
    filtering("person_year", shown=True),
    *usual("person_year", "back"),
)

FIGURE = (
    *usual("figure", "open"),
    filtering("figure", shown=True),
    *usual("figure", "back"),
)

RULES = (
    Command("rules.pack", "f9,p"),
    Command("rules.change", "f2,e"),
    Command("rules.switch", "f3,x"),
    Command("rules.reset", "delete,f8,d"),
    filtering("rules"),
    *usual("rules", "open back"),
)

RULE_CHANGE = (
    Command("rule_change.yes", "enter,ctrl+s"),
    Command("rule_change.back", "escape"),
)

YEAR_COMMANDS: dict[str, tuple[Command, ...]] = {
    "year": YEAR,
    "year_chart": YEAR_CHART,
    "hours": HOURS,
    "attendance_year": ATTENDANCE,
    "person_year": PERSON,
    "figure": FIGURE,
    "rules": RULES,
    "rule_change": RULE_CHANGE,
}
"""Scope -> its commands, in the order of the key bar."""

"""The commands of the plans and of what opens from one. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual

PLANS = (*usual("plans", "open new edit state delete filter sort mark_row mark_all back"),)

PLAN = (
    *usual("plan", "open new"),
    Command("plan.plan_state", "f3"),
    Command("plan.actual", "full_stop,a"),
    Command("plan.versions", "ctrl+s,v"),
    Command("plan.session", "ctrl+r,m"),
    Command("plan.edit_plan", "f2,e"),
    Command("plan.state", "f9,s"),
    Command("plan.monthly", "ctrl+o,y"),
    Command("plan.carry", "plus,c"),
    *usual("plan", "delete filter sort mark_row mark_all back"),
)

PLAN_VERSIONS = (
    *usual("plan_versions", "open"),
    Command("plan_versions.compare", "f9,c"),
    Command("plan_versions.now", "f3"),
    Command("plan_versions.other", "f2,e"),
    *usual("plan_versions", "filter sort back"),
)

PLAN_DIFFERENCE = (Command("plan_difference.back", "escape,enter"),)

PLAN_ACTUAL = (
    *usual("plan_actual", "open"),
    Command("plan_actual.session", "ctrl+r,m"),
    *usual("plan_actual", "edit filter back"),
)

PLAN_COMMANDS: dict[str, tuple[Command, ...]] = {
    "plans": PLANS,
    "plan": PLAN,
    "plan_versions": PLAN_VERSIONS,
    "plan_difference": PLAN_DIFFERENCE,
    "plan_actual": PLAN_ACTUAL,
}
"""Scope -> its commands, in the order of the key bar."""

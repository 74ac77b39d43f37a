"""The commands of the assessment of a year: everybody's, one person's, and its text. Part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual

ASSESSMENTS = (
    Command("assessments.open", "enter"),
    Command("assessments.order", "f3,ctrl+e,o"),
    Command("assessments.previous", "comma,minus"),
    Command("assessments.next", "full_stop,plus"),
    *usual("assessments", "filter back"),
)

ASSESSMENT = (
    *usual("assessment", "open"),
    Command("assessment.own", "f2,e"),
    Command("assessment.hand_in", "ctrl+r,r"),
    Command("assessment.remark", "ctrl+o,o"),
    Command("assessment.appraise", "ctrl+n,n"),
    Command("assessment.final", "f9,s"),
    Command("assessment.tell", "ctrl+s"),
    Command("assessment.form", "f3,t"),
    Command("assessment.previous", "comma,minus", shown=False),
    Command("assessment.next", "full_stop,plus", shown=False),
    *usual("assessment", "back"),
)

ASSESSMENT_FORM = (Command("assessment_form.back", "escape,enter"),)

ASSESSMENT_COMMANDS: dict[str, tuple[Command, ...]] = {
    "assessments": ASSESSMENTS,
    "assessment": ASSESSMENT,
    "assessment_form": ASSESSMENT_FORM,
}
"""Scope -> its commands, in the order of the key bar."""

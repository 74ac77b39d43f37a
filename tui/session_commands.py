"""The commands of one session: its panes and what opens from them. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import panes, usual

SESSION = (
    *panes("session"),
    Command("session.edit", "f2,enter,e"),
    Command("session.state", "f9,s"),
    Command("session.adopt", "ctrl+r,a"),
    Command("session.notice", "ctrl+n,n"),
    Command("session.leave", "ctrl+o,l"),
    Command("session.recommend", "plus", shown=False),
    Command("session.plan", "ctrl+s,p"),
    Command("session.cautions", "ctrl+f,slash", shown=False),
    *usual("session", "delete back"),
)

MEETING_NOTICE = (
    Command("meeting_notice.copy", "ctrl+r,c"),
    Command("meeting_notice.save", "ctrl+s,s"),
    Command("meeting_notice.back", "escape"),
)

LEAVE = (
    Command("leave.new", "ctrl+n,n"),
    Command("leave.for_another", "ctrl+o,o"),
    Command("leave.grant", "f9,g"),
    Command("leave.refuse", "ctrl+r,r"),
    Command("leave.decide_for", "f3"),
    Command("leave.mark", "ctrl+s,m"),
    Command("leave.withdraw", "delete,f8,d"),
    Command("leave.edit", "f2,e", shown=False),
    Command("leave.open", "enter", shown=False),
    Command("leave.filter", "ctrl+f,slash", shown=False),
    *usual("leave", "sort"),
    Command("leave.back", "escape", shown=False),
)

AGENDA = (
    *panes("agenda"),
    *usual("agenda", "open new"),
    Command("agenda.done", "f9,x"),
    Command("agenda.template", "ctrl+r,m"),
    *usual("agenda", "edit delete filter mark_row mark_all back"),
)

MATERIALS = (
    *panes("materials"),
    *usual("materials", "open new"),
    Command("materials.from_task", "ctrl+r,m"),
    Command("materials.recommend", "plus"),
    *usual("materials", "edit delete filter sort mark_row mark_all back"),
)

ROLL_CALL = (
    *panes("roll_call"),
    Command("roll_call.start", "ctrl+n,n"),
    Command("roll_call.done", "ctrl+s"),
    Command("roll_call.jump", "ctrl+f,slash"),
    Command("roll_call.present", "1,d", shown=False),
    Command("roll_call.late", "2,c", shown=False),
    Command("roll_call.left_early", "3,z", shown=False),
    Command("roll_call.leave", "4,j", shown=False),
    Command("roll_call.absent", "5,q", shown=False),
    Command("roll_call.exempt", "6,b", shown=False),
    Command("roll_call.observer", "7,l", shown=False),
    Command("roll_call.unmark", "0", shown=False),
    Command("roll_call.detail", "8"),
    Command("roll_call.verify", "9"),
    Command("roll_call.makeup", "ctrl+o"),
    Command("roll_call.add", "plus,ctrl+r"),
    Command("roll_call.edit", "f2,enter,e"),
    Command("roll_call.state", "f9"),
    Command("roll_call.delete", "delete,f8"),
    Command("roll_call.back", "escape", shown=False),
)

MINUTES = (
    *panes("minutes"),
    Command("minutes.type", "ctrl+o"),
    Command("minutes.speaker", "ctrl+g"),
    Command("minutes.item", "ctrl+r"),
    Command("minutes.about", "ctrl+f"),
    Command("minutes.edit", "f2"),
    Command("minutes.action", "ctrl+n"),
    Command("minutes.item_done", "ctrl+s"),
    Command("minutes.asides", "f4"),
    Command("minutes.comment", "plus"),
    Command("minutes.delete", "f8,delete"),
    Command("minutes.state", "f9"),
    Command("minutes.log", "up", shown=False),
    *usual("minutes", "clean"),
    Command("minutes.move_up", "ctrl+up,shift+up", shown=False),
    Command("minutes.move_down", "ctrl+down,shift+down", shown=False),
    Command("minutes.back", "escape", shown=False),
)

MINUTE_FORM = (
    Command("minute_form.save", "ctrl+s"),
    Command("minute_form.back", "escape"),
    Command("minute_form.split", "f3"),
    Command("minute_form.editor", "ctrl+o"),
    *usual("minute_form", "clean"),
    Command("minute_form.discard", "f8"),
)

VOTES = (
    *panes("votes"),
    Command("votes.open", "enter"),
    *usual("votes", "new edit delete filter sort mark_row mark_all back"),
)

ACTIONS = (
    *panes("actions"),
    *usual("actions", "open new edit state delete filter sort mark_row mark_all back"),
)

RECORD = (
    *panes("record"),
    Command("record.sign", "ctrl+s"),
    Command("record.state", "f9"),
    Command("record.for_another", "ctrl+r"),
    Command("record.amend", "ctrl+n"),
    Command("record.paper", "f2,e"),
    Command("record.copy", "ctrl+o,c"),
    Command("record.cautions", "ctrl+f,slash", shown=False),
    Command("record.back", "escape", shown=False),
)

SESSION_COMMANDS: dict[str, tuple[Command, ...]] = {
    "session": SESSION,
    "meeting_notice": MEETING_NOTICE,
    "leave": LEAVE,
    "agenda": AGENDA,
    "materials": MATERIALS,
    "roll_call": ROLL_CALL,
    "minutes": MINUTES,
    "votes": VOTES,
    "minute_form": MINUTE_FORM,
    "actions": ACTIONS,
    "record": RECORD,
}
"""Scope -> its commands, in the order of the key bar."""

"""Every command, once: its id, its keys and where it works. Keys, key bar, palette and help come from this table.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Free first keys: F2 F3 F4 F5 F8 F9 and ctrl+ f g n o r s (g only where nothing is listed), digits and punctuation where nothing is typed.
"""

from __future__ import annotations

from tui.command import Command

APP = (
    Command("app.help", "f1,question_mark"),
    Command("app.history", "f6", priority=True),
    Command("app.note", "f4"),
    Command("app.sync", "f5"),
    Command("app.palette", "ctrl+p", shown=False),
    Command("app.lock", "f12", shown=False, always=True),
    Command("app.home", "1", shown=False),
    Command("app.plans", "2"),
    Command("app.sessions", "3"),
    Command("app.reflections", "4"),
    Command("app.notes", "5"),
    Command("app.conflicts", "6"),
    Command("app.branch", "7"),
    Command("app.trash", "f7", shown=False),
    Command("app.undo", "ctrl+z", shown=False),
    Command("app.language", "ctrl+t", shown=False),
    Command("app.sign_in", "ctrl+l", shown=False),
    Command("app.vault", "ctrl+g", shown=False),
    Command("app.projector", "f10,ctrl+backslash", shown=False, always=True),
    Command("app.quit", "ctrl+q", shown=False),
)

HOME = (Command("home.open", "enter", shown=False),)

FORM = (
    Command("form.choose", "f2"),
    Command("form.save", "ctrl+s"),
    Command("form.back", "escape"),
    Command("form.state", "f9"),
    Command("form.discard", "f8"),
    Command("form.next", "ctrl+n", shown=False),
    Command("form.editor", "ctrl+o", shown=False),
)

RECORDS = (
    Command("records.open", "enter", shown=False),
    Command("records.new", "ctrl+n,n"),
    Command("records.edit", "f2,e"),
    Command("records.state", "f9,s"),
    Command("records.delete", "delete,f8,d"),
    Command("records.filter", "ctrl+f,slash"),
    Command("records.other", "f3"),
    Command("records.back", "escape", shown=False),
)

PLANS = (
    Command("plans.open", "enter", shown=False),
    Command("plans.new", "ctrl+n,n"),
    Command("plans.edit", "f2,e"),
    Command("plans.state", "f9,s"),
    Command("plans.delete", "delete,f8,d"),
    Command("plans.filter", "ctrl+f,slash"),
    Command("plans.back", "escape", shown=False),
)

PLAN = (
    Command("plan.open", "enter", shown=False),
    Command("plan.new", "ctrl+n,n"),
    Command("plan.session", "ctrl+r,m"),
    Command("plan.monthly", "ctrl+o,y"),
    Command("plan.state", "f9,s"),
    Command("plan.edit_plan", "f2,e"),
    Command("plan.plan_state", "f3"),
    Command("plan.delete", "delete,f8,d"),
    Command("plan.filter", "ctrl+f,slash"),
    Command("plan.back", "escape", shown=False),
)

SESSIONS = (
    Command("sessions.open", "enter", shown=False),
    Command("sessions.new", "ctrl+n,n"),
    Command("sessions.edit", "f2,e"),
    Command("sessions.state", "f9,s"),
    Command("sessions.by_state", "f3"),
    Command("sessions.delete", "delete,f8,d"),
    Command("sessions.filter", "ctrl+f,slash"),
    Command("sessions.back", "escape", shown=False),
)


def _panes(scope: str) -> tuple[Command, Command]:
    """Every pane of a session leads to its neighbours with the same keys; F15 is what terminals send for Shift+F3."""
    return (
        Command(f"{scope}.next", "f3,full_stop"),
        Command(f"{scope}.previous", "comma,f15,shift+f3", shown=False),
    )


SESSION = (
    *_panes("session"),
    Command("session.edit", "f2,enter,e"),
    Command("session.state", "f9,s"),
    Command("session.adopt", "ctrl+r,a"),
    Command("session.notice", "ctrl+n,n"),
    Command("session.leave", "ctrl+o,l"),
    Command("session.cautions", "ctrl+f,slash", shown=False),
    Command("session.delete", "delete,f8,d"),
    Command("session.back", "escape", shown=False),
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
    Command("leave.back", "escape", shown=False),
)

AGENDA = (
    *_panes("agenda"),
    Command("agenda.open", "enter", shown=False),
    Command("agenda.new", "ctrl+n,n"),
    Command("agenda.done", "f9,x"),
    Command("agenda.template", "ctrl+r,m"),
    Command("agenda.edit", "f2,e"),
    Command("agenda.delete", "delete,f8,d"),
    Command("agenda.filter", "ctrl+f,slash"),
    Command("agenda.back", "escape", shown=False),
)

MATERIALS = (
    *_panes("materials"),
    Command("materials.open", "enter", shown=False),
    Command("materials.new", "ctrl+n,n"),
    Command("materials.from_task", "ctrl+r,m"),
    Command("materials.edit", "f2,e"),
    Command("materials.delete", "delete,f8,d"),
    Command("materials.filter", "ctrl+f,slash"),
    Command("materials.back", "escape", shown=False),
)

ROLL_CALL = (
    *_panes("roll_call"),
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
    *_panes("minutes"),
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
    Command("minutes.move_up", "ctrl+up,shift+up", shown=False),
    Command("minutes.move_down", "ctrl+down,shift+down", shown=False),
    Command("minutes.back", "escape", shown=False),
)

VOTES = (
    *_panes("votes"),
    Command("votes.open", "enter"),
    Command("votes.new", "ctrl+n,n"),
    Command("votes.edit", "f2,e"),
    Command("votes.delete", "delete,f8,d"),
    Command("votes.filter", "ctrl+f,slash"),
    Command("votes.back", "escape", shown=False),
)

MINUTE_FORM = (
    Command("minute_form.save", "ctrl+s"),
    Command("minute_form.back", "escape"),
    Command("minute_form.split", "f3"),
    Command("minute_form.editor", "ctrl+o"),
    Command("minute_form.discard", "f8"),
)

ACTIONS = (
    *_panes("actions"),
    Command("actions.open", "enter", shown=False),
    Command("actions.new", "ctrl+n,n"),
    Command("actions.edit", "f2,e"),
    Command("actions.state", "f9,s"),
    Command("actions.delete", "delete,f8,d"),
    Command("actions.filter", "ctrl+f,slash"),
    Command("actions.back", "escape", shown=False),
)

RECORD = (
    *_panes("record"),
    Command("record.sign", "ctrl+s"),
    Command("record.state", "f9"),
    Command("record.for_another", "ctrl+r"),
    Command("record.amend", "ctrl+n"),
    Command("record.paper", "f2,e"),
    Command("record.copy", "ctrl+o,c"),
    Command("record.cautions", "ctrl+f,slash", shown=False),
    Command("record.back", "escape", shown=False),
)

REFLECTIONS = (
    Command("reflections.open", "enter", shown=False),
    Command("reflections.new", "ctrl+n,n"),
    Command("reflections.submit", "ctrl+r,s"),
    Command("reflections.other", "f3"),
    Command("reflections.edit", "f2,e", shown=False),
    Command("reflections.state", "f9", shown=False),
    Command("reflections.delete", "delete,f8,d"),
    Command("reflections.filter", "ctrl+f,slash"),
    Command("reflections.back", "escape", shown=False),
)

COMMENTARY = (
    Command("commentary.open", "enter"),
    Command("commentary.other", "f3"),
    Command("commentary.filter", "ctrl+f,slash"),
    Command("commentary.back", "escape", shown=False),
)

DRAFT = (
    Command("draft.save", "ctrl+s"),
    Command("draft.submit", "ctrl+r"),
    Command("draft.back", "escape"),
    Command("draft.discard", "f8"),
    Command("draft.next", "ctrl+n", shown=False),
    Command("draft.editor", "ctrl+o"),
)

SUBMISSION = (
    Command("submission.comment", "ctrl+n,c"),
    Command("submission.state", "f9,s"),
    Command("submission.remark", "f2,e"),
    Command("submission.back", "escape"),
)

BRANCH = (
    Command("branch.open", "enter", shown=False),
    Command("branch.back", "escape"),
)

CONFLICTS = (
    Command("conflicts.keep", "f2,k"),
    Command("conflicts.take", "f9,m"),
    Command("conflicts.edit", "enter,e"),
    Command("conflicts.next", "f3,full_stop"),
    Command("conflicts.previous", "comma,f15,shift+f3", shown=False),
    Command("conflicts.retry", "ctrl+r,r"),
    Command("conflicts.retry_all", "ctrl+g,g"),
    Command("conflicts.amend", "ctrl+s,a"),
    Command("conflicts.as_new", "ctrl+n,n"),
    Command("conflicts.discard", "delete,f8,d"),
    Command("conflicts.back", "escape", shown=False),
)

MERGE = (
    Command("merge.save", "ctrl+s"),
    Command("merge.back", "escape"),
    Command("merge.next", "f3"),
    Command("merge.previous", "ctrl+o,f15,shift+f3", shown=False),
    Command("merge.note", "ctrl+n"),
    Command("merge.discard", "f8"),
)

HISTORY = (
    Command("history.open", "enter,o"),
    Command("history.restore", "ctrl+r,r"),
    Command("history.each", "f3"),
    Command("history.back", "escape"),
)

TRASH = (
    Command("trash.open", "enter,o"),
    Command("trash.restore", "ctrl+r,r"),
    Command("trash.filter", "ctrl+f,slash"),
    Command("trash.back", "escape"),
)

CONTENT = (Command("content.back", "escape,enter"),)

SIGN_IN = (
    Command("sign_in.go", "ctrl+s"),
    Command("sign_in.back", "escape"),
)

VAULT = (
    Command("vault.go", "ctrl+s"),
    Command("vault.back", "escape"),
    Command("vault.change", "f2"),
    Command("vault.recover", "f3"),
    Command("vault.anew", "f9", shown=False),
    Command("vault.off", "f8"),
    Command("vault.new_lock", "ctrl+r", shown=False),
)

LOCK = (Command("lock.open", "ctrl+s"),)

PICK = (
    Command("pick.cancel", "escape"),
    Command("pick.done", "ctrl+s", shown=False),
)

CONFIRM = (
    Command("confirm.yes", "enter,y"),
    Command("confirm.no", "escape,n"),
)

ASK = (Command("ask.cancel", "escape"),)

HELP = (Command("help.back", "escape,f1,enter"),)

NOTICE = (Command("notice.close", "enter,escape"),)

COMMANDS: dict[str, tuple[Command, ...]] = {
    "app": APP,
    "home": HOME,
    "form": FORM,
    "records": RECORDS,
    "plans": PLANS,
    "plan": PLAN,
    "sessions": SESSIONS,
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
    "reflections": REFLECTIONS,
    "commentary": COMMENTARY,
    "draft": DRAFT,
    "submission": SUBMISSION,
    "branch": BRANCH,
    "conflicts": CONFLICTS,
    "merge": MERGE,
    "history": HISTORY,
    "trash": TRASH,
    "content": CONTENT,
    "sign_in": SIGN_IN,
    "vault": VAULT,
    "lock": LOCK,
    "pick": PICK,
    "confirm": CONFIRM,
    "ask": ASK,
    "help": HELP,
    "notice": NOTICE,
}
"""Scope -> its commands, in the order of the key bar."""

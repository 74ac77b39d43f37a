"""Every command, once: its id, its keys and where it works. Keys, key bar, palette and help come from this table.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Free first keys: F2 F3 F4 F5 F8 F9 F12 and ctrl+ f g l n o r s t, digits and punctuation where nothing is typed.
"""

from __future__ import annotations

from tui.command import Command

APP = (
    Command("app.help", "f1,question_mark"),
    Command("app.palette", "f12,ctrl+p", shown=False, priority=True),
    Command("app.home", "1", shown=False),
    Command("app.plans", "2", shown=False),
    Command("app.sessions", "3", shown=False),
    Command("app.reflections", "4", shown=False),
    Command("app.notes", "5", shown=False),
    Command("app.conflicts", "6", shown=False),
    Command("app.branch", "7", shown=False),
    Command("app.note", "f4", priority=True),
    Command("app.sync", "f5"),
    Command("app.undo", "ctrl+z", shown=False),
    Command("app.language", "ctrl+t", shown=False, priority=True),
    Command("app.sign_in", "ctrl+l", shown=False),
    Command("app.quit", "ctrl+q", shown=False, priority=True),
)

HOME = (Command("home.open", "enter", shown=False),)

FORM = (
    Command("form.save", "ctrl+s", priority=True),
    Command("form.back", "escape"),
    Command("form.state", "f9", priority=True),
    Command("form.discard", "f8", priority=True),
    Command("form.next", "ctrl+n", shown=False, priority=True),
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

DRAFT = (
    Command("draft.save", "ctrl+s", priority=True),
    Command("draft.submit", "ctrl+r", priority=True),
    Command("draft.back", "escape"),
    Command("draft.discard", "f8", priority=True),
    Command("draft.next", "ctrl+n", shown=False, priority=True),
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
    Command("conflicts.retry", "ctrl+r,r"),
    Command("conflicts.as_new", "ctrl+n,n"),
    Command("conflicts.discard", "delete,f8,d"),
    Command("conflicts.back", "escape", shown=False),
)

MERGE = (
    Command("merge.save", "ctrl+s", priority=True),
    Command("merge.back", "escape"),
)

SIGN_IN = (
    Command("sign_in.go", "ctrl+s", priority=True),
    Command("sign_in.back", "escape"),
)

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

COMMANDS: dict[str, tuple[Command, ...]] = {
    "app": APP,
    "home": HOME,
    "form": FORM,
    "records": RECORDS,
    "reflections": REFLECTIONS,
    "draft": DRAFT,
    "submission": SUBMISSION,
    "branch": BRANCH,
    "conflicts": CONFLICTS,
    "merge": MERGE,
    "sign_in": SIGN_IN,
    "pick": PICK,
    "confirm": CONFIRM,
    "ask": ASK,
    "help": HELP,
}
"""Scope -> its commands, in the order of the key bar."""

"""Every command, once: its id, its keys and where it works. Keys, key bar, palette and help come from this table.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Free first keys: F2 F3 F4 F5 F8 F9 and ctrl+ f g n o r s (g only where nothing is listed), digits and punctuation where nothing is typed.
"""

from __future__ import annotations

from tui.assessment_commands import ASSESSMENT_COMMANDS
from tui.command import Command
from tui.export_commands import EXPORT_COMMANDS
from tui.gap_commands import GAP_COMMANDS
from tui.import_commands import IMPORT_COMMANDS, KEYS
from tui.improvement_commands import IMPROVEMENT_COMMANDS
from tui.people_commands import PEOPLE_COMMANDS
from tui.plan_commands import PLAN_COMMANDS
from tui.reading_commands import READING_COMMANDS
from tui.reflection_commands import REFLECTION_COMMANDS
from tui.session_commands import SESSION_COMMANDS
from tui.usual_keys import usual
from tui.year_commands import YEAR_COMMANDS

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
    Command("app.year", "8"),
    Command("app.room", "9"),
    Command("app.study", "0"),
    Command("app.export", "equals_sign", shown=False),
    Command("app.import", KEYS, shown=False),
    Command("app.trash", "f7", shown=False),
    Command("app.undo", "ctrl+z", shown=False),
    Command("app.language", "ctrl+t", shown=False),
    Command("app.sign_in", "ctrl+l", shown=False),
    Command("app.vault", "ctrl+g", shown=False),
    Command("app.projector", "f10,ctrl+backslash", shown=False, always=True),
    Command("app.quit", "ctrl+q", shown=False),
)

FORM = (
    Command("form.choose", "f2"),
    Command("form.save", "ctrl+s"),
    Command("form.back", "escape"),
    Command("form.state", "f9"),
    Command("form.discard", "f8"),
    Command("form.next", "ctrl+n", shown=False),
    Command("form.editor", "ctrl+o", shown=False),
    *usual("form", "clean"),
)

RECORDS = (
    *usual("records", "open new edit state delete filter"),
    Command("records.other", "f3"),
    Command("records.back", "escape", shown=False),
)

SESSIONS = (
    *usual("sessions", "open new edit state"),
    Command("sessions.by_state", "f3"),
    *usual("sessions", "delete filter back"),
    Command("sessions.import", KEYS),
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
    *usual("merge", "clean"),
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
    Command("sign_in.change", "f2"),
    Command("sign_in.reset", "f3"),
    Command("sign_in.again", "f9"),
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
    **EXPORT_COMMANDS,
    **IMPORT_COMMANDS,
    **GAP_COMMANDS,
    "form": FORM,
    "records": RECORDS,
    **PLAN_COMMANDS,
    "sessions": SESSIONS,
    **SESSION_COMMANDS,
    **READING_COMMANDS,
    **YEAR_COMMANDS,
    **REFLECTION_COMMANDS,
    "branch": BRANCH,
    **PEOPLE_COMMANDS,
    **IMPROVEMENT_COMMANDS,
    **ASSESSMENT_COMMANDS,
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

"""Every command, once: its id, its keys and where it works. Keys, key bar, palette and help come from this table.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Free first keys: F2 F3 F4 F5 F8 F9 and ctrl+ f g n o r s (g only where nothing is listed), digits and punctuation where nothing is typed.
"""

from __future__ import annotations

from functools import cache

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
from tui.usual_keys import filtering, usual
from tui.year_commands import YEAR_COMMANDS

APP = (
    Command("app.help", "f1,question_mark", above=True),
    Command("app.history", "f6", priority=True),
    Command("app.note", "f4"),
    Command("app.sync", "f5"),
    # Before what a line does with it: whoever writes may want to look something up.
    Command("app.find", "ctrl+k", priority=True),
    Command("app.palette", "ctrl+p", shown=False, above=True),
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
    Command("app.copy", "ctrl+c", shown=False),
    Command("app.pager", "ctrl+d", shown=False),
    Command("app.language", "ctrl+t", shown=False, always=True),
    Command("app.sign_in", "ctrl+l", shown=False),
    Command("app.vault", "ctrl+g", shown=False),
    Command("app.settings", "semicolon", shown=False),
    Command("app.doctor", "apostrophe", shown=False),
    Command("app.projector", "f10,ctrl+backslash", shown=False, always=True),
    # F13 is what terminals send for Shift+F1.
    Command("app.welcome", "shift+f1,f13", shown=False),
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
    *usual("records", "open new edit state delete filter sort mark_row mark_all"),
    Command("records.other", "f3"),
    Command("records.back", "escape", shown=False),
)

SESSIONS = (
    *usual("sessions", "open new edit state"),
    Command("sessions.by_state", "f3"),
    *usual("sessions", "delete filter sort mark_row mark_all back"),
    Command("sessions.import", KEYS),
)

BRANCH = (
    Command("branch.open", "enter"),
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
    filtering("conflicts"),
    Command("conflicts.back", "escape", shown=False),
)

MERGE = (
    Command("merge.save", "ctrl+s"),
    Command("merge.back", "escape"),
    Command("merge.next", "f3"),
    Command("merge.previous", "ctrl+o,f15,shift+f3", shown=False),
    Command("merge.note", "ctrl+n"),
    Command("merge.editor", "f2", shown=False),
    *usual("merge", "clean"),
    Command("merge.discard", "f8"),
)

HISTORY = (
    Command("history.open", "enter,o"),
    Command("history.restore", "ctrl+r,r"),
    Command("history.each", "f3"),
    filtering("history"),
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

LOCK = (
    Command("lock.open", "enter,ctrl+s"),
    Command("lock.clear", "escape"),
)

LOCK_CHOOSE = (
    Command("lock_choose.go", "enter,ctrl+s"),
    Command("lock_choose.back", "escape"),
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

FIND = (
    Command("find.open", "enter"),
    Command("find.clear", "f8"),
    Command("find.back", "escape"),
)

HELP = (Command("help.back", "escape,f1,enter"),)

SETTINGS = (
    Command("settings.choose", "enter"),
    Command("settings.doctor", "f3"),
    Command("settings.back", "escape"),
)

NOTICE = (Command("notice.close", "enter,escape"),)

WELCOME = (
    Command("welcome.go", "enter"),
    Command("welcome.close", "escape"),
)

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
    "lock_choose": LOCK_CHOOSE,
    "pick": PICK,
    "confirm": CONFIRM,
    "ask": ASK,
    "find": FIND,
    "help": HELP,
    "notice": NOTICE,
    "welcome": WELCOME,
    "settings": SETTINGS,
}
"""Scope -> its commands, in the order of the key bar."""

DIALOGS = frozenset({"ask", "clean", "confirm", "exporting", "help", "notice", "path", "pick", "working"})
"""Scopes of dialogs: of the app's commands only those above all work there."""

TYPING = frozenset(
    {
        "ask",
        "draft",
        "find",
        "form",
        "lock",
        "lock_choose",
        "merge",
        "minute_form",
        "minutes",
        "note",
        "path",
        "pick",
        "sign_in",
        "vault",
    }
)
"""Scopes in which text is typed all the time, so that a letter, a sign or an editing key is no key of a command."""


@cache
def _by_id() -> dict[str, Command]:
    return {command.id: command for commands in COMMANDS.values() for command in commands}


def find(command_id: str) -> Command:
    """The command of that id; KeyError when there is none."""
    return _by_id()[command_id]


def is_known(command_id: str) -> bool:
    """True where there is a command of that id."""
    return command_id in _by_id()

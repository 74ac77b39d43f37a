"""Commands that work everywhere: one function each, named after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.clock import minute
from sync.engine import WOULD_VANISH
from tui import i18n
from tui.at_hand import record_at_hand
from tui.commands import find, key_name
from tui.i18n import t
from tui.page import Commanded, Page
from tui.screens.confirm import ConfirmDialog
from tui.screens.help import HelpDialog
from tui.screens.pick import Choice, PickDialog

if TYPE_CHECKING:
    from tui.app import XindeApp


def do_help(app: XindeApp) -> None:
    """What can be done here."""
    screen = app.screen
    if isinstance(screen, Commanded):
        app.push_screen(HelpDialog(screen))


def do_palette(app: XindeApp) -> None:
    """Find a command by a part of its name and carry it out."""
    screen = app.screen
    if not isinstance(screen, Page):
        return
    ids = dict.fromkeys(
        active.binding.id
        for active in screen.active_bindings.values()
        if active.binding.id and active.binding.action.startswith("command(")
    )
    choices = []
    for command_id in ids:
        if command_id and command_id != "app.palette":
            command = find(command_id)
            own = command_id.startswith(f"{screen.SCOPE}.")
            keys = key_name(command.keys.split(",")[0])
            why = screen.reason(command.name) if own else None
            choices.append(Choice(command_id, command.label(), f"{keys}  {command.help()}", why_not=why))

    async def picked(answer: list[str] | None) -> None:
        if answer:
            target = app if answer[0].startswith("app.") else screen
            await target.action_command(answer[0])

    dialog = PickDialog(t("palette.title"), choices)
    # Why something cannot be done may say what is on a private page, unless it was asked for while that is covered.
    dialog.public = app.projecting
    app.push_screen(dialog, picked)


def _go(app: XindeApp, page: Page) -> None:
    """Show one of the main pages; Home stays below it, so that Esc leads there."""
    app.keep_typing_now()
    while len(app.screen_stack) > 2:
        app.pop_screen()
    app.push_screen(page)


def do_home(app: XindeApp) -> None:
    """Home."""
    app.keep_typing_now()
    while len(app.screen_stack) > 2:
        app.pop_screen()


def do_plans(app: XindeApp) -> None:
    """The annual plans."""
    from tui.screens.plans import PlansPage

    _go(app, PlansPage())


def do_sessions(app: XindeApp) -> None:
    """The sessions."""
    from tui.screens.sessions import SessionsPage

    _go(app, SessionsPage())


def do_reflections(app: XindeApp) -> None:
    """Drafts and submitted reflections."""
    from tui.screens.reflections import ReflectionsPage

    _go(app, ReflectionsPage())


def do_notes(app: XindeApp) -> None:
    """Private notes."""
    from tui.screens.notes import NotesPage

    _go(app, NotesPage())


def do_conflicts(app: XindeApp) -> None:
    """Conflicts and parked edits."""
    from tui.screens.conflicts import ConflictsPage

    _go(app, ConflictsPage())


def do_branch(app: XindeApp) -> None:
    """People, sections, roles, documents, settings."""
    from tui.screens.branch import BranchPage

    _go(app, BranchPage())


def do_year(app: XindeApp) -> None:
    """The study year."""
    from tui.screens.year import YearPage

    _go(app, YearPage())


def do_room(app: XindeApp) -> None:
    """The reading room."""
    from tui.screens.reading_room import ReadingRoomPage

    _go(app, ReadingRoomPage())


def do_study(app: XindeApp) -> None:
    """One's own self-study."""
    from tui.screens.studies import StudiesPage

    _go(app, StudiesPage())


def do_export(app: XindeApp) -> None:
    """Documents of what is at hand, or all of the year."""
    from tui.export_flow import open_export

    open_export(app)


def do_import(app: XindeApp) -> None:
    """Old records from a spreadsheet."""
    from tui.import_flow import open_import

    open_import(app)


def do_history(app: XindeApp) -> None:
    """Who changed the record at hand, when and what."""
    from tui.screens.history import HistoryPage

    view = record_at_hand(app.screen)
    if view is not None:
        app.push_screen(HistoryPage(view.id))


def do_trash(app: XindeApp) -> None:
    """What was deleted."""
    from tui.screens.trash import TrashPage

    if not isinstance(app.screen, TrashPage):
        app.push_screen(TrashPage())


def do_note(app: XindeApp) -> None:
    """A private note, tied to the session at hand."""
    from tui.screens.note import NotePage

    if app.projecting:
        app.say(t("projecting.covered"), warning=True)
        return
    preset = {"at": minute(app.place.clock)}
    session = next(
        (found for screen in reversed(app.screen_stack) if (found := getattr(screen, "session_at_hand", None))), None
    )
    if session:
        preset["session"] = session
    app.push_screen(NotePage(None, preset))


def do_sync(app: XindeApp) -> None:
    """Sync now; while a long sync runs, pause it: the next time it goes on where it stopped."""
    if app.loop is None or app.place.identity.server is None:
        app.say(t("sync.alone"), warning=True)
        return
    if app.sync_is_long:
        app.loop.pause()
        app.say(t("sync.paused"))
        return
    if app.place.shadow.progress.stopped == WOULD_VANISH:
        _ask_to_let_go(app)
        return
    app.told_certificate = None
    app.loop.sync_now()
    app.say(t("sync.started"))


def _ask_to_let_go(app: XindeApp) -> None:
    """So much would vanish that sync has stopped: go on only on somebody's word (PROTOCOL.md section 11)."""
    engine = app.place.engine

    async def answered(yes: bool | None) -> None:
        if yes and app.loop is not None:
            await app.act(engine.allow_vanishing)
            app.loop.sync_now()

    text = t("sync.let_go.text", n=engine.would_vanish())
    answers = {"yes": t("sync.let_go.yes"), "no": t("sync.let_go.no")}
    app.push_screen(ConfirmDialog(t("sync.let_go.title"), text, **answers), answered)


async def do_undo(app: XindeApp) -> None:
    """Take the last action back, wherever it was made."""
    from tui.undoing import undo_last

    await undo_last(app)


def do_language(app: XindeApp) -> None:
    """The next language."""
    languages = i18n.available()
    app.set_words(languages[(languages.index(i18n.language()) + 1) % len(languages)])
    app.say(t(f"language.{i18n.language()}"))


def do_sign_in(app: XindeApp) -> None:
    """Join a branch, or sign in again."""
    from tui.screens.sign_in import SignInPage

    app.push_screen(SignInPage())


def do_vault(app: XindeApp) -> None:
    """The vault."""
    from tui.screens.vault import VaultPage

    if not isinstance(app.screen, VaultPage):
        app.push_screen(VaultPage())


def do_projector(app: XindeApp) -> None:
    """Hide everything private on all screens, or show it again."""
    app.keep_typing_now()
    app.projecting = not app.projecting
    app.clear_notifications()
    for screen in app.screen_stack:
        if isinstance(screen, Commanded):
            screen.cover()
            if isinstance(screen, Page):
                screen.refresh_all()
    app.say(t("projecting.on" if app.projecting else "projecting.off"))
    app.say_unread()


def do_lock(app: XindeApp) -> None:
    """Lock the screen."""
    from tui.locking import lock

    lock(app)


async def do_quit(app: XindeApp) -> None:
    """Leave; what is open is saved first, or kept in the journal."""
    app.leave()

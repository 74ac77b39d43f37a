"""Commands that work everywhere: one function each, named after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.clock import minute
from tui import i18n
from tui.at_hand import record_at_hand
from tui.chosen_language import choose
from tui.i18n import t
from tui.page import Commanded, Dialog, Page
from tui.screens.help import HelpDialog

if TYPE_CHECKING:
    from tui.app import XindeApp


def do_help(app: XindeApp) -> None:
    """What can be done here; once more closes it."""
    screen = app.screen
    if isinstance(screen, HelpDialog):
        screen.do_back()
    elif isinstance(screen, Commanded):
        app.push_screen(HelpDialog(screen))


def do_palette(app: XindeApp) -> None:
    """Find a command by a part of its name or of what it does, and carry it out; once more closes it."""
    from tui.screens.palette import PaletteDialog

    screen = app.screen
    if isinstance(screen, PaletteDialog):
        screen.do_cancel()
        return
    if not isinstance(screen, Commanded):
        return

    async def picked(answer: list[str] | None) -> None:
        if answer:
            await screen.action_command(answer[0])

    app.push_screen(PaletteDialog(screen), picked)


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


def do_find(app: XindeApp) -> None:
    """Find anything on this device."""
    from tui.screens.find import FindPage

    if isinstance(app.screen, FindPage):
        app.screen.line.select_all()
        return
    app.keep_typing_now()
    app.push_screen(FindPage())


def do_trash(app: XindeApp) -> None:
    """What was deleted."""
    from tui.screens.trash import TrashPage

    app.push_screen(TrashPage())


def do_note(app: XindeApp) -> None:
    """A private note, tied to the session at hand."""
    from tui.screens.note import NotePage

    preset = {"at": minute(app.place.clock)}
    session = next(
        (found for screen in reversed(app.screen_stack) if (found := getattr(screen, "session_at_hand", None))), None
    )
    if session:
        preset["session"] = session
    app.push_screen(NotePage(None, preset))


def do_sync(app: XindeApp) -> None:
    """Sync now; while a long sync runs, pause it."""
    from tui.syncing_now import sync_now

    sync_now(app)


async def do_undo(app: XindeApp) -> None:
    """Take the last action back, wherever it was made."""
    from tui.undoing import undo_last

    await undo_last(app)


def do_copy(app: XindeApp) -> None:
    """The selection, the field, the record or the text at hand, for the clipboard."""
    from tui.text_at_hand import to_copy

    if _hides(app):
        return
    text = to_copy(app)
    if text:
        app.copy_to_clipboard(text)
    else:
        app.say(t("copy.nothing"), warning=True)


def do_pager(app: XindeApp) -> None:
    """A long text in the person's own pager."""
    from tui.reading import read_in_pager

    if not _hides(app):
        read_in_pager(app)


def _hides(app: XindeApp) -> bool:
    """True, said, when a room looks on and the page is private."""
    if not isinstance(app.screen, Commanded) or not app.screen.covered:
        return False
    app.say(t("projecting.covered"), warning=True)
    return True


async def do_language(app: XindeApp) -> None:
    """The next language, now and at the next start; a question on the screen is answered first."""
    if isinstance(app.screen, Dialog) and not app.screen.SPEAKS_ANEW:
        app.say(t("language.answer_first"), warning=True)
        return
    languages = i18n.available()
    chosen = languages[(languages.index(i18n.language()) + 1) % len(languages)]
    app.set_words(chosen)
    app.say(i18n.name_of(chosen))
    if (folder := app.folder) is not None:
        try:
            await app.act(lambda: choose(folder, chosen))
        except OSError as error:
            app.say(t("language.not_kept", cause=error.strerror or str(error)), warning=True)


def do_sign_in(app: XindeApp) -> None:
    """Join a branch, or sign in again."""
    from tui.screens.sign_in import SignInPage

    app.push_screen(SignInPage())


def do_vault(app: XindeApp) -> None:
    """The vault."""
    from tui.screens.vault import VaultPage

    app.push_screen(VaultPage())


def do_welcome(app: XindeApp) -> None:
    """The page of the first start again."""
    from tui.screens.welcome import WelcomePage

    if not isinstance(app.screen, WelcomePage):
        app.push_screen(WelcomePage())


def do_settings(app: XindeApp) -> None:
    """What this device looks like."""
    from tui.screens.settings import SettingsPage

    app.push_screen(SettingsPage())


def do_doctor(app: XindeApp) -> None:
    """Look at terminal, data folder and server."""
    from tui.doctor_flow import open_doctor

    open_doctor(app)


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
    app.parting = ""
    app.leave()

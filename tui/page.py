"""What every screen of the app has: a title line with the status cell, its commands, the key bar, and news of records."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from sync.cache.repository import Changed
from tui.i18n import t
from tui.news import merged
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.sync_bar import SyncBar

if TYPE_CHECKING:
    from tui.app import XindeApp

Answer = TypeVar("Answer")
Done = TypeVar("Done")


class Commanded(Screen[Answer]):
    """A screen whose keys are commands of the table: `do_<name>` carries one out, `why_not` says why it cannot be now."""

    SCOPE: ClassVar[str] = ""

    @property
    def xinde(self) -> XindeApp:
        """The app, with the data folder it works on."""
        return cast("XindeApp", self.app)

    def why_not(self, command: str) -> str | None:
        """Why the command (its name without scope) cannot be carried out now, in the reader's language; None when it can."""
        return None

    async def action_command(self, command_id: str) -> None:
        """Carry out a command of this screen, or say why not."""
        name = command_id.partition(".")[2]
        reason = self.why_not(name)
        if reason is not None:
            self.xinde.say(reason, warning=True)
            return
        done: Any = getattr(self, f"do_{name}")()
        if inspect.isawaitable(done):
            await done

    def offers(self, command: str) -> bool:
        """False for a command of the scope that makes no sense on this page at all; it is then not shown."""
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands that cannot be carried out now stay visible, dimmed, and say why when pressed."""
        if action != "command" or not parameters:
            return True
        scope, _, name = str(parameters[0]).partition(".")
        return scope == "app" or (scope == self.SCOPE and self.offers(name))

    async def act(self, do: Callable[[], Done]) -> Done | None:
        """Carry out an edit in the writer thread, in order; a refusal is shown with its remedy and answers None."""
        return await self.xinde.act(do)


class Page(Commanded[None]):
    """A whole screen: title line, body, key bar."""

    title_id: ClassVar[str] = ""
    HOLDS_TEXT: ClassVar[bool] = False
    """True for a page one leaves by its own keys only, since it holds text that is not saved yet."""
    _missed: Changed | None = None

    def compose(self) -> ComposeResult:
        """Title line, the page's own body, key bar."""
        yield TitleBar(id="title")
        yield SyncBar(id="sync")
        yield from self.body()
        yield KeyBar(id="keys")

    def body(self) -> Iterable[Widget]:
        """The widgets between title line and key bar."""
        return ()

    def heading(self) -> str:
        """What the title line says of this page."""
        return t(self.title_id)

    def fill(self) -> None:
        """Show what the records say now; called at mounting, on resuming, on a change of language."""

    def records_changed(self, changed: Changed) -> None:
        """Records changed, by this person or by sync; a page repaints what it touches and nothing else."""
        self.fill()

    def status_changed(self) -> None:
        """The status cell has news."""
        self.query_one(TitleBar).show(self.heading())
        self.query_one(SyncBar).show()

    def on_mount(self) -> None:
        """Fill the page. Textual calls the handlers of all classes, a subclass's first: they never call each other."""
        self.refresh_all()

    def miss(self, changed: Changed) -> None:
        """Records changed while another screen lies above; the page hears of it when it is back."""
        self._missed = merged(self._missed, changed)

    def on_screen_resume(self) -> None:
        """Back on this page: what changed meanwhile is shown."""
        self.refresh_all()
        missed, self._missed = self._missed, None
        if missed is not None and self.is_mounted:
            self.records_changed(missed)

    @property
    def still_open(self) -> bool:
        """False once this page has gone, while news for it may still arrive."""
        return self.is_mounted and self in self.xinde.screen_stack

    def refresh_all(self) -> None:
        """Title, key bar and body anew."""
        if self.is_mounted:
            self.status_changed()
            self.fill()
            self.query_one(KeyBar).show()

    def on_descendant_focus(self) -> None:
        """Where text is typed other keys work than in a list."""
        if self.is_mounted:
            self.refresh_keys()

    def refresh_keys(self) -> None:
        """The key bar anew, after the cursor went somewhere else."""
        self.query_one(KeyBar).show()


class Dialog(ModalScreen[Answer], Commanded[Answer]):
    """A screen on top of a page that answers something; Esc gives no answer and never throws away what was typed."""

    inherit_bindings = True

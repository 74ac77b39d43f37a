"""What every screen of the app has: a title line with the status cell, its commands, the key bar, and news of records."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from tui.i18n import t
from tui.news import merged
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.sync_bar import SyncBar

if TYPE_CHECKING:
    from tui.app import XindeApp

LEAVING = frozenset({"back", "cancel", "no", "close"})
"""Commands that only leave a screen."""

Answer = TypeVar("Answer")
Done = TypeVar("Done")


class Commanded(Screen[Answer]):
    """A screen whose keys are commands of the table: `do_<name>` carries one out, `why_not` says why it cannot be now."""

    SCOPE: ClassVar[str] = ""
    _had_focus: Widget | None = None

    @property
    def xinde(self) -> XindeApp:
        """The app, with the data folder it works on."""
        return cast("XindeApp", self.app)

    def why_not(self, command: str) -> str | None:
        """Why the command (its name without scope) cannot be carried out now, in the reader's language; None when it can."""
        return None

    def reason(self, command: str) -> str | None:
        """`why_not`, and that a covered screen can only be left."""
        if self.covered and command not in LEAVING:
            return t("projecting.covered")
        return self.why_not(command)

    # what a room must not see

    def holds_private(self) -> bool:
        """True when this screen shows what must not be seen on a wall; it is covered while projecting."""
        return False

    @property
    def covered(self) -> bool:
        """True while nothing of this screen may be shown."""
        return self.xinde.projecting and self.is_mounted and self.holds_private()

    def cover(self) -> None:
        """Hide the body where it is private and a room looks on, else show it; nothing that was typed is lost."""
        covered = self.covered
        if covered == self.has_class("-covered"):
            return
        if covered and self.focused is not None:
            self._had_focus = self.focused
        self.set_class(covered, "-covered")
        for widget in self.body_widgets():
            widget.disabled = covered
        if not covered:
            before, self._had_focus = self._had_focus, None
            if before is not None and before.is_mounted:
                self.set_focus(before)
            elif self.focused is None:
                self.focus_next()

    def body_widgets(self) -> list[Widget]:
        """What is covered."""
        return [*self.query("#dialog").results(Widget)]

    async def action_command(self, command_id: str) -> None:
        """Carry out a command of this screen, or say why not."""
        name = command_id.partition(".")[2]
        reason = self.reason(name)
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
        yield Static(id="cover", markup=False)
        for widget in self.body():
            widget.add_class("body")
            yield widget
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

    def body_widgets(self) -> list[Widget]:
        """Everything between title line and key bar."""
        return [widget for widget in self.children if widget.has_class("body")]

    def status_changed(self) -> None:
        """The status cell has news; a page that is being closed has given its parts up, and tells nobody."""
        for title in self.query(TitleBar):
            title.show(t("projecting.title") if self.covered else self.heading())
        for bar in self.query(SyncBar):
            bar.show()

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
            self.query_one("#cover", Static).update(t("projecting.cover"))
            self.cover()
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
    public: bool = False
    """True for a dialog that shows nothing private although the page below holds it, such as help on a covered page."""

    def holds_private(self) -> bool:
        """What is asked above a private page may show what is on it, unless it is known not to."""
        if self.public:
            return False
        stack = self.app.screen_stack
        below = stack[: stack.index(self)] if self in stack else stack
        page = next((screen for screen in reversed(below) if isinstance(screen, Page)), None)
        return page is not None and page.holds_private()

    def on_screen_resume(self) -> None:
        """A room may look on; the keys of the pages below do not work now."""
        self.cover()
        for screen in self.app.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.refresh_keys()

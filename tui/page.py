"""What every screen of the app has: a title line with the status cell, its commands, the key bar, and news of records."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from tui.command import Command, own_keys
from tui.commands import ABOVE, rebound
from tui.composing import WholeSigns
from tui.i18n import t
from tui.input_method import composed, input_method_hint
from tui.key_names import MOVING
from tui.news import merged
from tui.notices import place_standing
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
    # Textual declares it as a variable of each screen.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012
    _had_focus: Widget | None = None
    _told_of_input_method = False

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = WholeSigns()
        if own_keys():
            self._bindings = rebound(self._bindings)

    def on_compose(self) -> None:
        """The size is known before it is told: what is composed now wears from the beginning what it would take on then."""
        across = self.app.HORIZONTAL_BREAKPOINTS if self.HORIZONTAL_BREAKPOINTS is None else self.HORIZONTAL_BREAKPOINTS
        for size, points in zip(self.app.size, (across, self.VERTICAL_BREAKPOINTS), strict=True):
            fitting = max((point for point in points or () if size >= point[0]), default=None)
            self.update_classes({point[1]: point == fitting for point in points or ()}, animate=False)

    def _screen_resized(self, size: Size) -> None:
        """Arrange anew; a page that comes up has done so before it is told its size."""
        if size != self.outer_size:
            super()._screen_resized(size)

    @property
    def xinde(self) -> XindeApp:
        """The app, with the data folder it works on."""
        return cast("XindeApp", self.app)

    def why_not(self, command: str) -> str | None:
        """Why the command (its name without scope) cannot be carried out now, in the reader's language; None when it can."""
        return None

    def command_label(self, command: Command) -> str:
        """What a command is called here now: its name, where a row has it do nothing else."""
        return command.label()

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

    def on_key(self, event: events.Key) -> None:
        """What would be typed on a covered page is answered; Chinese where nothing is typed is an input method, said once a page."""
        if self.covered and event.key not in MOVING and event.key not in self.active_bindings:
            # The editor that would have taken the key is covered with the rest; an arrow only looks for a way out.
            self.xinde.say(t("projecting.covered"), warning=True)
            return
        if not self._told_of_input_method and composed(event.character):
            self._told_of_input_method = True
            self.xinde.say(input_method_hint(self))

    async def action_command(self, command_id: str) -> None:
        """Carry out a command of this screen, or say why not."""
        scope, _, name = command_id.partition(".")
        if scope == "app":
            await self.xinde.action_command(command_id)
            return
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
        if scope == "app":
            return self.app.check_action(action, parameters)
        return scope == self.SCOPE and self.offers(name)

    async def act(self, do: Callable[[], Done]) -> Done | None:
        """Carry out an edit in the writer thread, in order; a refusal is shown with its remedy and answers None."""
        return await self.xinde.act(do)


class Page(Commanded[None]):
    """A whole screen: title line, body, key bar."""

    title_id: ClassVar[str] = ""
    HOLDS_TEXT: ClassVar[bool] = False
    """True for a page one leaves by its own keys only, since it holds text that is not saved yet."""
    _missed: Changed | None = None
    _columns: int | None = None

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

    def titled(self) -> str:
        """The heading with what else the title line says, such as how much is marked."""
        return self.heading()

    def fill(self) -> None:
        """Show what the records say now; called at mounting, on resuming, on a change of language."""

    def records_changed(self, changed: Changed) -> None:
        """Records changed, by this person or by sync; a page repaints what it touches and nothing else."""
        self.fill()

    def made(self, kind: str, rid: str) -> None:
        """A record was made in a form opened from here; a list goes to it when one is back."""

    def body_widgets(self) -> list[Widget]:
        """Everything between title line and key bar."""
        return [widget for widget in self.children if widget.has_class("body")]

    def status_changed(self) -> None:
        """The status cell has news; a page that is being closed has given its parts up, and tells nobody."""
        for title in self.query(TitleBar):
            title.show(t("projecting.title") if self.covered else self.titled())
        for bar in self.query(SyncBar):
            bar.show()

    def on_mount(self) -> None:
        """Fill the page. Textual calls the handlers of all classes, a subclass's first: they never call each other."""
        if isinstance(rid := getattr(self, "rid", None), str):
            self.xinde.lately.opened(rid)
        self.refresh_all()
        # Before the first frame nothing has its place.
        self.call_after_refresh(place_standing, self)

    def on_resize(self, event: Resize) -> None:
        """The terminal has another size: what a page cuts to its width is cut anew."""
        before, self._columns = self._columns, event.size.width
        if before not in (None, event.size.width) and self.is_mounted:
            self.call_after_refresh(self._fill_again)

    def _fill_again(self) -> None:
        if self.still_open:
            self.fill()

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
        return self.is_mounted and self.xinde.is_running and self in self.xinde.screen_stack

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
        """The key bar anew, after the cursor went somewhere else; a page that has been left meanwhile has none any more."""
        for bar in self.query(KeyBar):
            bar.show()


class Dialog(ModalScreen[Answer], Commanded[Answer]):
    """A screen on top of a page that answers something; Esc gives no answer and never throws away what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = ABOVE
    SPEAKS_ANEW: ClassVar[bool] = False
    """True for a dialog of this program's own words alone, which may change their language while it stands; a question may not."""
    public: bool = False
    """True for a dialog that shows nothing private although the page below holds it, such as help on a covered page."""
    _answered: tuple[Answer | None] | None = None

    def answer(self, result: Answer | None) -> None:
        """Close with an answer that came by itself: at once, or when what lies above (help, the lock) is closed."""
        if self.is_current:
            self.dismiss(result)
        else:
            self._answered = (result,)

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
        if self._answered is not None:
            self.dismiss(self._answered[0])
            return
        self.cover()
        for screen in self.app.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.refresh_keys()

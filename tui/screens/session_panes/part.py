"""What every pane of a session has: whose session it is, the line of panes, and the keys to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from sync.cache.repository import Changed
from tui import roll
from tui.i18n import t
from tui.labels import state_label, title_of
from tui.of_session import OfSession

if TYPE_CHECKING:
    from tui.app import XindeApp

PANES = ("overview", "agenda", "materials", "roll_call", "minutes", "votes", "actions", "record")
"""In the order of a meeting."""

ROWS = frozenset({"session", "agenda_item", "material", "attendance", "minute", "vote", "action"})
"""Kinds whose changes show in the line of panes."""


def pane_page(name: str, rid: str) -> SessionPart:
    """The page of one pane of a session."""
    match name:
        case "agenda":
            from tui.screens.session_panes.agenda import AgendaPage

            return AgendaPage(rid)
        case "materials":
            from tui.screens.session_panes.materials import MaterialsPage

            return MaterialsPage(rid)
        case "roll_call":
            from tui.screens.session_panes.roll_call import RollCallPage

            return RollCallPage(rid)
        case "minutes":
            from tui.screens.session_panes.minutes import MinutesPage

            return MinutesPage(rid)
        case "votes":
            from tui.screens.session_panes.votes import VotesPage

            return VotesPage(rid)
        case "actions":
            from tui.screens.session_panes.actions import ActionsPage

            return ActionsPage(rid)
        case "record":
            from tui.screens.session_panes.record import RecordPage

            return RecordPage(rid)
    from tui.screens.session import SessionPage

    return SessionPage(rid)


def open_pane(app: XindeApp, rid: str, name: str = "overview", at: str | None = None) -> None:
    """Show a session at one of its panes, the cursor on the row of the record `at` where the pane is a list."""
    page = pane_page(name, rid)
    page.at = at
    app.push_screen(page)


class PaneBar(Widget):
    """One line: the panes of a session with what they hold, the open one marked."""

    DEFAULT_CSS = "PaneBar { height: 1; background: $surface; color: $text; padding: 0 1; }"

    def render(self) -> Content:
        """The names, and how much there is in each."""
        page = cast("SessionPart", self.screen)
        place, rid, session = page.xinde.place, page.rid, page.session
        linked = place.repository.linked
        amounts = {
            "agenda": len(linked("agenda_item", "session", rid)),
            "materials": len(linked("material", "target", rid)),
            "minutes": len(linked("minute", "session", rid)),
            "votes": len(linked("vote", "session", rid)),
            "actions": len(linked("action", "session", rid)),
        }
        figures = {name: str(amount) for name, amount in amounts.items() if amount}
        counts = roll.counts(place, session) if session else None
        if counts is not None and counts.expected:
            figures["roll_call"] = t("pane.roll_figures", present=counts.present, expected=counts.expected)
        parts = self._parts(page, figures)
        if counts is not None and counts.expected and sum(part.cell_length for part in parts) > self.size.width:
            parts = self._parts(page, {**figures, "roll_call": f"{counts.present}/{counts.expected}"})
        width = self.size.width
        line = Content("").join(_in_sight(parts, PANES.index(page.PANE), width, page.xinde.glyphs.more))
        typing = isinstance(page.focused, Input)
        keys = t("pane.keys_typing") if typing else t("pane.keys")
        room = width - line.cell_length - cell_len(keys)
        return line + Content.styled(" " * room + keys, "dim") if room >= 0 else line

    def _parts(self, page: SessionPart, figures: Mapping[str, str]) -> list[Content]:
        parts = []
        for name in PANES:
            words = " ".join(filter(None, (t(f"pane.{name}"), figures.get(name))))
            open_now = name == page.PANE
            parts.append(Content.styled(f"[{words}]" if open_now else f" {words} ", "bold reverse" if open_now else ""))
        return parts


def _in_sight(parts: list[Content], open_now: int, width: int, more: str) -> list[Content]:
    """The parts from the first one on from which the open pane still has its place in the line."""
    start, room = 0, width - cell_len(more)
    while start < open_now and sum(part.cell_length for part in parts[start : open_now + 1]) > room:
        start += 1
    return [Content(more), *parts[start:]] if start else parts


class SessionPart(OfSession):
    """A pane."""

    PANE: ClassVar[str] = ""
    at: str | None = None
    """The row to begin at, where the pane is a list."""
    _said_approved = False

    @property
    def session_at_hand(self) -> str:
        """A note opened from here is tied to this session."""
        return self.rid

    def heading(self) -> str:
        """The session's state and title; the state comes first, since a long title is cut."""
        session = self.session
        if session is None:
            return t("session.gone")
        spec = self.xinde.place.repository.registry["session"]
        dot = self.xinde.glyphs.dot
        words = [state_label(spec, session.state), title_of(self.xinde.place, session)]
        if self.xinde.place.desk.facts.signed(session.id):
            # On every pane: what is changed now is not what was signed.
            words.insert(1, t("record.mark"))
        return f" {dot} ".join(words)

    def body(self) -> Iterable[Widget]:
        """The line of panes, then the pane."""
        yield PaneBar(id="panes")
        yield from super().body()

    def refresh_all(self) -> None:
        """The line of panes too."""
        super().refresh_all()
        if self.is_mounted:
            self.query_one(PaneBar).refresh()

    def on_descendant_focus(self) -> None:
        """Where something is typed the arrows are the line's."""
        if self.is_mounted:
            self.query_one(PaneBar).refresh()

    def records_changed(self, changed: Changed) -> None:
        """The line of panes counts rows; title and keys depend on the session."""
        if changed.kinds & ROWS:
            self.query_one(PaneBar).refresh()
        if self.rid in changed.ids:
            self.status_changed()
            self.refresh_keys()
        super().records_changed(changed)

    def changed_here(self) -> None:
        """Whoever changes what was approved is told so, once a visit: one may have meant another meeting, or another key."""
        session = self.session
        if session is None or session.state != "approved" or self._said_approved:
            return
        self._said_approved = True
        self.xinde.say(t("session.changed_approved"), warning=True)

    def begin_words(self) -> str:
        """That a session in which something is said already has not begun, and how it is set running; empty where that is no matter."""
        session = self.session
        if session is None or session.state != "planned":
            return ""
        if self.xinde.place.desk.rights.why_not(session, "put", field="state", to="running") is not None:
            return ""
        spec = self.xinde.place.repository.registry["session"]
        return t("session.begin_hint", now=state_label(spec, "planned"), running=state_label(spec, "running"))

    # commands

    async def leaving(self) -> None:
        """Called before another pane takes this one's place."""

    async def do_next(self) -> None:
        """The next pane."""
        await self._turn(+1)

    async def do_previous(self) -> None:
        """The pane before."""
        await self._turn(-1)

    async def _turn(self, by: int) -> None:
        await self.leaving()
        name = PANES[(PANES.index(self.PANE) + by) % len(PANES)]
        self.app.switch_screen(pane_page(name, self.rid))

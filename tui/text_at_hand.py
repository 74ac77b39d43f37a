"""What there is to read where the cursor is, as plain text: for the clipboard, and for a pager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from sync.cache.view import View
from tui import past
from tui.at_hand import record_at_hand
from tui.labels import kind_label, title_of
from tui.page import Page

if TYPE_CHECKING:
    from tui.app import XindeApp


def to_copy(app: XindeApp) -> str:
    """What is selected, the field that is written in, the page's own text, the record at hand, or what the page shows."""
    field = app.focused
    if isinstance(field, Input):
        return "" if field.password else field.selected_text or field.value
    if isinstance(field, TextArea):
        return field.selected_text or field.text
    return _own(app.screen) or _record(app) or _shown(app.screen)


def to_read(app: XindeApp) -> str:
    """The page's own text, what a page for reading shows, or the record at hand."""
    screen = app.screen
    reads = not list(screen.query("DataTable, OptionList, Input, TextArea"))
    return _own(screen) or (_shown(screen) if reads else "") or _record(app)


def _own(screen: Screen[Any]) -> str:
    """The text a page is about, where it says so by a method `plain_text`."""
    say = getattr(screen, "plain_text", None)
    return str(say()) if say is not None else ""


def _record(app: XindeApp) -> str:
    view = record_at_hand(app.screen)
    return record_text(app, view) if view is not None and not view.deleted else ""


def record_text(app: XindeApp, view: View) -> str:
    """A record as text: kind and title, then each field."""
    spec = app.place.repository.registry[view.kind]
    return f"{kind_label(spec)} {title_of(app.place, view)}\n{past.content(app.place, spec, view.fields).plain}"


def _shown(screen: Screen[Any]) -> str:
    if not isinstance(screen, Page):
        return ""
    shown = [widget for body in screen.body_widgets() for widget in (body, *body.query("*")) if widget.display]
    visuals = [widget.visual for widget in shown if isinstance(widget, Static)]
    return "\n".join(visual.plain for visual in visuals if isinstance(visual, Content)).strip()

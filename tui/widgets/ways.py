"""The line of pages on Home: where the digits and the two signs lead, all of them in sight."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.commands import find
from tui.i18n import t

WAYS = ("plans", "sessions", "reflections", "notes", "conflicts", "branch", "year", "room", "study", "export", "import")
"""Names of the app's commands that lead to a page, in the order of their keys."""


class Ways(Widget):
    """One line; it is always there, so that nothing moves."""

    DEFAULT_CSS = "Ways { height: 1; padding: 0 0 0 1; background: $surface; color: $text; }"

    def render(self) -> Content:
        """Key and page, one after the other; English leaves out a blank to have room for all."""
        parts: list[Content] = []
        for name in WAYS:
            key = find(f"app.{name}").key
            parts += [Content.styled(key, "bold"), Content(t("home.way", page=t(f"home.way.{name}")))]
        return Content("").join(parts)

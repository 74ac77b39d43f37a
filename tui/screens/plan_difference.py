"""One version of a plan whole, or what differs between two contents of it, as text to scroll."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from tui import plan_text
from tui.commands import bindings
from tui.i18n import t
from tui.labels import title_of
from tui.page import Page
from tui.plan_text import NOW
from tui.plan_words import Line, approval_lines
from tui.terminal import printable


class PlanDifferencePage(Page):
    """`after` whole where there is no `before`, else what makes it of `before`; both numbers of versions, or NOW."""

    SCOPE = "plan_difference"
    BINDINGS = bindings("plan_difference")

    def __init__(self, rid: str, before: int | None, after: int) -> None:
        super().__init__()
        self.rid = rid
        self.before = before
        self.after = after

    @property
    def at_hand(self) -> str | None:
        """The version, or the plan itself."""
        version = plan_text.version(self.xinde.place, self.rid, self.after) if self.after != NOW else None
        return version.id if version is not None else self.rid

    def heading(self) -> str:
        """Of which plan, and which version, or which two."""
        plan, glyphs = self.xinde.place.repository.get(self.rid), self.xinde.glyphs
        if self.before is None:
            words = t("versions.whole", version=plan_text.name(self.after))
        else:
            words = f"{plan_text.name(self.before)} {glyphs.arrow} {plan_text.name(self.after)}"
        return f"{title_of(self.xinde.place, plan)} {glyphs.dot} {words}" if plan is not None else words

    def body(self) -> Iterable[Widget]:
        """One text: whose approval it was, then what it says."""
        yield VerticalScroll(Static(id="text", markup=False), id="difference", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#difference").focus()

    def fill(self) -> None:
        """The text in the language of now."""
        place = self.xinde.place
        if self.before is None:
            lines = plan_text.whole_text(place, self.rid, self.after)
        else:
            lines = plan_text.difference_text(place, self.rid, self.before, self.after)
        shown = [*(Content.styled(printable(words), "dim") for words in self._approval()), *map(_shown, lines)]
        self.query_one("#text", Static).update(Content("\n").join(shown))

    def _approval(self) -> list[str]:
        """Of the newer version that is shown: whose approval, where it can be looked up, why it was made."""
        place = self.xinde.place
        number = self.after if self.after != NOW else self.before or NOW
        version = plan_text.version(place, self.rid, number)
        return approval_lines(place, version) if version is not None else []

    def records_changed(self, changed: Changed) -> None:
        """The plan as it stands changes; versions come."""
        if changed.kinds & {"plan", "task", "plan_version", "member"}:
            super().records_changed(changed)

    def do_back(self) -> None:
        """Back to the versions."""
        self.dismiss(None)


def _shown(line: Line) -> Content:
    return Content.styled(line.text, "bold") if line.heading else Content(line.text)

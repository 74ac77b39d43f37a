"""The result of a vote, opened to the rule and the figures it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui import ballots
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.terminal import printable


class VoteResultPage(Page):
    """One vote; it follows what changes while it is open."""

    SCOPE = "content"
    BINDINGS = bindings("content")
    title_id = "votes.result"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    @property
    def at_hand(self) -> str:
        """The vote."""
        return self.rid

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="content", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#content").focus()

    def fill(self) -> None:
        """Figures and rule in the language of now."""
        vote = self.xinde.place.repository.get(self.rid)
        lines = [Content(t("session.gone"))]
        if vote is not None and not vote.deleted:
            opened = ballots.opened(self.xinde.place, vote)
            lines = [
                Content.styled(f"{label}{t('error.colon')}", "bold") + Content(printable(words))
                for label, words in opened
            ]
        self.query_one("#text", Static).update(Content("\n").join(lines))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

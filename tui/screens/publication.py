"""A published reflection: everybody reads it and comments on it; its author may withdraw it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import improvements, reading_text, reviewing
from tui.commands import bindings
from tui.i18n import t
from tui.improvement_flow import improve_from
from tui.labels import member_name, state_label, title_of
from tui.page import Page
from tui.publish_flow import why_not_withdraw, withdraw_publication
from tui.recommended import of_target
from tui.recommending import recommend, why_not_recommend
from tui.rights import why_not_new
from tui.screens.form import FormPage


class PublicationPage(Page):
    """The text as it was published, who recommends it and why, and the commentary below."""

    SCOPE = "publication"
    BINDINGS = bindings("publication")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    @property
    def record(self) -> View | None:
        """The publication."""
        return self.xinde.place.repository.get(self.rid)

    @property
    def _withdrawn(self) -> bool:
        view = self.record
        return view is None or view.deleted or view.state != "published"

    def heading(self) -> str:
        """Kind and title."""
        view = self.record
        return f"{t('publication.title')} {title_of(self.xinde.place, view)}" if view else t("publication.title")

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="publication", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#publication").focus()

    def records_changed(self, changed: Changed) -> None:
        """A comment or recommendation came, or its author withdrew it."""
        if self.rid in changed.ids or changed.kinds & {"comment", "recommendation"}:
            self.fill()
            self.refresh_keys()

    def fill(self) -> None:
        """Write the text anew; what its author withdrew only the author reads here."""
        view, place = self.record, self.xinde.place
        parts = [Content(t("value.not_here"))]
        if view is not None:
            spec = place.repository.registry["publication"]
            day = reviewing.day(place, view)
            parts = reading_text.head(place, view, state_label(spec, view.state), self.xinde.glyphs.dot, day)
            if self._withdrawn and view.get("author") != place.desk.member:
                parts = [parts[0], Content(""), Content(t("publication.gone"))]
            else:
                parts += self._recommended(view)
                parts += reading_text.paragraphs(view)
                parts += reading_text.facts(place, view, ("knowledge_point", "use_at_work"))
                parts += reading_text.comments(place, view.id)
        self.query_one("#text", Static).update(Content("\n").join(parts))

    def _recommended(self, view: View) -> list[Content]:
        place = self.xinde.place
        lines: list[Content] = []
        for each in of_target(place, view.id):
            words = t("publication.recommended", why=each.get("why"), who=member_name(place, each.get("author")))
            lines += reading_text.labelled(t("recommended.short"), words)
        return lines

    # commands

    def why_not(self, command: str) -> str | None:
        """Everybody comments; recommending is a matter of roles, withdrawing the author's."""
        if command == "back":
            return None
        view, place = self.record, self.xinde.place
        if view is None:
            return t("value.not_here")
        match command:
            case "comment" if self._withdrawn:
                return t("publication.withdrawn_already")
            case "comment":
                return why_not_new(place, "comment", {"target": self.rid, "author": place.desk.member, "text": "…"})
            case "recommend":
                return why_not_recommend(place, self.rid)
            case "improve":
                return improvements.why_not_from(place, view)
            case "withdraw":
                return why_not_withdraw(place, view)
            case "next" | "previous":
                return None if self._others() else t("published.no_other")
        return None

    def _others(self) -> list[View]:
        found = self.xinde.place.repository.find("publication")
        return [view for view in found if view.state == "published" and view.id != self.rid]

    def do_comment(self) -> None:
        """Write a comment."""
        preset = {"target": self.rid, "author": self.xinde.place.desk.member}
        self.app.push_screen(FormPage("comment", None, preset, only=["text"]))

    def do_recommend(self) -> None:
        """Recommend it to everybody, with one sentence why."""
        recommend(self, self.rid)

    def do_improve(self) -> None:
        """A case of study applied to work, of what it says of that."""
        improve_from(self, self.xinde.place.desk.record(self.rid))

    def do_withdraw(self) -> None:
        """Withdraw it, after saying what that cannot do."""
        withdraw_publication(self, self.xinde.place.desk.record(self.rid))

    def do_next(self) -> None:
        """The one published before it: lists show the newest first."""
        self._turn(-1)

    def do_previous(self) -> None:
        """The one published after it."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        view = self.record
        found = reviewing.neighbour(self._others(), view, by) if view is not None else None
        if found is not None:
            self.rid = found.id
            self.refresh_all()
            self.query_one("#publication", VerticalScroll).scroll_home(animate=False)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

"""A submitted reflection: read it, comment on it, accept it or return it; its author may withdraw it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import commentary
from tui.commands import bindings
from tui.flows import change_state
from tui.i18n import t
from tui.labels import choice_label, field_label, member_name, state_label, title_of, value_text
from tui.messages import refusal_text
from tui.page import Page
from tui.screens.form import FormPage
from tui.terminal import printable
from tui.year.characters import count


class SubmissionPage(Page):
    """The text as its author submitted it, with the commentary below."""

    SCOPE = "submission"
    BINDINGS = bindings("submission")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    @property
    def record(self) -> View | None:
        """The submission."""
        return self.xinde.place.repository.get(self.rid)

    def heading(self) -> str:
        """Kind and title."""
        view = self.record
        return f"{t('submission.title')} {title_of(self.xinde.place, view)}" if view else t("submission.title")

    def holds_private(self) -> bool:
        """Its author's and theirs who are in charge."""
        return True

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="submission", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#submission").focus()

    def records_changed(self, changed: Changed) -> None:
        """A comment came, or the state changed."""
        if self.rid in changed.ids or changed.kinds & {"comment", "grade"}:
            self.fill()

    def fill(self) -> None:
        """Write the text anew."""
        view = self.record
        if view is None:
            self.query_one("#text", Static).update(Content(t("value.not_here")))
            return
        place, spec = self.xinde.place, self.xinde.place.repository.registry["submission"]
        head = [
            member_name(place, view.get("author")),
            state_label(spec, view.state),
            t("submit.count", n=count(view.get("body") or "")),
        ]
        parts = [
            Content.styled(printable(str(view.get("title"))), "bold"),
            Content(printable(f" {self.xinde.glyphs.dot} ".join(head))),
        ]
        parts += [
            Content(""),
            *(Content(printable(line)) for line in str(view.get("body") or "").split("\n")),
            Content(""),
        ]
        for name in ("knowledge_point", "use_at_work", "book", "session", "source", "remark", "recommended"):
            value = view.get(name)
            if value not in (None, ""):
                words = printable(value_text(place, spec, name, value))
                parts.append(Content.styled(f"{field_label(spec, name)}: ", "bold") + Content(words))
        for each in commentary.grades(place, self.rid):
            label = choice_label(place.repository.registry["grade"], "grade", str(each.get("grade")))
            words = printable(t("submission.graded", grade=label, who=member_name(place, each.get("author"))))
            parts.append(Content.styled(f"{t('submission.grade')}: ", "bold") + Content(words))
        comments = place.repository.linked("comment", "target", self.rid)
        parts += [Content(""), Content.styled(t("submission.comments", n=len(comments)), "bold")]
        if not comments:
            parts.append(Content(t("submission.no_comments")))
        for comment in comments:
            who, at = member_name(place, comment.get("author")), str(comment.created.get("at") or "")[:10]
            waiting = f" {t('submission.pending')}" if comment.pending else ""
            parts.append(Content.styled(f"{printable(who)} {at}{waiting}", "dim"))
            parts += [Content("  " + printable(line)) for line in str(comment.get("text")).split("\n")]
        self.query_one("#text", Static).update(Content("\n").join(parts))

    # commands

    def why_not(self, command: str) -> str | None:
        """Who may comment and decide is a matter of roles."""
        view, desk = self.record, self.xinde.place.desk
        if view is None:
            return t("value.not_here")
        if command == "comment":
            fields = {"target": self.rid, "author": desk.member, "text": "…"}
            refusal = desk.rights.why_not_new("comment", fields)
            return refusal_text(self.xinde.place, refusal) if refusal else None
        if command == "remark":
            refusal = desk.rights.why_not(view, "put", field="remark")
            return refusal_text(self.xinde.place, refusal) if refusal else None
        return None

    def do_comment(self) -> None:
        """Write a comment."""
        preset = {"target": self.rid, "author": self.xinde.place.desk.member}
        self.app.push_screen(FormPage("comment", None, preset, only=["text"]))

    def do_state(self) -> None:
        """Accept, return or withdraw."""
        change_state(self, self.rid)

    def do_remark(self) -> None:
        """Remark and recommendation."""
        self.app.push_screen(FormPage("submission", self.rid, only=["remark", "recommended"]))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

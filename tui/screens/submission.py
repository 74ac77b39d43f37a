"""A submitted reflection: read, commented on, accepted or returned, graded; its author goes on after a return, and publishes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.publishing import published
from sync.submitting import draft_again
from tui import commentary, improvements, reading_text, review_flow, reviewing
from tui.commands import bindings
from tui.flows import change_state, make_transition
from tui.i18n import t
from tui.improvement_flow import improve_from
from tui.labels import choice_label, field_label, member_name, state_label, title_of
from tui.page import Page
from tui.publish_flow import publish_submission, why_not_publish
from tui.rights import why_not_new, why_not_write
from tui.screens.draft import DraftPage
from tui.screens.form import FormPage

FACTS = ("knowledge_point", "use_at_work", "book", "session", "task", "source", "recommended")
"""Shown below the text, where there are any; the remark stands above it."""

AUTHORS = ("draft", "publish", "improve")
"""Commands of the author alone."""

REVIEWERS = ("accept", "return", "grade", "recommend", "for_another", "next", "previous")
"""Commands of everybody else."""


class SubmissionPage(Page):
    """The text as its author submitted it, with the commentary below."""

    SCOPE = "submission"
    BINDINGS = bindings("submission")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid
        self._waiting: list[View] = []
        """What waits for this person, looked up when submissions change: the key bar asks at every painting."""

    @property
    def record(self) -> View | None:
        """The submission."""
        return self.xinde.place.repository.get(self.rid)

    def heading(self) -> str:
        """Kind and title, and how many wait for this person."""
        view = self.record
        title = f"{t('submission.title')} {title_of(self.xinde.place, view)}" if view else t("submission.title")
        waiting = t("submissions.waiting", n=len(self._waiting)) if self._waiting else ""
        return f"{title} {self.xinde.glyphs.dot} {waiting}" if waiting else title

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
        if changed.kinds & {"submission", "comment", "grade", "publication", "appointment", "membership"}:
            self.fill()
            self.refresh_keys()

    def fill(self) -> None:
        """Write the text anew."""
        view, self._waiting = self.record, reviewing.waiting(self.xinde.place)
        parts = [Content(t("value.not_here"))] if view is None else self._parts(view)
        self.query_one("#text", Static).update(Content("\n").join(parts))
        self.status_changed()

    def _parts(self, view: View) -> list[Content]:
        place, spec = self.xinde.place, self.xinde.place.repository.registry["submission"]
        public = published(place.repository, view.id)
        parts = reading_text.head(
            place,
            view,
            state_label(spec, view.state),
            self.xinde.glyphs.dot,
            t("submission.since", day=reviewing.day(place, view)) if reviewing.day(place, view) else "",
            t("submission.published", day=reviewing.day(place, public)) if public is not None else "",
        )
        if view.get("remark"):
            parts += reading_text.labelled(field_label(spec, "remark"), str(view.get("remark")))
        if self._mine(view) and view.state == "returned" and self._why_no_draft(view) is None:
            parts.append(Content.styled(t("submission.go_on"), "dim"))
        parts += reading_text.paragraphs(view)
        parts += reading_text.facts(place, view, FACTS)
        graded = place.repository.registry["grade"]
        for each in commentary.grades(place, view.id):
            label = choice_label(graded, "grade", str(each.get("grade")))
            words = t("submission.graded", grade=label, who=member_name(place, each.get("author")))
            parts += reading_text.labelled(t("submission.grade"), words)
        return parts + reading_text.comments(place, view.id)

    # commands

    def _mine(self, view: View) -> bool:
        return bool(view.get("author") == self.xinde.place.desk.member)

    def offers(self, command: str) -> bool:
        """Its author neither accepts nor grades it; nobody else publishes it or has its draft."""
        view = self.record
        if view is None:
            return command not in (*AUTHORS, *REVIEWERS)
        return command not in (REVIEWERS if self._mine(view) else AUTHORS)

    def why_not(self, command: str) -> str | None:
        """Who may comment and decide is a matter of roles."""
        if command == "back":
            return None
        view, place = self.record, self.xinde.place
        if view is None:
            return t("value.not_here")
        match command:
            case "comment":
                return why_not_new(place, "comment", {"target": self.rid, "author": place.desk.member, "text": "…"})
            case "remark" | "recommend":
                return why_not_write(place, view, "recommended" if command == "recommend" else "remark")
            case "accept" | "return":
                return review_flow.why_not_decide(place, view, "accepted" if command == "accept" else "returned")
            case "grade":
                return review_flow.why_not_grade(place, view)
            case "for_another":
                return review_flow.why_not_for_another(place, view)
            case "publish":
                return why_not_publish(place, view.id)
            case "improve":
                return improvements.why_not_from(place, view)
            case "draft":
                return self._why_no_draft(view)
            case "next" | "previous":
                return None if any(each.id != view.id for each in self._waiting) else t("submissions.no_other")
        return None

    def _why_no_draft(self, view: View) -> str | None:
        place = self.xinde.place
        if view.state not in ("returned", "withdrawn"):
            return t("submission.not_returned")
        if place.repository.linked("submission", "replaces", view.id):
            return t("submission.replaced")
        return None

    async def do_draft(self) -> None:
        """Go on in the draft it was made from; where that is not on this device, in a new one with the submitted text."""
        desk, rid = self.xinde.place.desk, self.rid
        draft = await self.act(lambda: draft_again(desk, rid))
        if draft is not None:
            self.app.push_screen(DraftPage(draft))

    def do_publish(self) -> None:
        """Show exactly what everybody will read, then publish it."""
        publish_submission(self, self.rid)

    def do_accept(self) -> None:
        """Accept it."""
        make_transition(self, self.xinde.place.desk.record(self.rid), "accepted")

    def do_return(self) -> None:
        """Return it with a remark."""
        make_transition(self, self.xinde.place.desk.record(self.rid), "returned")

    def do_improve(self) -> None:
        """A case of study applied to work, of what it says of that."""
        if self.record is not None:
            improve_from(self, self.record)

    def do_comment(self) -> None:
        """Write a comment."""
        preset = {"target": self.rid, "author": self.xinde.place.desk.member}
        self.app.push_screen(FormPage("comment", None, preset, only=["text"]))

    def do_grade(self) -> None:
        """Grade it, or change one's grade."""
        review_flow.pick_grade(self, self.xinde.place.desk.record(self.rid))

    def do_recommend(self) -> None:
        """Mark it as one to recommend, or take the mark off."""
        review_flow.turn_recommended(self, self.xinde.place.desk.record(self.rid))

    def do_for_another(self) -> None:
        """Enter what another decided on paper or by word."""
        review_flow.enter_for_another(self, self.xinde.place.desk.record(self.rid))

    def do_state(self) -> None:
        """Accept, return or withdraw."""
        change_state(self, self.rid)

    def do_remark(self) -> None:
        """Remark and recommendation."""
        self.app.push_screen(FormPage("submission", self.rid, only=["remark", "recommended"]))

    def do_next(self) -> None:
        """The next one that waits, in the order they came."""
        self._turn(1)

    def do_previous(self) -> None:
        """The one before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        view = self.record
        found = reviewing.neighbour(self._waiting, view, by) if view is not None else None
        if found is not None:
            self.rid = found.id
            self.refresh_all()
            self.query_one("#submission", VerticalScroll).scroll_home(animate=False)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

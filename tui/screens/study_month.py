"""One person's self-study of one month: exceptions are marked, then one key decides about all of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sync.cache.view import View
from sync.typing_keys import asked
from sync.workplace import Workplace
from tui import studies
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, member_name, value_text
from tui.messages import refusal_text
from tui.page import Page
from tui.screens.ask import AskDialog, Asked
from tui.screens.content import ContentPage
from tui.screens.records import RecordsPage
from tui.year.self_study import months, standing


class StudyMonthPage(RecordsPage):
    """A row an entry of the month; those that wait can be marked."""

    SCOPE = "study_month"
    BINDINGS = bindings("study_month")

    def __init__(self, member: str, month: str) -> None:
        super().__init__("study", {"member": member})
        self._member = member
        self._month = month
        self._marked: set[str] = set()

    def holds_private(self) -> bool:
        """What somebody studied is between that person and those in charge."""
        return True

    # what is listed

    def heading(self) -> str:
        """Whose month, and how many wait."""
        who = member_name(self.xinde.place, self._member)
        return t("study_month.heading", who=who, month=self._month, n=len(self._waiting()))

    def views(self) -> list[View]:
        """The entries of the month by date."""
        found = months(self.xinde.place.repository.linked("study", "member", self._member))
        return [view for month in found if month.month == self._month for view in month.entries]

    def _waiting(self) -> list[View]:
        return [view for view in self.views() if view.state == "claimed"]

    def column_names(self) -> Sequence[str]:
        """Marked or not, when, what, how long, how, and how it stands."""
        return ("mark", "on", "what", "minutes", "channel", "state")

    def widths(self) -> list[tuple[str, int]]:
        """What was learned gets what is left."""
        fixed = {"mark": -4, "on": -10, "what": 1, "minutes": -6, "channel": self.label_width("channel"), "state": -20}
        return [(name, fixed[name]) for name in self.column_names()]

    def headings(self) -> list[str]:
        """The first column says who is an exception."""
        spec = self.xinde.place.repository.registry["study"]
        return [t("study_month.mark"), *(field_label(spec, name) for name in self.column_names()[1:])]

    def cells(self, view: View) -> list[str]:
        """A refused one with the reason."""
        place, spec = self.xinde.place, self.xinde.place.repository.registry["study"]
        mark = self.xinde.glyphs.mark if view.id in self._marked and view.state == "claimed" else ""
        words, reason = studies.standing_words(place, view), view.get("reason")
        state = t("studies.refused_why", state=words, reason=reason) if view.state == "refused" else words
        plain = [value_text(place, spec, name, view.get(name)) for name in ("on", "what", "minutes", "channel")]
        return [mark, *plain, state]

    def empty_text(self) -> str:
        """Nothing is left of it."""
        return super().empty_text() if self._filter.strip() else t("study_month.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """Only who is in charge decides, never about one's own, and only about what waits."""
        place, view = self.xinde.place, self.current
        if command == "decide":
            waiting = self._waiting()
            if not waiting:
                return t("study_month.nothing")
            refusal = place.desk.rights.why_not(waiting[0], "put", field="state", to="confirmed")
            return refusal_text(place, refusal) if refusal else None
        if command == "mark" and view is not None and view.state != "claimed":
            changed = standing(view) == "changed"
            return t("study_month.changed" if changed else "study_month.decided")
        if command == "mark" and view is None:
            return t("records.no_row")
        return super().why_not(command)

    def do_mark(self) -> None:
        """An exception, or none any more; the cursor goes on."""
        if self.current is not None:
            self._marked ^= {self.current.id}
            self.fill()
            self.table.action_cursor_down()

    def do_open(self) -> None:
        """The whole entry."""
        view, place = self.current, self.xinde.place
        if view is not None:
            spec = place.repository.registry["study"]
            self.app.push_screen(ContentPage(spec, view.fields, partial(studies.standing_words, place, view)))

    def do_decide(self) -> None:
        """Confirm all that waits but what is marked, which is refused with one reason."""
        shown = self._waiting()
        marked = [view for view in shown if view.id in self._marked]
        if not marked:
            self.run_worker(self._decide(shown, [], None))
            return
        spec = self.xinde.place.repository.registry["study"]
        there = Asked(marked[0].id, "study", marked[0].scope, asked("reason", "refused"))

        def answered(reason: str | None) -> None:
            if reason:
                self.run_worker(self._decide(shown, marked, reason, there))

        title = t("study_month.refuse_title", n=len(marked), rest=len(shown) - len(marked))
        label, limit = field_label(spec, "reason"), spec.fields["reason"].limit
        self.app.push_screen(AskDialog(title, label, needed=True, limit=limit, about=there), answered)

    async def _decide(
        self, shown: Sequence[View], marked: Sequence[View], reason: str | None, there: Asked | None = None
    ) -> None:
        place, refused = self.xinde.place, {view.id for view in marked}
        done = await self.act(lambda: studies.decide(place, shown, refused, reason))
        if done is None:
            return
        if there is not None:
            await self.act(lambda: place.unsaved.forget(there.rid, there.field))
        self._marked -= refused
        missed = len(shown) - len(done)
        words = t("study_month.done", n=len([each for each in done if each not in refused]))
        words += t("study_month.done_refused", n=len(refused & set(done))) if refused else ""
        self.xinde.say(words + (t("study_month.meanwhile", n=missed) if missed else ""), warning=bool(missed))


def study_page(place: Workplace, view: View) -> Page:
    """The page that shows an entry: one's own list, or the person's month."""
    from tui.screens.studies import StudiesPage

    member = str(view.get("member"))
    own = place.desk.member in (None, member)
    page = StudiesPage() if own else StudyMonthPage(member, str(view.get("on"))[:7])
    page.at = view.id
    return page

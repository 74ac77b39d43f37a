"""The requests for leave of a session, and why something cannot be done with one now. Only readers of a person's scope see a row."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from tui import leave
from tui.disputed import other_states
from tui.i18n import t
from tui.labels import member_name, state_label, title_of
from tui.messages import refusal_text
from tui.of_session import OfSession
from tui.rights import why_not_new, why_not_write
from tui.screens.records import RecordsPage

DECISIONS = {"grant": "granted", "refuse": "refused"}
"""Command -> the state it brings."""


class LeaveList(OfSession, RecordsPage):
    """The requests for leave of one session which this person may read."""

    def __init__(self, rid: str) -> None:
        super().__init__("leave_request", {"session": rid})
        self.rid = rid
        self._disputed: dict[str, str] = {}

    def heading(self) -> str:
        """Leave of which session."""
        session = self.session
        return t("leave.heading", title=title_of(self.xinde.place, session)) if session else t("session.gone")

    def views(self) -> list[View]:
        """Those to be decided first."""
        return leave.requests(self.xinde.place, self.rid)

    def column_names(self) -> Sequence[str]:
        """Who, what, why, how far, what was said."""
        return ("member", "leave_kind", "reason", "state", "decision")

    def widths(self) -> list[tuple[str, int]]:
        """The reason gets most."""
        state, kind = self.label_width("state"), self.label_width("leave_kind")
        return [("member", -8), ("leave_kind", kind), ("reason", 2), ("state", state), ("decision", 1)]

    def cells(self, view: View) -> list[str]:
        """Before what was said of it, what another decided at the same time: one is not told "granted" where somebody refused."""
        *cells, said = super().cells(view)
        return [*cells, "  ".join(filter(None, [self._disputed.get(view.id), said]))]

    def fill(self) -> None:
        """Conflicts are looked for once, not a row."""
        self._disputed = other_states(self.xinde.place)
        super().fill()

    def empty_text(self) -> str:
        """What to do, and that others' requests are not shown."""
        return super().empty_text() if self._filter.strip() else t("leave.empty")

    def records_changed(self, changed: Changed) -> None:
        """What can be marked depends on the roll and the session."""
        super().records_changed(changed)
        if changed.kinds & {"leave_request", "attendance", "session"}:
            self.refresh_keys()

    def kinds_shown(self) -> set[str]:
        """Conflicts show in the rows too."""
        return {*super().kinds_shown(), "conflict"}

    # what can be done

    def why_not(self, command: str) -> str | None:
        """Roles, the state of the row, and whether one has asked already."""
        place, session, row = self.xinde.place, self.session, self.current
        if command in ("back", "filter"):
            return None
        if session is None:
            return t("session.gone")
        if command == "new":
            return self._why_not_ask(session)
        if command == "for_another":
            someone = next((view.id for view in place.repository.find("member") if view.id != place.desk.member), "")
            fields = {"session": self.rid, "member": someone, "leave_kind": "other"}
            refusal = place.desk.rights.why_not_new("leave_request", fields, on_behalf=OnBehalf(someone, "spoken"))
            return refusal_text(place, refusal) if refusal else None
        if command == "mark":
            return self._why_not_mark(session)
        if row is None:
            return t("records.no_row")
        if command == "open":
            return None
        if row.state != "asked":
            state = state_label(place.repository.registry["leave_request"], row.state)
            return t("leave.settled", who=member_name(place, row.get("member")), state=state)
        return self._why_not_of(row, command)

    def _why_not_ask(self, session: View) -> str | None:
        place = self.xinde.place
        me, own = place.desk.member, leave.own(place, self.rid)
        if me is None:
            return t("leave.nobody")
        if own is not None:
            state = state_label(place.repository.registry["leave_request"], own.state)
            return t("leave.asked_already", state=state)
        return why_not_new(place, "leave_request", {"session": session.id, "member": me, "leave_kind": "other"})

    def _why_not_mark(self, session: View) -> str | None:
        place = self.xinde.place
        granted = leave.to_mark(place, session)
        if not granted:
            return t("leave.roll_done" if session.get("roll_call_done") else "leave.none_to_mark")
        return why_not_new(place, "attendance", {"session": session.id, "member": granted[0].get("member")})

    def _why_not_of(self, row: View, command: str) -> str | None:
        place = self.xinde.place
        if command in ("grant", "refuse"):
            refusal = place.desk.rights.why_not(row, "put", field="state", to=DECISIONS[command])
            return refusal_text(place, refusal) if refusal else None
        if command == "withdraw":
            refusal = place.desk.rights.why_not(row, "put", field="state", to="withdrawn")
            entered = leave.why_not_for(place, row, str(row.get("member")), "withdrawn")
            return refusal_text(place, refusal) if refusal and entered else None
        if command == "decide_for":
            people = leave.deciders(place, row)
            if not people:
                return t("leave.no_decider")
            refusal = leave.why_not_for(place, row, people[0], "granted")
            return refusal_text(place, refusal) if refusal else None
        return why_not_write(place, row, "reason")

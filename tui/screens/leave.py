"""Leave of a session: asked, entered for another, decided, and offered to the roll. Only readers of a person's scope see a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.desk import OnBehalf
from tui import leave
from tui.choices import records as choices_of
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, listed, member_name, state_label, title_of
from tui.making import for_another
from tui.messages import refusal_text
from tui.rights import why_not_new, why_not_write
from tui.screens.ask import AskDialog
from tui.screens.behalf import entered_for
from tui.screens.confirm import ConfirmDialog
from tui.screens.content import ContentPage
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.screens.records import RecordsPage

ASKED = ("leave_kind", "reason")
"""What a person says of a leave."""


class LeavePage(RecordsPage):
    """The requests for leave of one session which this person may read."""

    SCOPE = "leave"
    BINDINGS = bindings("leave")

    def __init__(self, rid: str) -> None:
        super().__init__("leave_request", {"session": rid})
        self.rid = rid

    @property
    def session(self) -> View | None:
        """The session, or None when this device no longer knows it."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None

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

    def empty_text(self) -> str:
        """What to do, and that others' requests are not shown."""
        return super().empty_text() if self._filter.strip() else t("leave.empty")

    def records_changed(self, changed: Changed) -> None:
        """What can be marked depends on the roll and the session."""
        super().records_changed(changed)
        if changed.kinds & {"leave_request", "attendance", "session"}:
            self.refresh_keys()

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
            refusal = place.desk.why_not_new("leave_request", fields, on_behalf=OnBehalf(someone, "spoken"))
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
            refusal = place.desk.why_not(row, "put", field="state", to=self._state_of(command))
            return refusal_text(place, refusal) if refusal else None
        if command == "withdraw":
            refusal = place.desk.why_not(row, "put", field="state", to="withdrawn")
            entered = leave.why_not_for(place, row, str(row.get("member")), "withdrawn")
            return refusal_text(place, refusal) if refusal and entered else None
        if command == "decide_for":
            people = leave.deciders(place, row)
            if not people:
                return t("leave.no_decider")
            refusal = leave.why_not_for(place, row, people[0], "granted")
            return refusal_text(place, refusal) if refusal else None
        return why_not_write(place, row, "reason")

    @staticmethod
    def _state_of(command: str) -> str:
        return {"grant": "granted", "refuse": "refused"}[command]

    # asking

    def do_open(self) -> None:
        """Its kind and reason, to be changed while that is possible, else to be read whole."""
        row, place = self.current, self.xinde.place
        if row is None:
            return
        if self.why_not("edit") is None:
            self.do_edit()
            return
        spec = place.repository.registry["leave_request"]
        self.app.push_screen(ContentPage(spec, row.fields, state_label(spec, row.state)))

    def do_edit(self) -> None:
        """Change kind and reason while nobody has decided."""
        if self.current is not None:
            self.app.push_screen(FormPage("leave_request", self.current.id, only=ASKED))

    def do_new(self) -> None:
        """Ask for leave of this session."""
        preset = {**self.preset, "member": self.xinde.place.desk.member}
        self.app.push_screen(FormPage("leave_request", None, preset, only=ASKED))

    def do_for_another(self) -> None:
        """Enter what another asked on paper or by word."""
        place = self.xinde.place
        there = {view.get("member") for view in self.views()} | {place.desk.member}
        choices = [choice for choice in choices_of(place, "member") if choice.id not in there]

        def picked(answer: list[str] | None) -> None:
            if answer:
                entered_for(self, answer[0], self._ask_for)

        self.app.push_screen(PickDialog(t("leave.who"), choices), picked)

    def _ask_for(self, on_behalf: OnBehalf) -> None:
        self.app.push_screen(
            FormPage(
                "leave_request",
                None,
                {**self.preset, "member": on_behalf.member, **for_another(on_behalf)},
                only=ASKED,
            )
        )

    def do_withdraw(self) -> None:
        """Take it back; what another takes back by word is entered with its basis."""
        row, place = self.current, self.xinde.place
        if row is None:
            return
        if place.desk.why_not(row, "put", field="state", to="withdrawn") is None:
            self._change(row, "withdrawn", {}, None)
        else:
            entered_for(self, str(row.get("member")), lambda given: self._change(row, "withdrawn", {}, given))

    # deciding

    def do_grant(self) -> None:
        """Grant it, with a remark."""
        self._decide("granted", self.xinde.place.desk.member, None)

    def do_refuse(self) -> None:
        """Refuse it, with a remark."""
        self._decide("refused", self.xinde.place.desk.member, None)

    def do_decide_for(self) -> None:
        """Enter what another decided on paper or by word."""
        row, place = self.current, self.xinde.place
        if row is None:
            return
        people = leave.deciders(place, row)
        states = place.repository.registry["leave_request"]
        choices = [
            Choice(f"{to}:{who}", t("leave.decided_by", who=member_name(place, who), state=state_label(states, to)))
            for who in people
            for to in ("granted", "refused")
        ]

        def picked(answer: list[str] | None) -> None:
            if answer:
                to, _, who = answer[0].partition(":")
                entered_for(self, who, lambda given: self._decide(to, who, given))

        self.app.push_screen(PickDialog(t("leave.decide_for"), choices), picked)

    def _decide(self, to: str, who: str | None, on_behalf: OnBehalf | None) -> None:
        row, place = self.current, self.xinde.place
        if row is None:
            return
        spec = place.repository.registry["leave_request"]

        def answered(remark: str | None) -> None:
            if remark is not None:
                self._change(row, to, {"decided_by": who, "decision": remark or None}, on_behalf)

        title = f"{state_label(spec, to)} {self.xinde.glyphs.dot} {member_name(place, row.get('member'))}"
        limit = spec.fields["decision"].limit
        self.app.push_screen(AskDialog(title, field_label(spec, "decision"), limit=limit), answered)

    def _change(self, row: View, to: str, fields: dict[str, Any], on_behalf: OnBehalf | None) -> None:
        place, rid = self.xinde.place, row.id
        spec = place.repository.registry["leave_request"]

        async def carry_out() -> None:
            if await self.act(lambda: place.desk.change_state(rid, to, with_fields=fields, on_behalf=on_behalf)):
                who = member_name(place, row.get("member"))
                self.xinde.say(t("leave.done", who=who, state=state_label(spec, to)))

        self.run_worker(carry_out())

    # the roll

    def do_mark(self) -> None:
        """Ask once, then mark those whose leave was granted as on leave."""
        place, session = self.xinde.place, self.session
        if session is None:
            return
        granted = leave.to_mark(place, session)
        names = listed(member_name(place, view.get("member")) for view in granted)

        async def carry_out() -> None:
            made = await self.act(lambda: leave.mark(place, session, granted))
            if made:
                self.xinde.say(t("leave.marked", n=made))

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(carry_out())

        self.app.push_screen(ConfirmDialog(t("leave.mark_title", n=len(granted)), names), answered)

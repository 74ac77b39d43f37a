"""Leave of a session: asked, entered for another, decided, and offered to the roll."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from tui import leave
from tui.choices import records as choices_of
from tui.commands import bindings
from tui.entered_for import ask_basis
from tui.i18n import t
from tui.labels import field_label, listed, member_name, state_label
from tui.making import for_another
from tui.screens.ask import AskDialog, about
from tui.screens.confirm import ConfirmDialog
from tui.screens.content import ContentPage
from tui.screens.form import FormPage
from tui.screens.leave_list import LeaveList
from tui.screens.pick import Choice, PickDialog

ASKED = ("leave_kind", "reason")
"""What a person says of a leave."""


class LeavePage(LeaveList):
    """The list, and what its keys do."""

    SCOPE = "leave"
    BINDINGS = bindings("leave")

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
        self.app.push_screen(ContentPage(spec, row.fields, partial(state_label, spec, row.state)))

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
                self._ask_basis(self.session, answer[0], self._ask_for)

        self.app.push_screen(PickDialog(t("leave.who"), choices), picked)

    def _ask_basis(self, record: View | None, member: str, then: Callable[[OnBehalf], None]) -> None:
        ask_basis(self, record, member, t("leave.basis", who=member_name(self.xinde.place, member)), then)

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
        if place.desk.rights.why_not(row, "put", field="state", to="withdrawn") is None:
            self._withdraw(row, None)
        else:
            self._ask_basis(row, str(row.get("member")), lambda given: self._withdraw(row, given))

    def _withdraw(self, row: View, on_behalf: OnBehalf | None) -> None:
        self.run_worker(self._carry_out(row, "withdrawn", {}, on_behalf))

    # deciding

    def do_grant(self) -> None:
        """Grant it, with a remark."""
        if self.current is not None:
            self._decide(self.current, "granted", self.xinde.place.desk.member, None)

    def do_refuse(self) -> None:
        """Refuse it, with a remark."""
        if self.current is not None:
            self._decide(self.current, "refused", self.xinde.place.desk.member, None)

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
                self._ask_basis(row, who, lambda given: self._decide(row, to, who, given))

        self.app.push_screen(PickDialog(t("leave.decide_for"), choices), picked)

    def _decide(self, row: View, to: str, who: str | None, on_behalf: OnBehalf | None, text: str = "") -> None:
        place = self.xinde.place
        spec = place.repository.registry["leave_request"]

        def answered(remark: str | None) -> None:
            if remark is not None:
                self.run_worker(decide(remark))

        async def decide(remark: str) -> None:
            fields = {"decided_by": who, "decision": remark or None}
            if not await self._carry_out(row, to, fields, on_behalf) and remark:
                # What was written stays in front of its author; Esc keeps it.
                self._decide(row, to, who, on_behalf, remark)

        title = f"{state_label(spec, to)} {self.xinde.glyphs.dot} {member_name(place, row.get('member'))}"
        limit = spec.fields["decision"].limit
        kept = about(row, "decision", to)
        self.app.push_screen(
            AskDialog(title, field_label(spec, "decision"), limit=limit, text=text, about=kept), answered
        )

    async def _carry_out(self, row: View, to: str, fields: dict[str, Any], on_behalf: OnBehalf | None) -> bool:
        """False when it was not done, which was said."""
        place, rid = self.xinde.place, row.id
        spec = place.repository.registry["leave_request"]
        done = await self.act(lambda: place.desk.change_state(rid, to, with_fields=fields, on_behalf=on_behalf))
        if done:
            who = member_name(place, row.get("member"))
            self.xinde.say(t("leave.done", who=who, state=state_label(spec, to)))
        elif done is False:
            self.xinde.say(t("state.meanwhile", state=state_label(spec, to)), warning=True)
        return bool(done)

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

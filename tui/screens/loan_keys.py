"""What is done with a loan under the cursor, on every page that lists loans."""

from __future__ import annotations

from sync.cache.view import View
from tui import lending
from tui.i18n import t
from tui.labels import member_name, state_label, title_of
from tui.messages import refusal_text
from tui.rights import why_not_delete, why_not_write
from tui.screens.confirm import ConfirmDialog
from tui.screens.records import RecordsPage

STEPS = {"give_back": "returned", "lost": "lost"}
"""Command -> the state it brings."""


class LoanKeys(RecordsPage):
    """Return, renew, lost."""

    @property
    def loan(self) -> View | None:
        """The loan under the cursor."""
        view = self.current
        return view if view is not None and view.kind == "loan" else None

    def why_not(self, command: str) -> str | None:
        """The state of the loan, whose it is, and the rules."""
        place, loan = self.xinde.place, self.loan
        if command not in ("give_back", "lost", "renew", "delete"):
            return super().why_not(command)
        if loan is None:
            return t("loans.no_loan")
        if command == "delete":
            return why_not_delete(place, loan)
        if loan.state != "out":
            state = state_label(place.repository.registry["loan"], loan.state)
            return t("loans.settled", state=state)
        if command == "renew":
            # Roles first: a rule is of no matter to who may not renew at all.
            found = why_not_write(place, loan, "due_on")
            if found and loan.get("member") != place.desk.member:
                return self._renewed_by_others(loan)
            against = lending.why_not_renew(place, loan)
            return found or (lending.obstacle_words(place, against) if against else None)
        refusal = place.desk.rights.why_not(loan, "put", field="state", to=STEPS[command])
        return refusal_text(place, refusal) if refusal else None

    def _renewed_by_others(self, loan: View) -> str:
        """Whose business it is, and for who takes books back, what comes to the same."""
        words = t("loans.renew_themselves", who=member_name(self.xinde.place, loan.get("member")))
        return words if self.why_not("give_back") else words + t("loans.renew_or_lend_anew")

    async def do_give_back(self) -> None:
        """It is back, today."""
        place, loan = self.xinde.place, self.loan
        if loan is None:
            return
        rid = loan.id
        if await self.act(lambda: lending.give_back(place, rid)):
            self.xinde.say(lending.back_words(place, place.desk.record(rid)))

    async def do_renew(self) -> None:
        """Renew one's own loan."""
        place, loan = self.xinde.place, self.loan
        if loan is None:
            return
        rid = loan.id
        renewed = await self.act(lambda: lending.renew(place, rid))
        if renewed is not None:
            self.xinde.say(t("lending.renewed", title=title_of(place, renewed), due=renewed.get("due_on")))

    def do_lost(self) -> None:
        """It is lost, and the copy is taken off the catalogue; asked once."""
        place, loan = self.xinde.place, self.loan
        if loan is None:
            return
        rid = loan.id

        async def carry_out() -> None:
            await self.act(lambda: lending.lose(place, rid))

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(carry_out())

        title = t("loans.lost_title", title=title_of(place, loan), who=member_name(place, loan.get("member")))
        self.app.push_screen(ConfirmDialog(title, t("loans.lost_text")), answered)

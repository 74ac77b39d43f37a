"""Who is put on a roll: those who are expected and the observers by one key, others one by one."""

from __future__ import annotations

from sync.cache.view import View
from tui import roll
from tui.choices import records as choices_of
from tui.i18n import t
from tui.screens.pick import PickDialog
from tui.screens.session_panes.roll_marks import RollMarks
from tui.year.attendance import Expected


class RollPeople(RollMarks):
    """Makes the rows of a roll."""

    _missing: roll.Beginning | None = None

    @property
    def missing(self) -> roll.Beginning:
        """Who is to be put on the roll; looked for once between two changes, since every painted key bar asks."""
        if self._missing is None:
            session = self.session
            self._missing = roll.beginning(self.xinde.place, session) if session else roll.Beginning((), (), ())
        return self._missing

    def look_again(self) -> None:
        """Something changed."""
        self._missing = None

    def do_start(self) -> None:
        """Put everybody who is expected on the roll, and the observers the session names."""
        session, place = self.session, self.xinde.place

        async def carry_out(session: View) -> None:
            found = await self.act(lambda: roll.begin(place, session))
            if found:
                observers = len(found.observers) + len(found.unmarked)
                said = [self._made(len(found.people))] if found.people else []
                said += [t("roll_call.made_observers", n=observers)] if observers else []
                self.xinde.say(t("list.comma").join(said))

        if session is None:
            return
        if self.missing:
            self.run_worker(carry_out(session))
        else:
            self.xinde.say(t("roll_call.nobody"), warning=True)

    def _put(self, people: list[Expected]) -> None:
        async def carry_out() -> None:
            made = await self.act(lambda: roll.put_on_roll(self.xinde.place, self.rid, people))
            if made:
                self.xinde.say(self._made(made))

        self.run_worker(carry_out())

    def _made(self, made: int) -> str:
        done = self.session is not None and self.session.get("roll_call_done")
        return t("roll_call.made_done" if done else "roll_call.made", n=made)

    def do_add(self) -> None:
        """Put people on the roll who were not expected."""
        place, session = self.xinde.place, self.session
        there = {row.get("member") for row in place.repository.linked("attendance", "session", self.rid)}
        choices = [choice for choice in choices_of(place, "member") if choice.id not in there]

        def picked(answer: list[str] | None) -> None:
            if answer and session is not None:
                self._put([roll.entry(place, session, member) for member in answer])

        self.app.push_screen(PickDialog(t("roll_call.add"), choices, several=True), picked)

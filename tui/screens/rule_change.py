"""A change of rules before it counts: the rules that differ, and what changes in this year's figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import bindings
from tui.i18n import t
from tui.rule_asking import forgetting
from tui.rule_choice import choice_of, choose, why_not_choose
from tui.rule_differences import consequence_lines, difference_lines
from tui.rule_words import spoken
from tui.screens.ask import Asked
from tui.screens.reckoned import Reckoned
from tui.terminal import printable
from tui.year.adapting import Choice
from tui.year.consequences import Consequence, consequences
from tui.year.study_year import StudyYear


class RuleChangePage(Reckoned):
    """Shows what the change does; Enter makes it, as one action that undo takes back whole. `used`: where its answer was typed."""

    SCOPE = "rule_change"
    BINDINGS = bindings("rule_change")
    answer: list[Consequence] | None

    def __init__(self, seen: Choice, wanted: Choice, used: Asked | None = None) -> None:
        super().__init__()
        self.seen = seen
        self.wanted = wanted
        self._used = used
        # A function of its own, so that the answer is kept for this change of rules alone.
        self._question = lambda year: consequences(year, wanted.rules)

    def question(self) -> Callable[[StudyYear], list[Consequence]]:
        """What the change does to the figures."""
        return self._question

    def heading(self) -> str:
        """Which pack it would be."""
        return t("rules.change_title", pack=spoken(self.wanted.rules.label))

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text", markup=False), id="change", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#change").focus()

    def show(self) -> None:
        """What differs, then the figures."""
        lines = ["", *difference_lines(self.seen, self.wanted), ""]
        lines += [t("year.counting")] if self.answer is None else consequence_lines(self.year, self.answer)
        self.query_one("#text", Static).update(Content("\n").join(Content(printable(line)) for line in lines))

    # commands

    def why_not(self, command: str) -> str | None:
        """It counts only once everything was shown, and only for who may, and only if it is still what was shown."""
        if command != "yes":
            return None
        reason = why_not_choose(self.xinde.place)
        if reason is not None:
            return reason
        if choice_of(self.xinde.place) != self.seen:
            return t("error.way.rules_meanwhile")
        return t("year.counting") if self.answer is None else None

    async def do_yes(self) -> None:
        """Make it count."""
        place, seen, wanted = self.xinde.place, self.seen, self.wanted
        done = await self.act(lambda: choose(place, seen, wanted))
        if done is None:
            return
        if self._used is not None:
            await self.act(forgetting(self, self._used))
        self.xinde.say(t("rules.done"))
        self.dismiss(None)

    def do_back(self) -> None:
        """Leave the rules as they are; a value that was typed stays where it was."""
        if self._used is not None:
            self.xinde.say(t("rules.left_kept"))
        self.dismiss(None)

"""规则: the branch's pack, each rule with its source and what the branch changed; who may chooses and adapts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from sync.cache.repository import Changed
from tui import rule_asking
from tui.commands import bindings
from tui.i18n import t
from tui.rule_choice import choice_of, why_not_choose
from tui.rule_words import about_rule, is_unverified, pack_words, rule_sentence, spoken
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.year.adapting import Choice, as_in_pack, with_switch, without_change
from tui.year.packs import Rule

STRANGE = "strange:"
"""Rows of changes that fit no rule of the pack begin with this."""


class RulesPage(RowsPage):
    """A row a rule; below, all of the one under the cursor. Every change shows what it does before it counts."""

    SCOPE = "rules"
    BINDINGS = bindings("rules")
    title_id = "rules.title"

    def __init__(self, at: str = "", value: str = "") -> None:
        """`at`: the rule to begin at; `value`: the one of its values that is asked for at once."""
        super().__init__()
        self._at = at
        self._value = value

    @property
    def choice(self) -> Choice:
        """What the branch has chosen, as this device knows it now."""
        return choice_of(self.xinde.place)

    def head(self) -> list[Content]:
        """The pack, and what it is."""
        rules = self.choice.rules
        return [Content.styled(printable(pack_words(rules)), "bold"), Content.styled(spoken(rules.about), "dim")]

    def widths(self) -> list[tuple[str, int]]:
        """The sentence gets what is left."""
        marks = [t("rules.unverified"), t("rules.off"), t("rules.adapted")]
        return [("id", -5), ("sentence", 1), ("mark", -max(cell_len(mark) for mark in marks)), ("verified", -6)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("rules.id"), t("rules.sentence"), t("rules.mark"), t("rules.basis")]

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """The rules of the pack, then what the branch changed that fits none of them."""
        rules = self.choice.rules
        found: list[tuple[str, Sequence[str]]] = [
            (rule.id, [rule.id, rule_sentence(rule), _mark(rule), t("rules.unverified") if is_unverified(rule) else ""])
            for rule in rules.all.values()
        ]
        return [
            *found,
            *((STRANGE + each, ["?", t("rules.strange", change=each), "", ""]) for each in rules.not_understood),
        ]

    def empty_text(self) -> str:
        """A pack without rules judges nothing."""
        return t("rules.none")

    def below(self) -> list[Content]:
        """Sentence, source, whether that was read, and what was changed."""
        rules, rule = self.choice.rules, self.rule
        if rule is not None:
            return [Content(printable(line)) for line in about_rule(rules, rule)]
        return [Content(t("rules.strange_about"))] if self.key.startswith(STRANGE) else []

    @property
    def rule(self) -> Rule | None:
        """The rule under the cursor."""
        return self.choice.rules.all.get(self.key)

    def fill(self) -> None:
        """Begin at the rule one came for."""
        super().fill()
        if self._at:
            self.table.go_to(self._at)
            self._at = ""
            if self._value:
                self.call_after_refresh(self._ask_at_once)

    def _ask_at_once(self) -> None:
        """Go on where an answer was typed and not used."""
        rule, value, self._value = self.rule, self._value, ""
        reason = self.why_not("change")
        if reason is not None:
            self.xinde.say(reason, warning=True)
        elif rule is not None and value in rule.values:
            rule_asking.ask_this(self, self.choice, rule, value)

    def records_changed(self, changed: Changed) -> None:
        """The settings hold the choice; who may change it is a matter of duties."""
        if changed.kinds & {"settings", "appointment"}:
            self.fill()
            self.refresh_keys()

    # commands

    def why_not(self, command: str) -> str | None:
        """Who chooses rules is a matter of roles; what can be changed, of the row."""
        if command in ("back", "filter"):
            return None
        reason = why_not_choose(self.xinde.place)
        if reason is not None or command == "pack":
            return reason
        if command == "reset" and self.key.startswith(STRANGE):
            return None
        rule = self.rule
        if rule is None:
            return t("records.no_row")
        if command == "change" and not rule.values:
            return t("rules.no_values")
        return t("rules.not_changed") if command == "reset" and not rule.changed else None

    def do_pack(self) -> None:
        """Choose another pack."""
        rule_asking.ask_pack(self, self.choice)

    async def do_open(self) -> None:
        """Change what the rule asks."""
        await self.action_command("rules.change")

    def do_change(self) -> None:
        """Change a value of the rule."""
        if self.rule is not None:
            rule_asking.ask_value(self, self.choice, self.rule)

    def do_switch(self) -> None:
        """Switch the rule on or off."""
        if self.rule is not None:
            choice = self.choice
            rule_asking.propose(self, choice, with_switch(choice, self.rule.id, on=not self.rule.on))

    def do_reset(self) -> None:
        """The rule as its pack says; a change that fits nothing goes."""
        choice = self.choice
        if self.rule is not None:
            rule_asking.propose(self, choice, as_in_pack(choice, self.rule.id))
        elif self.key.startswith(STRANGE):
            rule_asking.propose(self, choice, without_change(choice, self.key.removeprefix(STRANGE)))


def _mark(rule: Rule) -> str:
    """Off, or changed by the branch."""
    return t("rules.off") if not rule.on else t("rules.adapted") if rule.changed else ""

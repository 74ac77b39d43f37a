"""学时: everybody's study hours of a year, collective and alone apart, against the target of the branch's rules."""

from __future__ import annotations

from tui.bars import bar
from tui.commands import bindings
from tui.figure_words import amount_words, reach_sentence, reach_word, with_unit
from tui.i18n import t
from tui.rule_words import rule_sentence
from tui.screens.people_figures import PeopleFigures
from tui.year.report import PersonYear
from tui.years import branch_rules


class HoursPage(PeopleFigures):
    """A row a person; below, how the person under the cursor stands to the target, and the rule."""

    SCOPE = "hours"
    BINDINGS = bindings("hours")
    TABLE = PART = "hours"

    def hides(self, column: str) -> bool:
        """Other activities only where somebody has any, writing only where the rule counts it."""
        if column not in ("other", "writing"):
            return False
        if self.answer is None:
            return True
        figures = [getattr(each.hours, column) for each in self.answer.people]
        if column == "other":
            return not any(each.value or each.lines for each in figures)
        return all(each.missing == "not_applicable" for each in figures)

    def word(self, name: str) -> str:
        """Short words: there are many columns. Collective study is of many forms, one of which is called so, and alone has a target."""
        return t(f"hours.column_{name}" if name in ("collective", "reach") else f"hours.{name}")

    def reach(self, person: PersonYear) -> str:
        """Reached, still open, out of reach, missed."""
        hours = person.hours
        return reach_word(hours.reach, hours.target, hours.missing)

    def about(self, person: PersonYear) -> list[str]:
        """How the person stands to the target, and the rule."""
        hours = person.hours
        words = reach_sentence(hours.reach, hours.target, hours.missing)
        known = {"collective": with_unit(hours.collective), "target": with_unit(hours.target)}
        rule = branch_rules(self.xinde.place).rule("T-1")
        drawn = ""
        if hours.collective.value is not None and hours.target.value:
            drawn = "  " + bar(hours.collective.value, hours.target.value, self.xinde.glyphs)
        lines = [
            t("hours.about", name=person.member.get("name"), reach=words, **known) + drawn,
            f"T-1 {rule_sentence(rule)}" if rule is not None else t("hours.no_target"),
            t("hours.collective_forms"),
        ]
        if hours.total.unapproved:
            lines.append(t("hours.unapproved", n=amount_words(hours.total.unapproved, "minutes")))
        elif any(each.hours.total.unapproved for each in self._people()):
            lines.append(t("hours.some_unapproved"))
        return lines

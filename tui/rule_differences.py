"""What a change of rules changes, in words: rule by rule, and in the figures of the year."""

from __future__ import annotations

import re

from tui.figure_words import amount_words, missing_words
from tui.i18n import t
from tui.rule_words import rule_sentence
from tui.year.adapting import Choice
from tui.year.consequences import Amount, Consequence
from tui.year.figures import Unit
from tui.year.packs import Difference, Rule, differences


def difference_lines(seen: Choice, wanted: Choice) -> list[str]:
    """Rules that ask something else, before and after; then changes of the branch that fit nothing in the other pack."""
    found = differences(seen.rules, wanted.rules)
    lines = [t("rules.differ", n=len(found)) if found else t("rules.differ_none")]
    for each in found:
        lines += _lines(each)
    lost = [each for each in wanted.rules.not_understood if each not in seen.rules.not_understood]
    if lost:
        lines += ["", t("rules.kept_unused"), *(f"  {_said(seen, each)}" for each in lost)]
    return lines


def _said(seen: Choice, change: str) -> str:
    """What the change asks where it fits, and the change as the command line takes it back."""
    rule = seen.rules.all.get(re.split("[.=]", change)[0])
    if rule is None:
        return change
    return t("rules.change_means", id=rule.id, rule=_sentence(rule if rule.on else None), change=change)


def _lines(difference: Difference) -> list[str]:
    return [
        difference.id,
        f"  {t('rules.before', rule=_sentence(difference.before))}",
        f"  {t('rules.after', rule=_sentence(difference.after))}",
    ]


def _sentence(rule: Rule | None) -> str:
    return rule_sentence(rule) if rule is not None else t("rules.not_asked")


def consequence_lines(year: int, found: list[Consequence]) -> list[str]:
    """The figures of the year before and after, those that stay the same too, so that it can be seen that they do."""
    lines = [t("rules.figures", year=year)]
    for each in found:
        before, after = amount(each.before, each.unit), amount(each.after, each.unit)
        words = before if each.before == each.after else t("rules.becomes", before=before, after=after)
        lines.append(f"  {t(f'rules.figure.{each.name}')}{t('error.colon')}{words}")
    return lines


def amount(value: Amount, unit: Unit) -> str:
    """A number, or why there is none."""
    return amount_words(value, unit) if isinstance(value, int) else missing_words(value)

"""Rules in words: the sentence, the source, whether that was read, and the names of what a rule asks; for screens and commands."""

from __future__ import annotations

from collections.abc import Mapping

from sync.records.fields import Label
from sync.records.plans import FORMS
from sync.records.registry import KINDS
from tui.i18n import language, t
from tui.labels import choice_label, listed
from tui.year.adapting import Unfit
from tui.year.packs import PERS, Rule, Rules, Value, load, sentence


def spoken(label: Label) -> str:
    """A text of a pack in the reader's language."""
    return label.zh if language() == "zh" else label.en


def _words() -> Mapping[str, str]:
    spec = KINDS["task"]
    return {
        **{form: choice_label(spec, "form", form) for form in FORMS},
        **{per: t(f"per.{per}") for per in PERS},
    }


def word(value: str) -> str:
    """A value that is a word, such as a form or a period, in the reader's language; any other as it is."""
    return _words().get(value, value)


def rule_sentence(rule: Rule) -> str:
    """What the rule asks."""
    return sentence(rule, spoken(rule.text), _words(), t("list.comma"))


def verified_words(rule: Rule) -> str:
    """Where the text of the rule was read, or that nobody did."""
    return t("rules.original_unverified") if is_unverified(rule) else t("rules.verified", where=rule.verified)


def source_words(rule: Rule) -> str:
    """The same where the source itself does not stand beside it: it is the source that nobody has read."""
    return t("rules.source_unverified") if is_unverified(rule) else verified_words(rule)


def is_unverified(rule: Rule) -> bool:
    """True for a rule whose source nobody has read."""
    return rule.verified == "no"


def pack_words(rules: Rules) -> str:
    """The name of the pack, how far the branch changed it, and how many of its rules nobody has checked."""
    changed = sum(bool(rule.changed) for rule in rules.all.values())
    doubtful = sum(is_unverified(rule) for rule in rules.all.values())
    words = [spoken(rules.label)]
    words += [t("rules.n_changed", n=changed)] if changed else []
    words += [t("rules.n_unverified", n=doubtful)] if doubtful else []
    words += [t("rules.n_strange", n=len(rules.not_understood))] if rules.not_understood else []
    return listed(words)


def value_label(name: str) -> str:
    """What a value of a rule is called."""
    return t(f"rules.value.{name}")


def in_hours(rule: Rule, name: str) -> bool:
    """True for minutes that the rule's sentence gives in hours, and that are therefore asked for in hours."""
    return f"{{{name}:h}}" in rule.text.zh


def value_words(rule: Rule, name: str) -> str:
    """A value of a rule as people write it."""
    return said_value(rule.values[name], hours=in_hours(rule, name))


def said_value(value: Value, *, hours: bool = False) -> str:
    """A value as people write it; minutes as hours where they are meant so."""
    if isinstance(value, tuple):
        return listed(word(each) for each in value)
    if isinstance(value, str):
        return word(value)
    return hours_words(value) if hours else str(value)


def hours_words(minutes: int) -> str:
    """Minutes as 学时: 60 is 1, 30 is 0.5; what is no quarter of an hour is written as 1:20, so that sums still add up."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if rest % 15:
        return f"{sign}{whole}:{rest:02d}"
    return f"{sign}{whole}{ {0: '', 15: '.25', 30: '.5', 45: '.75'}[rest] }"


def minutes_of(written: str) -> str:
    """Hours as a person writes them, 40 or 40.5, in minutes as a rule holds them; what is no such number stays as it is."""
    whole, point, part = written.strip().partition(".")
    shares = {"": 0, "0": 0, "5": 30, "50": 30, "25": 15, "75": 45}
    if not (whole.isdecimal() and whole.isascii() and len(whole) <= 4) or part not in shares or (point and not part):
        return written
    return str(int(whole) * 60 + shares[part])


def changed_words(rules: Rules, rule: Rule) -> str:
    """What the branch changed of a rule, from what the pack says to what holds now; empty when nothing."""
    pack = load(rules.name).all[rule.id]
    words = []
    for name in sorted(rule.changed - {"on"}):
        hours = in_hours(rule, name)
        before, now = said_value(pack.values[name], hours=hours), said_value(rule.values[name], hours=hours)
        words.append(t("rules.from_to", name=value_label(name), before=before, now=now))
    if "on" in rule.changed:
        words.append(t("rules.switched_on" if rule.on else "rules.switched_off"))
    return listed(words)


def about_rule(rules: Rules, rule: Rule) -> list[str]:
    """What there is to say of a rule, a line each: its sentence, where that stands and whether it was read, what was changed."""
    lines = [f"{rule.id} {rule_sentence(rule)}", t("rules.source", source=rule.source, verified=verified_words(rule))]
    changed = changed_words(rules, rule)
    return [*lines, *([t("rules.changed", what=changed)] if changed else [])]


def unfit_words(error: Unfit) -> str:
    """Why a change does not fit."""
    return t(f"unfit.{error.code}", **error.params)

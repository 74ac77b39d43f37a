"""Asking for another pack or value of a rule, and proposing the change: on a page that shows what it does before it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.records.plans import FORMS
from sync.typing_keys import asked
from tui.i18n import t
from tui.page import Commanded
from tui.rule_words import in_hours, minutes_of, said_value, spoken, unfit_words, value_label, value_words, word
from tui.screens.ask import AskDialog, Asked
from tui.screens.pick import Choice as Offer
from tui.screens.pick import PickDialog
from tui.year.adapting import Choice, Unfit, kind_of, with_pack, with_value
from tui.year.packs import PACKS, PERS, Rule, load


def propose(page: Commanded[Any], seen: Choice, wanted: Choice, used: Asked | None = None) -> None:
    """Show what the change does; only there it is made. `used` is where its answer was typed."""
    from tui.screens.rule_change import RuleChangePage

    if wanted == seen:
        page.xinde.say(t("rules.same"))
        _forget(page, used)
        return
    page.app.push_screen(RuleChangePage(seen, wanted, used))


def ask_pack(page: Commanded[Any], choice: Choice) -> None:
    """Pick a pack, then show what it would change."""
    offers = [Offer(name, f"{spoken(load(name).label)} ({name})", spoken(load(name).about)) for name in PACKS]

    def picked(answer: list[str] | None) -> None:
        if answer:
            propose(page, choice, with_pack(choice, answer[0]))

    page.app.push_screen(PickDialog(t("rules.pick_pack"), offers, chosen=[choice.rules.name]), picked)


def ask_value(page: Commanded[Any], choice: Choice, rule: Rule) -> None:
    """Pick which value, if the rule has several, then ask for it."""
    if len(rule.values) == 1:
        ask_this(page, choice, rule, next(iter(rule.values)))
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            ask_this(page, choice, rule, answer[0])

    offers = [Offer(name, value_label(name), value_words(rule, name)) for name in rule.values]
    page.app.push_screen(PickDialog(t("rules.pick_value", rule=rule.id), offers), picked)


def ask_this(page: Commanded[Any], choice: Choice, rule: Rule, name: str, text: str = "") -> None:
    """Ask for one value in the way that suits it."""
    value = rule.values[name]
    kind = kind_of(value, name)
    title = f"{rule.id} {page.xinde.glyphs.dot} {value_label(name)}"

    def taken(answer: list[str] | None) -> None:
        if answer is not None:
            _take(page, choice, rule, name, ",".join(answer))

    if kind in ("form", "forms", "per"):
        chosen = list(value) if isinstance(value, tuple) else [str(value)]
        offers = [Offer(each, word(each)) for each in (PERS if kind == "per" else FORMS)]
        page.app.push_screen(PickDialog(title, offers, chosen=chosen, several=kind == "forms", stops=True), taken)
        return
    hours = in_hours(rule, name)
    about = _about(page, rule, name)

    def written(answer: str | None) -> None:
        if answer is not None:
            _take(page, choice, rule, name, minutes_of(answer) if hours else answer, again=answer, used=about)

    label = t(f"rules.ask.{'hours' if hours else kind}", now=said_value(value, hours=hours))
    page.app.push_screen(AskDialog(title, label, needed=True, limit=40, text=text, about=about), written)


def _take(
    page: Commanded[Any],
    choice: Choice,
    rule: Rule,
    name: str,
    text: str,
    *,
    again: str | None = None,
    used: Asked | None = None,
) -> None:
    """Propose the value, or say why it does not fit and ask again with what was written."""
    try:
        wanted = with_value(choice, rule.id, name, text)
    except Unfit as error:
        page.xinde.say(unfit_words(error), warning=True)
        if again is not None:
            ask_this(page, choice, rule, name, again)
        return
    propose(page, choice, wanted, used)


def _about(page: Commanded[Any], rule: Rule, name: str) -> Asked:
    """What is typed is kept at the settings, also at those that are yet to be made."""
    desk = page.xinde.place.desk
    rid = desk.new_id("settings", {})
    return Asked(rid, "settings", f"b:{desk.branch}", asked("rule", f"{rule.id}.{name}"))


def _forget(page: Commanded[Any], used: Asked | None) -> None:
    """An answer that was used, or turned out to change nothing, waits no longer."""
    if used is not None:
        page.xinde.keep(forgetting(page, used), lambda failed: page.xinde.say_error(failed) if failed else None)


def forgetting(page: Commanded[Any], used: Asked) -> Callable[[], None]:
    """What forgets an answer, for the writer thread."""
    unsaved = page.xinde.place.unsaved
    return lambda: unsaved.forget(used.rid, used.field)

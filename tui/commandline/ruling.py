"""`rules`: the rules of the branch, and a change of them, which shows what it does before it counts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from sync.problems import InTheWay
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.rule_choice import choice_of
from tui.rule_differences import consequence_lines, difference_lines
from tui.rule_words import changed_words, pack_words, rule_sentence, spoken, unfit_words, verified_words
from tui.year.adapting import Choice, Unfit, as_in_pack, with_change, with_pack, without_change
from tui.year.consequences import consequences
from tui.year.packs import Rule, differences
from tui.years import study_year


def rules(args: argparse.Namespace, folder: Path) -> int:
    """`rules [--pack NAME] [--set RULE.VALUE=… …] [--reset RULE …] [--yes]`: without a change, the rules as they are."""
    if args.pack is None and not args.set and not args.reset:
        return _show(args, folder)
    with read_folder(folder) as place:
        seen = choice_of(place)
        wanted = _wanted(args, seen)
        year = study_year(place)
        effects = consequences(year, wanted.rules)
        lines = [*difference_lines(seen, wanted), *consequence_lines(year.year, effects)]
    if not args.yes or not args.json:
        say(*lines, to=None if args.yes else sys.stderr)
    if wanted != seen and not args.yes and not confirmed(t("cli.rules.sure")):
        raise InTheWay("rules_not_confirmed")
    done = carry_out(folder, "rules", {"seen": as_values(seen), "wanted": as_values(wanted)})
    if args.json:
        found = differences(seen.rules, wanted.rules)
        told = [{"id": each.id, "before": _values(each.before), "after": _values(each.after)} for each in found]
        say_json(
            {**done, "pack": wanted.rules.name, "differences": told, "effects": [asdict(each) for each in effects]}
        )
    else:
        say(t("rules.done" if done["changed"] else "rules.same"))
    return DONE


def _wanted(args: argparse.Namespace, seen: Choice) -> Choice:
    """The choice as the command line changes it: the pack, then what is set back, then what is set; raises InTheWay."""
    wanted = seen
    try:
        if args.pack is not None:
            wanted = with_pack(wanted, args.pack)
        for each in args.reset:
            wanted = without_change(wanted, each) if each in wanted.changes else as_in_pack(wanted, each)
        for each in args.set:
            wanted = with_change(wanted, each)
    except Unfit as error:
        raise InTheWay("unfit", why=unfit_words(error)) from error
    return wanted


def as_values(choice: Choice) -> dict[str, Any]:
    """A choice as a request carries it."""
    return {"pack": choice.pack, "changes": sorted(choice.changes)}


def _values(rule: Rule | None) -> dict[str, Any] | None:
    return (
        {name: list(v) if isinstance(v, tuple) else v for name, v in rule.values.items()} if rule is not None else None
    )


def _show(args: argparse.Namespace, folder: Path) -> int:
    with read_folder(folder) as place:
        choice = choice_of(place)
    held = choice.rules
    if args.json:
        told = [
            {
                "id": rule.id,
                "text": rule_sentence(rule),
                "source": rule.source,
                "verified": None if rule.verified == "no" else rule.verified,
                "on": rule.on,
                "changed": sorted(rule.changed),
                "values": _values(rule),
            }
            for rule in held.all.values()
        ]
        say_json(
            {
                "pack": held.name,
                "label": spoken(held.label),
                "changes": sorted(choice.changes),
                "not_understood": list(held.not_understood),
                "rules": told,
            }
        )
        return DONE
    say(pack_words(held), spoken(held.about))
    rows = [[rule.id, "" if rule.on else t("rules.off"), rule_sentence(rule)] for rule in held.all.values()]
    for line, rule in zip(aligned([row[:2] for row in rows]), held.all.values(), strict=True):
        say(
            f"{line}  {rule_sentence(rule)}",
            f"      {t('rules.source', source=rule.source, verified=verified_words(rule))}",
        )
        if what := changed_words(held, rule):
            say(f"      {t('rules.changed', what=what)}")
    say(*(t("rules.strange", change=each) for each in held.not_understood))
    return DONE

"""What a branch has chosen of the rules: a pack and its own changes, each checked before it counts. Pure functions.

The changes stay when the pack changes: those that fit no rule of the new pack change nothing and are told, and back in the
old pack everything is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from sync.records.plans import FORMS
from tui.year.packs import CHANGE, DAY, PACKS, PERS, Rule, Rules, Value, load, rules, value_like

MOST = {"percent": 100, "half_day": 1440, "day": 1440}
"""The largest value of what has one by its nature."""


class Unfit(ValueError):
    """A change that fits no rule: `code` says why, `params` fill its sentence."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(f"{code}: {params}")
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Choice:
    """A pack by its name, None for the default one, and the branch's own changes (settings: rule_pack, rules_changed)."""

    pack: str | None = None
    changes: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def rules(self) -> Rules:
        """The rules that come of it."""
        return rules(self.pack, self.changes)


def kind_of(value: Value, name: str) -> str:
    """What a value is, and so how it is asked for: "number", "forms", "form", "per", "day" or "word"."""
    match value:
        case int():
            return "number"
        case tuple():
            return "forms" if name == "forms" else "words"
        case str() if name == "form":
            return "form"
        case str() if value in PERS:
            return "per"
        case str() if DAY.fullmatch(value):
            return "day"
    return "word"


def with_pack(choice: Choice, name: str) -> Choice:
    """Another pack, the changes as they are; raises Unfit for one there is not."""
    if name not in PACKS:
        raise Unfit("no_pack", name=name, known=", ".join(PACKS))
    return replace(choice, pack=name)


def with_value(choice: Choice, rid: str, name: str, text: str) -> Choice:
    """A rule with another value, written as in a pack; what the pack says itself is no change. Raises Unfit."""
    rule = _rule(choice, rid)
    if name not in rule.values:
        raise Unfit("no_value", rule=rid, name=name, known=", ".join(rule.values) or "/")
    before = rule.values[name]
    text = text.strip()
    value = value_like(before, text)
    _check(rid, name, kind_of(before, name), value, text)
    if isinstance(value, tuple):
        text = ",".join(dict.fromkeys(value))
    kept = _without(choice, lambda found, named: (found, named) == (rid, name))
    held = load(choice.rules.name).all[rid].values[name]
    return kept if value == held else replace(kept, changes=kept.changes | {f"{rid}.{name}={text}"})


def _check(rid: str, name: str, kind: str, value: Value | None, text: str) -> None:
    """Raises Unfit for a value that is none of its kind."""
    if value is None:
        raise Unfit(f"no_{kind}", rule=rid, name=name, value=text[:40])
    named = value if isinstance(value, tuple) else (value,)
    if kind in ("forms", "form") and (not named or any(each not in FORMS for each in named)):
        raise Unfit(f"no_{kind}", rule=rid, name=name, value=text[:40], known=", ".join(FORMS))
    most = MOST.get(name)
    if isinstance(value, int) and most is not None and value > most:
        raise Unfit("too_large", rule=rid, name=name, value=text[:40], most=str(most))


def with_switch(choice: Choice, rid: str, *, on: bool) -> Choice:
    """A rule switched on or off; as the pack has it is no change. Raises Unfit."""
    _rule(choice, rid)
    kept = _without(choice, lambda found, named: (found, named) == (rid, None))
    if load(choice.rules.name).all[rid].on == on:
        return kept
    return replace(kept, changes=kept.changes | {f"{rid}={'on' if on else 'off'}"})


def as_in_pack(choice: Choice, rid: str) -> Choice:
    """A rule as its pack says; raises Unfit."""
    _rule(choice, rid)
    return _without(choice, lambda found, named: found == rid)


def without_change(choice: Choice, change: str) -> Choice:
    """Without one change, as it is written; for those that fit nothing."""
    return replace(choice, changes=choice.changes - {change})


def with_change(choice: Choice, change: str) -> Choice:
    """With a change as it is written: "T-1.member=2400", "F-6=off". Raises Unfit."""
    match = CHANGE.fullmatch(change.strip())
    if match is None:
        raise Unfit("no_change", value=change[:40])
    if match["name"] is not None:
        return with_value(choice, match["id"], match["name"], match["value"])
    if match["value"].strip() not in ("on", "off"):
        raise Unfit("no_switch", rule=match["id"], value=match["value"][:40])
    return with_switch(choice, match["id"], on=match["value"].strip() == "on")


def _rule(choice: Choice, rid: str) -> Rule:
    found = choice.rules.all.get(rid)
    if found is None:
        raise Unfit("no_rule", rule=rid[:40], pack=choice.rules.name)
    return found


def _without(choice: Choice, of: Callable[[str, str | None], bool]) -> Choice:
    return replace(choice, changes=frozenset(_kept(choice.changes, of)))


def _kept(changes: Iterable[str], of: Callable[[str, str | None], bool]) -> list[str]:
    found = []
    for change in changes:
        match = CHANGE.fullmatch(change)
        if match is None or not of(match["id"], match["name"]):
            found.append(change)
    return found

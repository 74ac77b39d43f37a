"""Rule packs: data files of rules with their sources, one chosen per branch and adapted by it (DOMAIN.md section 4)."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from sync.records.fields import Label

FOLDER = Path(__file__).parent.parent / "data" / "rules"

DEFAULT = "cn-current"
NONE = "none"
PACKS = (NONE, DEFAULT, "example-2011")
"""The packs there are, in the order in which they are offered."""

Value: TypeAlias = int | str | tuple[str, ...]
Per: TypeAlias = Literal["month", "quarter", "half", "year"]

CHANGE = re.compile(r"(?P<id>[A-Z]-\d+)(?:\.(?P<name>\w+))?=(?P<value>.+)")
"""How a change of a branch is written: "T-1.member=2400", "F-6=off"."""

DAY = re.compile(r"\d\d-\d\d")
"""How a day of every year is written: MM-DD."""


class Rule(msgspec.Struct, frozen=True):
    """One rule: its sentence in both languages, where it stands, whether that was read, and its numbers.

    `text` is a template of `values`; `changed` = the values a branch set itself, and "on" where it switched the rule.
    """

    id: str
    text: Label
    source: str
    verified: str
    values: Mapping[str, Value] = msgspec.field(default_factory=dict)
    on: bool = True
    changed: frozenset[str] = frozenset()


class Rules(msgspec.Struct, frozen=True):
    """The rules of a branch: a pack with what the branch changed. A rule that is off, or not there, judges nothing."""

    name: str
    label: Label
    about: Label
    all: Mapping[str, Rule]
    not_understood: tuple[str, ...] = ()
    """Changes that name no rule or value of this pack, or a value that does not fit: nothing was changed by them."""

    def rule(self, rid: str) -> Rule | None:
        """The rule, or None when it is not in the pack or switched off."""
        found = self.all.get(rid)
        return found if found is not None and found.on else None

    def number(self, rid: str, name: str) -> int | None:
        """A number of a rule; None when the rule does not apply."""
        found = self.rule(rid)
        value = found.values.get(name) if found else None
        return value if isinstance(value, int) else None

    def word(self, rid: str, name: str) -> str | None:
        """A word of a rule; None when the rule does not apply."""
        found = self.rule(rid)
        value = found.values.get(name) if found else None
        return value if isinstance(value, str) else None

    def words(self, rid: str, name: str) -> tuple[str, ...]:
        """Several words of a rule; none when it does not apply."""
        found = self.rule(rid)
        value = found.values.get(name) if found else None
        return value if isinstance(value, tuple) else ()

    def family(self, letter: str) -> list[Rule]:
        """Rules that apply whose ids begin with the letter, by number: "F" are all frequencies."""
        found = [rule for rule in self.all.values() if rule.on and rule.id.partition("-")[0] == letter]
        return sorted(found, key=lambda rule: int(rule.id.partition("-")[2]))


def rules(name: str | None, changes: Iterable[str] = ()) -> Rules:
    """The pack of that name, the default one for None, with a branch's changes (settings: rule_pack, rules_changed).

    A change reads "T-1.member=2400", "F-6=off" or "H-8=on". A pack of a newer version, unknown here, judges nothing.
    """
    known = (name or DEFAULT) in PACKS
    pack = load(name or DEFAULT) if known else load(NONE)
    held = dict(pack.all)
    strange = [] if known else [f"rule_pack={name}"]
    for change in sorted(changes):
        adapted = _adapted(held, change)
        if adapted is None:
            strange.append(change)
        else:
            held[adapted.id] = adapted
    return replace(pack, all=MappingProxyType(held), not_understood=tuple(strange))


def _adapted(held: Mapping[str, Rule], change: str) -> Rule | None:
    """The rule as the change makes it; None for a change that fits no rule here."""
    match = CHANGE.fullmatch(change)
    rule = held.get(match["id"]) if match else None
    if match is None or rule is None:
        return None
    name, text = match["name"], match["value"].strip()
    if name is None:
        if text not in ("on", "off"):
            return None
        return replace(rule, on=text == "on", changed=rule.changed | {"on"})
    value = value_like(rule.values.get(name), text)
    if value is None:
        return None
    return replace(rule, values={**rule.values, name: value}, changed=rule.changed | {name})


def value_like(before: Value | None, text: str) -> Value | None:
    """The text as a value of the type that stands there: a number, words between commas, a day, a period, a word; None when it is none."""
    match before:
        case int():
            return int(text) if re.fullmatch(r"\d{1,6}", text) else None
        case tuple():
            return tuple(word.strip() for word in text.split(",") if word.strip())
        case str() if DAY.fullmatch(before):
            return text if _is_day(text) else None
        case str() if before in PERS:
            return text if text in PERS else None
        case str():
            return text
    return None


def _is_day(text: str) -> bool:
    """True for a day there is in every year."""
    if not DAY.fullmatch(text):
        return False
    try:
        dt.date(2001, int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


PERS = ("month", "quarter", "half", "year")


@cache
def load(name: str) -> Rules:
    """A pack as its file says; raises FileNotFoundError for a name that is not in PACKS."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        told = tomllib.load(file)
    base = load(told["based_on"]).all if "based_on" in told else {}
    held = {rid: rule for rid, rule in base.items() if rid not in told.get("without", ())}
    for each in told.get("rule", ()):
        held[each["id"]] = _rule(each, held.get(each["id"]))
    return Rules(
        name=told["name"],
        label=Label(told["zh"], told["en"]),
        about=Label(told["about_zh"], told["about_en"]),
        all=MappingProxyType(held),
    )


def _rule(told: Mapping[str, Any], before: Rule | None) -> Rule:
    text = Label(told["text_zh"], told["text_en"]) if "text_zh" in told or before is None else before.text
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.get("values", {}).items()
    }
    return Rule(
        id=told["id"],
        text=text,
        source=told["source"],
        verified=told["verified"],
        values=MappingProxyType(values or dict(before.values if before else {})),
        on=told.get("on", True),
    )


class _Minutes(int):
    """A number in the sentence of a rule; {name:h} writes minutes as hours."""

    def __format__(self, spec: str) -> str:
        if spec != "h":
            return super().__format__(spec)
        hours, rest = divmod(self, 60)
        return f"{hours}.{rest * 10 // 60}" if rest else str(hours)


def sentence(rule: Rule, text: str, words: Mapping[str, str], comma: str = "、") -> str:
    """The rule's template filled with its values; `words` translates the values that are words, such as forms and periods."""
    filled: dict[str, object] = {}
    for name, value in rule.values.items():
        if isinstance(value, tuple):
            filled[name] = comma.join(words.get(each, each) for each in value)
        else:
            filled[name] = words.get(value, value) if isinstance(value, str) else _Minutes(value)
    return text.format_map(filled)


class Difference(msgspec.Struct, frozen=True):
    """What a change of pack does to one rule: the rule before and after, None where it does not apply."""

    id: str
    before: Rule | None
    after: Rule | None


def differences(before: Rules, after: Rules) -> list[Difference]:
    """Rules that differ between two packs in what they ask, by id; their sources and sentences are not compared."""
    found = []
    for rid in sorted({*before.all, *after.all}, key=lambda rid: (rid[0], int(rid.partition("-")[2]))):
        one, other = before.rule(rid), after.rule(rid)
        if (one and dict(one.values)) != (other and dict(other.values)):
            found.append(Difference(rid, one, other))
    return found

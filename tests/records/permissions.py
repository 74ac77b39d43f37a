"""`permissions.csv` read into its rows: a grammar of its own, which knows nothing of the rules in the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.records.declared import NORMATIVE

ROLES = ("secretary", "leader", "committee", "clerk", "section_head", "librarian")
RELATIONS = ("self", "host", "recorder", "author", "any")
SENTENCES = {
    "nobody": "nobody",
    "whoever may write its parent": "parent",
    "whoever may approve the plan": "approver",
    "whoever reads the scope in which that revision was written": "reader",
}
_VERB = re.compile(r"\|(?=(?:new|write|state|history|trash)\b)")


@dataclass(frozen=True)
class Action:
    """One verb of a row: what may be done, to which fields or into which states, under which condition."""

    verb: str
    fields: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()
    of_oneself: bool = False


@dataclass(frozen=True)
class Row:
    """One line: its actions, who (as written, with @charge), and what excludes some of them."""

    line: int
    kind: str
    actions: tuple[Action, ...]
    who: frozenset[str]
    recorded: bool = False
    bar: str = ""
    until_signed: bool = False


@cache
def rows() -> tuple[Row, ...]:
    """Every row of the file; a word that the grammar does not know is an error."""
    lines = (NORMATIVE / "permissions.csv").read_text(encoding="utf-8").splitlines()
    table = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    assert table[0][1] == "kind,action,who"
    return tuple(_row(number, line) for number, line in table[1:])


def _row(number: int, line: str) -> Row:
    kind, action, written = line.split(",")
    who = re.sub(r"\([^)]*\)", "", written).strip()
    recorded = who.endswith("<record>")
    who = who.removesuffix("<record>").strip()
    until_signed = who.endswith(" until signed")
    who = who.removesuffix(" until signed")
    bar = ""
    for words, name in (
        (" but not its last writer unless basis is a meeting", "last_writer"),
        (" but not its recorder", "recorder"),
        (" never of oneself", "oneself"),
        (" each for oneself", "only_oneself"),
    ):
        if who.endswith(words):
            who, bar = who.removesuffix(words), name
    names = {SENTENCES[who]} if who in SENTENCES else set(who.split())
    for name in names - set(SENTENCES.values()):
        assert name.removesuffix("@charge") in ROLES + RELATIONS, f"line {number}: {name}"
    actions = tuple(_action(number, each) for each in _VERB.split(action))
    return Row(number, kind, actions, frozenset(names), recorded, bar, until_signed)


def _action(number: int, written: str) -> Action:
    verb, *rest = written.split()
    assert verb in ("new", "write", "state", "history", "trash"), f"line {number}: {verb}"
    if verb == "state":
        before = frozenset(rest[2:]) if rest[1:2] == ["from"] else frozenset()
        assert before or len(rest) <= 1, f"line {number}: {rest}"
        return Action(verb, to=frozenset(rest[0].split("|")) if rest else frozenset(), states=before)
    match rest:
        case ["of", "oneself"]:
            return Action(verb, of_oneself=True)
        case ["on", "a", *kinds]:
            return Action(verb, parents=frozenset(kinds) - {"or"})
        case [only] if only.startswith("role="):
            return Action(verb, roles=frozenset(only.removeprefix("role=").split("|")))
        case ["in", states]:
            return Action(verb, states=frozenset(states.split("|")))
        case [*fields, "in", "any", "state"]:
            return Action(verb, fields=frozenset(fields))
        case [*fields, "in", states]:
            return Action(verb, fields=frozenset(fields), states=frozenset(states.split("|")))
    return Action(verb, fields=frozenset(rest))

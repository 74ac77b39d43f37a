"""The grammar of permissions: who may do what to a record of a kind. Source: `permissions.csv`; default deny."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

Right: TypeAlias = Literal["new", "write", "state"]
Bar: TypeAlias = Literal["", "last_writer", "recorder", "oneself", "others"]

About: TypeAlias = tuple[str, str, Mapping[str, tuple[str, ...]]]

ROLES = ("secretary", "leader", "committee", "clerk", "section_head", "librarian")


class Who(msgspec.Struct, frozen=True):
    """One entry of a rule: a role (perhaps only over its charge), or a relation to the record."""

    name: str
    charge: bool = False


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of permissions.

    `fields` empty = every field no other line names; `to` = target states of a state line; `states` = only while the record is in one of them;
    `where` = only for records whose field has one of the values; `entered` = clerk or recorder may enter it for another, with basis;
    `bar` = who is excluded (`others`: everybody but the person named, so that each does it for oneself);
    `until_signed` = not once host and recorder have signed; `late` = whoever kept the session earlier may also once they have;
    `parents` = only for a parent of these kinds; `deciding` = (link, state): whoever may take the record linked to into that state;
    `named` = the field that names who decides; `copy_of` = (link, state): word for word what stands in the record linked to, in that state;
    `about` = (link, field, kinds): of a new record the person in that field is the one whom the record linked to is about, which the
    first of the fields says that its kind has for it;
    `renewal` = (count, date): a change is one renewal, which counts one more and puts the date off;
    `until` = the record is deleted only while these fields, in which others answer, say nothing.
    """

    right: Right
    who: tuple[Who, ...]
    fields: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    where: tuple[str, frozenset[str]] | None = None
    entered: bool = False
    bar: Bar = ""
    until_signed: bool = False
    late: bool = False
    parents: frozenset[str] = msgspec.field(default_factory=frozenset)
    deciding: tuple[str, str] | None = None
    named: str = ""
    copy_of: tuple[str, str] | None = None
    about: About | None = None
    renewal: tuple[str, str] | None = None
    until: tuple[str, ...] = ()


def _who(by: str) -> tuple[Who, ...]:
    return tuple(Who(name, charge == "charge") for name, _, charge in (word.partition("@") for word in by.split()))


def write(
    *fields: str,
    by: str,
    states: str = "",
    where: tuple[str, str] | None = None,
    until_signed: bool = False,
    parents: str = "",
    entered: bool = False,
    bar: Bar = "",
    about: About | None = None,
    renewal: tuple[str, str] | None = None,
    until: str = "",
) -> Rule:
    """Creating, changing fields and making transitions, so far as no other line names them."""
    return Rule(
        right="write",
        who=_who(by),
        fields=frozenset(fields),
        states=frozenset(states.split()),
        where=_where(where),
        entered=entered,
        bar=bar,
        until_signed=until_signed,
        parents=frozenset(parents.split()),
        about=about,
        renewal=renewal,
        until=tuple(until.split()),
    )


def new(
    *fields: str,
    by: str,
    where: tuple[str, str] | None = None,
    entered: bool = False,
    bar: Bar = "",
    late: bool = False,
    deciding: tuple[str, str] | None = None,
    named: str = "",
    copy_of: tuple[str, str] | None = None,
) -> Rule:
    """Creating a record; with `fields`, also writing just these."""
    return Rule(
        right="new",
        who=_who(by),
        fields=frozenset(fields),
        where=_where(where),
        entered=entered,
        bar=bar,
        late=late,
        deciding=deciding,
        named=named,
        copy_of=copy_of,
    )


def _where(condition: tuple[str, str] | None) -> tuple[str, frozenset[str]] | None:
    return (condition[0], frozenset(condition[1].split())) if condition else None


def state(to: str, *, by: str, entered: bool = False, bar: Bar = "", before: str = "") -> Rule:
    """Making a transition into one of the states `to` (from one of `before`, if given)."""
    return Rule(
        right="state",
        who=_who(by),
        to=frozenset(to.split()),
        states=frozenset(before.split()),
        entered=entered,
        bar=bar,
    )

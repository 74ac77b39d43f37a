"""An open item in words: what it is, who owes it, and whose business it is. For screens and commands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import choice_label, field_label, listed, member_name, record_name, role_label, title_of
from tui.projecting import scope_is_private
from tui.reading_rounds import period_words
from tui.year.open_item import OpenItem
from tui.year.periods import Period

if TYPE_CHECKING:
    from tui.year.packs import Per

NAMED = ("member", "session", "book")
"""Values that are ids, said by what they are called."""


def gap_words(place: Workplace, item: OpenItem) -> str:
    """One sentence, without who owes it and until when."""
    values: dict[str, str | int] = dict(item.values)
    for name in NAMED:
        if name in values:
            rid = str(values[name])
            values[name] = member_name(place, rid) if name == "member" else record_name(place, rid)
    view = place.repository.get(item.target)
    if view is not None:
        values["title"] = title_of(place, view)
    if "per" in values:
        values["period"] = _period(item)
    if "form" in values:
        values["form"] = choice_label(KINDS["task"], "form", str(values["form"]))
    if "fields" in values:
        values["fields"] = listed(field_label(KINDS["session"], name) for name in str(values["fields"]).split(","))
    if "as_role" in values:
        values["as_role"] = choice_label(KINDS["signature"], "as_role", str(values["as_role"]))
    if "open" in values:
        values["open"] = listed(t(f"gap.link.{link}") for link in str(values["open"]).split(","))
    if "family" in values:
        values["family"] = t(f"gap.family.{values['family']}")
    code = f"{item.code}_group" if "group" in values else item.code
    left = t("gap.days", days=values["days"]) if "days" in values else ""
    return t(f"gap.{code}", **values) + left


def _period(item: OpenItem) -> str:
    """A part of the year; only its kind, number and first day are needed for the words."""
    first = dt.date.fromisoformat(str(item.values["first"]))
    return period_words(Period(cast("Per", item.values["per"]), int(item.values["number"]), first, item.until or first))


def owes_words(place: Workplace, item: OpenItem) -> str:
    """Who owes it: a person, or whoever holds a role; "/" where nobody can be named."""
    if item.owes is not None:
        return member_name(place, item.owes)
    if item.role is None:
        return "/"
    holders = place.desk.facts.roster.holders(item.role)
    return member_name(place, holders[0]) if len(holders) == 1 else role_label(item.role, place)


def is_private(item: OpenItem) -> bool:
    """True for what must not be shown to a room: it was seen in one person's scope, or the committee's."""
    return any(scope_is_private(scope) for scope in item.needs)


def key_of(item: OpenItem) -> str:
    """What tells it apart from all others that are open at the same time."""
    told = (item.values.get(name, "") for name in ("member", "first", "group", "after", "as_role", "family", "year"))
    return "|".join(map(str, (item.code, item.target, item.owes or "", item.rule, *told)))


# whose it is


def is_mine(place: Workplace, item: OpenItem) -> bool:
    """True for what whoever sits here owes, by name or by role; on a device alone everything is."""
    me = place.desk.member
    if me is None:
        return place.identity.alone
    return me in item.people or (item.role is not None and place.desk.facts.roster.has_role(me, item.role))


def is_of_section(place: Workplace, item: OpenItem) -> bool:
    """True for what is owed by, or about, people of the sections in the charge of whoever sits here, else of the own section."""
    me, roster = place.desk.member, place.desk.facts.roster
    if me is None:
        return place.identity.alone
    charge = {section for role in roster.roles(me) for section in role.sections} or set(roster.sections_of(me))
    return any(charge & roster.sections_of(member) for member in concerned(item))


def concerned(item: OpenItem) -> list[str]:
    """Members it is owed by or about."""
    about = item.values.get("member")
    return [*item.people, *([str(about)] if about else [])]


def view_of(place: Workplace, item: OpenItem) -> View | None:
    """The record where it is mended, if there is one yet."""
    return place.repository.get(item.target)

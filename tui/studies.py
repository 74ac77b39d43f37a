"""Self-study: one's own entries, who may confirm whose, and the decision about a month as one action."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from sync.cache.view import View
from sync.clock import today
from sync.taken_along import step
from sync.wire import Op
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import choice_label, state_label
from tui.year.people_tables import TABLES
from tui.year.self_study import Month, months, standing
from tui.years import branch_rules

if TYPE_CHECKING:
    from tui.study_words import Said
    from tui.year.packs import Rules

NOWHERE = (True, 0, "")
"""The place of who belongs to no section, behind all others."""


# one's own


def own(place: Workplace) -> list[View]:
    """Entries of whoever sits here, latest first; on a device alone all there are."""
    me = place.desk.member
    found = place.repository.find("study") if me is None else place.repository.linked("study", "member", me)
    return sorted(found, key=lambda view: (str(view.get("on")), view.id), reverse=True)


def own_months(place: Workplace) -> list[Month]:
    """One's own entries by month."""
    return months(own(place))


def understood(place: Workplace, written: str) -> Said:
    """A line as it is understood today, by the branch's rules."""
    # Patterns of dates, which only a line that is written needs.
    from tui.study_words import understand

    return understand(written, today(place.clock), branch_rules(place))


def read_length(written: str, rules: Rules) -> int | None:
    """The minutes of a length as one says it, 两小时 or 半天 or 90; None for what is none."""
    from tui.study_words import read_length

    return read_length(written, rules)


def said_words(place: Workplace, said: Said) -> str:
    """How a line was understood, or what is missing from it."""
    if said.problem:
        return t(f"studies.problem_{said.problem}", word=said.word)
    spec = place.repository.registry["study"]
    channel = choice_label(spec, "channel", said.channel) if said.channel else t("value.unknown")
    values = {"what": said.what, "on": said.on, "length": length(said.minutes or 0), "channel": channel}
    return t("studies.understood", **values) + (t("studies.by_rule") if said.by_rule else "")


def length(minutes: int) -> str:
    """Minutes in words: 90 is 1小时30分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return t("studies.minutes", n=rest)
    return t("studies.hours_minutes", h=hours, n=rest) if rest else t("studies.hours", h=hours)


def enter(place: Workplace, said: Said, rid: str | None = None, member: str | None = None) -> View:
    """Make the entry of a line that was understood, by default for whoever sits here; raises NotAllowed, FieldProblem."""
    fields = {"member": member or place.desk.member, "on": said.on, "minutes": said.minutes, "what": said.what}
    given = {**fields, **({"channel": said.channel} if said.channel else {})}
    return place.desk.record(place.desk.create("study", given, rid))


def again(place: Workplace, rid: str) -> str:
    """Claim anew what was decided about, as one action; the new entry's id. Raises NotFound, NotAllowed.

    A confirmed entry has no way back to being confirmed once its claim was changed: it is replaced, a refused one stays.
    """
    desk, view = place.desk, place.desk.record(rid)
    names = ("member", "on", "minutes", "what", "channel", "gained")
    op = desk.creation("study", {name: view.get(name) for name in names if view.get(name) is not None}, None)
    desk.perform([*([desk.deletion(view)] if view.state == "confirmed" else []), op])
    return op.rec


def standing_words(place: Workplace, view: View) -> str:
    """How an entry stands; one changed after its confirmation waits again."""
    if view.state == "confirmed" and standing(view) == "changed":
        return t("studies.changed")
    return state_label(place.repository.registry["study"], view.state)


def month_words(month: Month) -> str:
    """What a month adds up to: confirmed, waiting, refused."""
    words = t("studies.month", month=month.month, confirmed=length(month.confirmed))
    if month.waiting:
        words += t("studies.month_waiting", waiting=length(month.waiting))
    return words + (t("studies.month_refused", refused=length(month.refused)) if month.refused else "")


# of others


class Claim(msgspec.Struct, frozen=True):
    """A person's month with entries that wait, which whoever sits here may decide about."""

    member: View
    month: Month


def in_charge_of(place: Workplace, member: str) -> bool:
    """True for whoever may confirm that person's self-study; nobody may one's own."""
    fields: dict[str, Any] = {"member": member, "state": "claimed"}
    probe = View(id="", kind="study", scope=f"r:{place.desk.branch}:{member}", fields=fields)
    return place.desk.rights.why_not(probe, "put", field="state", to="confirmed") is None


def claims(place: Workplace, order: str = "roster") -> Iterator[Claim]:
    """Months of others in which something waits to be confirmed, by person in the table's order and then by month."""
    repository = place.repository
    people = {view.get("member") for view in repository.find("study") if standing(view) == "waiting"}
    members = [view for rid in people if (view := repository.get(str(rid))) is not None]
    sections = section_places(place)
    for member in TABLES["studies"].ordered(members, order, lambda rid: sections.get(rid, NOWHERE)):
        if in_charge_of(place, member.id):
            for month in months(repository.linked("study", "member", member.id)):
                if any(standing(view) == "waiting" for view in month.entries):
                    yield Claim(member, month)


def section_places(place: Workplace) -> dict[str, tuple[bool, int, str]]:
    """Where in the order of sections each member's section stands today; those without one come last."""
    roster = place.desk.facts.roster
    found: dict[str, tuple[bool, int, str]] = {}
    for member in place.repository.find("member"):
        sections = [view for rid in roster.sections_of(member.id) if (view := place.repository.get(rid)) is not None]
        places = [(view.get("sort") is None, view.get("sort") or 0, str(view.get("name"))) for view in sections]
        found[member.id] = min(places, default=NOWHERE)
    return found


def section_name(place: Workplace, member: str) -> str:
    """The section a person belongs to today; of several the first by name."""
    found = (place.repository.get(rid) for rid in place.desk.facts.roster.sections_of(member))
    return min((str(view.get("name")) for view in found if view is not None), default="")


def to_decide(place: Workplace, member: str, month: str) -> list[View]:
    """The entries of a person's month that wait and can be decided about, by date."""
    found = months(place.repository.linked("study", "member", member))
    entries = next((each.entries for each in found if each.month == month), ())
    return [view for view in entries if view.state == "claimed"]


def decide(place: Workplace, entries: Collection[View], refused: Collection[str], reason: str | None) -> list[str]:
    """Confirm the entries but those in `refused`, which are refused with the one reason; all as one action.

    Returns the ids of those decided about. What is no longer as it was shown is left alone: somebody changed it meanwhile, and
    nobody confirms what they have not seen. Raises NotAllowed, NeededFirst.
    """
    desk = place.desk
    ops: list[Op] = []
    for shown in entries:
        view = place.repository.get(shown.id)
        if view is None or view.deleted or dict(view.fields) != dict(shown.fields):
            continue
        wire: dict[str, Any] = {"state": ["claimed", "refused" if view.id in refused else "confirmed"]}
        if view.id in refused:
            wire["reason"] = [view.get("reason"), reason]
        desk.rights.check_change(view, wire)
        ops += step(desk, view, wire, None)
    if ops:
        desk.perform(ops)
    return [op.rec for op in ops]

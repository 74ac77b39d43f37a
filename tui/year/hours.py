"""学时: the study hours of a person in a year, by the branch's rules (DOMAIN.md section 4, Hours). Whole minutes, pure functions."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tui.year.ahead import ahead
from tui.year.attendance import CAME
from tui.year.figures import Figure, Line, Missing, Reach, together, total, without
from tui.year.makeup import MISSED
from tui.year.own_time import online_lines, study_lines, writing_lines
from tui.year.packs import Rules
from tui.year.study_year import StudyYear
from tui.year.taking_part import Part, needs_of_sessions, parts, rounded

KINDS = ("collective", "other", "online", "study", "writing")
"""The separate totals of hours."""

BY = {"collective": ("H-1", "H-7"), "other": ("H-1",), "online": ("H-3",), "study": ("H-2",), "writing": ("H-8",)}
"""The rules by which each counts; where one of them is off, nothing says how."""


class PersonHours(msgspec.Struct, frozen=True):
    """The minutes of one person's year; `target` and `missing` are of collective study, as `reach` is."""

    member: str
    collective: Figure
    other: Figure
    online: Figure
    study: Figure
    writing: Figure
    total: Figure
    target: Figure
    missing: Figure
    reach: Reach


def person_hours(year: StudyYear, member: str) -> PersonHours:
    """The hours of a person; without a scope they need, the figures that need it say no_access, never a part of the sum."""
    collective, other = _sessions(year, member)
    online, study, writing = _alone(year, member)
    target = _target(year, member)
    return PersonHours(
        member=member,
        collective=collective,
        other=other,
        online=online,
        study=study,
        writing=writing,
        total=together("total", (collective, other, online, study, writing)),
        target=target,
        missing=_missing(target, collective),
        reach=_reach(year, member, target, collective),
    )


def _sessions(year: StudyYear, member: str) -> tuple[Figure, Figure]:
    step, forms = year.rules.number("H-1", "step"), set(year.rules.words("H-7", "forms"))
    if step is None:
        return _none("collective", "not_applicable"), _none("other", "not_applicable")
    rules = ("H-1", *(["H-7"] if year.rules.rule("H-7") else []))
    if year.lacks(needs_of_sessions(year, member)):
        collective, other = _none("collective", "no_access", rules), _none("other", "no_access", rules)
    else:
        lines: dict[bool, list[Line]] = {True: [], False: []}
        for part in parts(year, member):
            lines[not forms.isdisjoint(part.sitting.forms)].append(session_line(year, part, step))
        collective = total("collective", "minutes", lines[True], rules)
        other = total("other", "minutes", lines[False], rules)
    return (collective if year.rules.rule("H-7") else _none("collective", "not_applicable")), other


def applies(rules: Rules, name: str) -> bool:
    """True where the rules say how hours of that kind, or in all ("total"), count."""
    if name == "total":
        return any(applies(rules, kind) for kind in KINDS)
    return all(rules.rule(rid) is not None for rid in BY[name])


def _none(name: str, missing: Missing, rules: Iterable[str] = ()) -> Figure:
    return without(name, "minutes", missing, (), rules)


def session_line(year: StudyYear, part: Part, step: int) -> Line:
    """What one session adds to a person's hours, and why."""
    session, minutes, values = part.sitting.session, part.sitting.minutes, part.values
    if not part.known:
        return Line(session.id, part.status, None, "H-1", values)
    if part.status in CAME:
        rule, code = "H-1", "session"
        counts = part.status == "present" or year.rules.rule("H-4") is not None
    elif part.status in MISSED:
        rule, code, counts = "H-5", "makeup", part.made_up and year.rules.rule("H-5") is not None
    else:
        rule, code, counts = "H-4", "session", False
    if not counts:
        return Line(session.id, "not_counted", 0, rule, values)
    if not part.sitting.approved:
        if year.rules.rule("H-6") is None:
            return Line(session.id, "not_approved", 0, "H-6", values)
        rule, code = ("H-6", "session_unapproved") if code == "session" else ("H-5", "makeup_unapproved")
    if minutes is None:
        return Line(session.id, "length_unknown", None, rule, values)
    return Line(session.id, code, rounded(minutes, step), rule, {**values, "minutes": minutes})


def _alone(year: StudyYear, member: str) -> tuple[Figure, Figure, Figure]:
    """Online courses, self-study and writing, which stand in the person's own scope."""
    rules, closed = year.rules, bool(year.lacks(["b", f"r:{member}"]))
    found = []
    for name, rule, lines in (
        ("online", "H-3", online_lines),
        ("study", "H-2", study_lines),
        ("writing", "H-8", writing_lines),
    ):
        if rules.rule(rule) is None:
            found.append(_none(name, "not_applicable"))
        elif closed:
            found.append(_none(name, "no_access", (rule,)))
        else:
            found.append(total(name, "minutes", lines(year, member), (rule,)))
    online, study, writing = found
    return online, study, writing


# the target


def _target(year: StudyYear, member: str) -> Figure:
    if year.rules.rule("T-1") is None or year.rules.rule("H-1") is None or year.rules.rule("H-7") is None:
        return without("target", "minutes", "not_applicable")
    if year.lacks(["b"]):
        return without("target", "minutes", "no_access", rules=("T-1",))
    if year.away_all_year(member):
        return without("target", "minutes", "not_applicable", rules=("T-1",))
    kind = "committee" if year.roles_of(member) & {"secretary", "committee"} else "member"
    asked = year.rules.number("T-1", kind)
    return total("target", "minutes", [Line(member, f"target_{kind}", asked, "T-1")])


def _missing(target: Figure, collective: Figure) -> Figure:
    """What the collective hours still lack of the target; what is known of them may be enough to say that nothing is."""
    if target.value is None:
        return without("missing", "minutes", target.missing or "not_applicable", rules=target.rules)
    known = collective.value if collective.value is not None else collective.least
    if known is None or (collective.value is None and known < target.value):
        return without("missing", "minutes", collective.missing or "to_supply", rules=target.rules)
    towards = Line(target.lines[0].record, "towards_target", -min(known, target.value), "T-1", {"minutes": known})
    return total("missing", "minutes", [*target.lines, towards])


def _reach(year: StudyYear, member: str, target: Figure, collective: Figure) -> Reach:
    if target.value is None:
        return "none" if target.missing == "not_applicable" else "unknown"
    if (collective.value if collective.value is not None else collective.least or 0) >= target.value:
        return "reached" if collective.missing != "no_access" else "unknown"
    if collective.value is None:
        return "unknown"
    if year.over:
        return "missed"
    more = possible(year, member)
    return "short" if more is not None and collective.value + more < target.value else "open"


def possible(year: StudyYear, member: str) -> int | None:
    """Minutes of collective study a person can still get in the year: planned, missed and to be made up, or not approved yet.

    None where the plan does not say how much is to come.
    """
    step, forms = year.rules.number("H-1", "step"), set(year.rules.words("H-7", "forms"))
    planned = ahead(year, member)
    if planned is None or step is None:
        return None
    shares = [_share(each.times, each.minutes, step) for each in planned if not each.forms or each.forms & forms]
    shares += [
        _share(1, part.sitting.minutes, step)
        for part in parts(year, member)
        if forms & part.sitting.forms and _may_count_yet(year, part)
    ]
    known = [each for each in shares if each is not None]
    return sum(known) if len(known) == len(shares) else None


def _may_count_yet(year: StudyYear, part: Part) -> bool:
    """True for a session held that counts nothing today but may: made up later, or once it is approved where that is asked (H-6 off)."""
    waits = not part.sitting.approved and year.rules.rule("H-6") is None
    if part.status in MISSED:
        return year.rules.rule("H-5") is not None and (waits or not part.made_up)
    came = part.status in CAME and (part.status == "present" or year.rules.rule("H-4") is not None)
    return came and waits


def _share(times: int | None, minutes: int | None, step: int) -> int | None:
    return times * rounded(minutes, step) if times is not None and minutes is not None else None

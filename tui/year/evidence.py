"""What speaks for a person's year of study, counted by rule: the evidence of the assessment (DOMAIN.md section 2, 考核).

Nothing is added up over its parts, and nobody is compared with anybody. Pure functions over one study year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from sync.cache.view import View
from tui.year.cycle import Cycle, cycles
from tui.year.figures import Figure, Line, Reach, total, without
from tui.year.hours import person_hours
from tui.year.makeup import makeup
from tui.year.rates import person_rate
from tui.year.reflecting import Written, reflections
from tui.year.report import written
from tui.year.study_year import StudyYear
from tui.year.taking_part import observes


class Evidence(msgspec.Struct, frozen=True):
    """One person's year: the figures in the order in which they are read, and how hours and rate stand to their targets.

    `asked` is what the rules want written, period by period, `rounds` the rounds of reading.
    """

    member: str
    figures: tuple[Figure, ...]
    hours_reach: Reach
    rate_reach: Reach
    asked: tuple[Written, ...]
    rounds: tuple[Cycle, ...]

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((each for each in self.figures if each.name == name), None)


def evidence(year: StudyYear, member: str) -> Evidence:
    """Everything that is counted of a person; what this device may not see is no_access, never a part of it."""
    hours, rate = person_hours(year, member), person_rate(year, member)
    rounds = tuple(cycles(year, member))
    return Evidence(
        member,
        (
            hours.collective,
            hours.target,
            hours.missing,
            hours.other,
            hours.online,
            hours.study,
            hours.writing,
            rate.rate,
            _counted(year, member, "makeups", _makeups(year, member), ("A-3",)),
            written(year, member),
            _rounds(year, member, rounds),
            _counted(year, member, "led", _led(year, member)),
            _counted(year, member, "improvements", _improvements(year, member)),
            _counted(year, member, "commentary", _commentary(year, member)),
        ),
        hours.reach,
        rate.reach,
        tuple(reflections(year, member)),
        rounds,
    )


def _counted(year: StudyYear, member: str, name: str, lines: Iterable[Line], rules: tuple[str, ...] = ()) -> Figure:
    """A count that may rest on everything a person's year stands in."""
    if rules and all(year.rules.rule(rule) is None for rule in rules):
        return without(name, "count", "not_applicable")
    if year.lacks(year.needs_of(member)):
        return without(name, "count", "no_access", rules=rules)
    return total(name, "count", lines, rules)


def _makeups(year: StudyYear, member: str) -> Iterator[Line]:
    """Sessions missed whose make-up is not verified yet; what was made up stands there and counts nothing."""
    for session, row in year.roll_of(member):
        if observes(year, session, member):
            continue
        owed = makeup(row, session, year.today.isoformat(), year.rules.number("A-3", "days"))
        if owed is not None:
            values = {"day": _day(session), "form": str(session.get("form")), "due": owed.due or ""}
            yield Line(session.id, f"makeup_{owed.step}", int(owed.step != "verified"), "A-3", values)


def _rounds(year: StudyYear, member: str, rounds: tuple[Cycle, ...]) -> Figure:
    """Rounds of reading that are complete, a line a period."""
    if year.rules.rule("B-1") is None:
        return without("rounds", "count", "not_applicable")
    if any(each.state == "no_access" for each in rounds) or year.lacks(["b"]):
        return without("rounds", "count", "no_access", rules=("B-1",))
    lines = [
        Line(_record(each), f"round_{each.state}", int(each.state == "met"), "B-1", {"n": each.period.number})
        for each in rounds
    ]
    return total("rounds", "count", lines, ("B-1",))


def _record(each: Cycle) -> str:
    """What a round is opened by: its reflection, else its book, else the person."""
    found = next(iter((*each.reflections, *each.books, *each.knowledge)), None)
    return found.id if found is not None else each.member


def _led(year: StudyYear, member: str) -> list[Line]:
    """Held sessions at which the person presented an item of the agenda or a material; a session counts once."""
    presented = {
        str(view.get(field))
        for kind, field in (("agenda_item", "session"), ("material", "target"))
        for view in year.source.find(kind)
        if view.get("presenter") == member
    }
    return [
        Line(session.id, "led", 1, "", {"day": _day(session), "form": str(session.get("form"))})
        for session in year.held
        if session.id in presented and not observes(year, session, member)
    ]


def _improvements(year: StudyYear, member: str) -> Iterator[Line]:
    """The person's cases of the year, by their start; one that was only proposed counts nothing yet."""
    for view in year.source.find("improvement"):
        day = view.get("started") or year.made_on(view)
        if view.get("owner") == member and year.in_year(day):
            yield Line(view.id, f"improvement_{view.state}", int(view.state != "proposed"), "", {"day": str(day)})


def _commentary(year: StudyYear, member: str) -> list[Line]:
    """Comments of others on what the person handed in or published in the year, and what the minutes say about the person.

    Words of a session that stand as such a comment already count once.
    """
    published = [
        view for view in year.source.linked("publication", "author", member) if year.in_year(year.made_on(view))
    ]
    comments = [
        comment
        for text in (*year.submissions_of(member), *published)
        for comment in year.source.linked("comment", "target", text.id)
        if comment.get("author") != member
    ]
    formal = {(comment.get("session"), comment.get("text")) for comment in comments}
    lines = [Line(each.id, "comment", 1, "", {"day": year.made_on(each) or ""}) for each in comments]
    held = {session.id for session in year.held if not observes(year, session, member)}
    for minute in year.source.find("minute"):
        about = minute.get("about") == member and minute.get("entry") == "commentary"
        if about and minute.get("session") in held and (minute.get("session"), minute.get("text")) not in formal:
            lines.append(Line(minute.id, "said", 1, "", {"day": str(minute.get("at"))[:10]}))
    return sorted(lines, key=lambda line: (str(line.values["day"]), line.record))


def _day(session: View) -> str:
    return str(session.get("start") or "")[:10]

"""A study year as aligned lines for people: sessions by form, hours and attendance in the order of the roster, plan, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.workplace import Workplace
from tui.commandline.output import aligned, is_plain, table
from tui.figure_words import figure_words, marked, missing_words, reach_word, told_apart, with_unit
from tui.i18n import t
from tui.labels import choice_label, field_label, kind_label, listed, member_name, record_name, title_of
from tui.reading_rounds import period_words
from tui.rule_words import pack_words, rule_sentence, source_words, spoken
from tui.year.figures import Figure
from tui.year.people_tables import TABLES
from tui.year.plan_actual import TaskYear
from tui.year.report import PersonYear, Report
from tui.year.unknown import unseen

TURNOUT = ("held", "expected", "present", "rate")


def year_lines(place: Workplace, report: Report, *, alone: bool) -> Iterator[str]:
    """The whole year; `alone`: only what concerns the people in the report."""
    year = report.year
    yield t("cli.year.title", year=year.year, first=year.whole.first, last=year.whole.last)
    yield t("cli.year.pack", pack=pack_words(year.rules), about=spoken(year.rules.about))
    if not alone:
        yield from _tabled(t("cli.year.sessions"), _sessions(place, report))
        yield from _part(
            t("cli.year.totals"), [[t(f"year.{f.name}"), with_unit(f)] for f in (*report.hours, report.written)]
        )
    yield from _people(place, report, "hours", t("hours.title"))
    yield from _people(place, report, "attendance", t("attendance_year.title"))
    yield from _part(t("cli.year.reflections"), list(_reflections(place, report)))
    if not alone:
        yield from _part(t("year.frequency"), list(_frequency(report)))
        yield from _part(t("cli.year.plan"), [_task(place, each) for each in report.plan])
        yield from _part(_unknown_heading(report), list(_unknown(place, report)))
        yield from _part(t("cli.year.rules"), list(_rules(report)))


def _part(heading: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A heading with its lines, nothing where there are none."""
    if rows:
        yield ""
        yield heading
        # The last column is whole, whatever the others are cut to.
        before = aligned([[*row[:-1], "."] for row in rows])
        yield from (f"  {line[:-1]}{row[-1]}".rstrip() for line, row in zip(before, rows, strict=True))


def _tabled(heading: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The same for rows under headings, which stand before each value where it is read aloud."""
    if rows and is_plain():
        yield from ("", heading, *table(rows[0], rows[1:]))
    else:
        yield from _part(heading, rows)


def _sessions(place: Workplace, report: Report) -> list[list[str]]:
    spec = place.repository.registry["task"]
    rows = [["", *(t(f"year.{name}") for name in TURNOUT)]]
    for form, each in report.forms.items():
        if each.held.value != 0:
            rows.append([choice_label(spec, "form", form), *(figure_words(getattr(each, name)) for name in TURNOUT)])
    return [*rows, [t("cli.year.all"), *(figure_words(getattr(report.sessions, name)) for name in TURNOUT)]]


def _people(place: Workplace, report: Report, table: str, heading: str) -> Iterator[str]:
    """A table of people, its columns and its order from the tables of people."""
    words = "hours" if table == "hours" else "attendance_year"
    names = [column.name for column in TABLES[table].columns]
    plain = {"name": field_label(place.repository.registry["member"], "name"), "section": t("people.section")}
    rows = [[plain.get(name) or t(f"{words}.{name}") for name in names]]
    rows += [[_cell(place, each, table, name) for name in names] for each in report.people]
    if report.people:
        yield from _tabled(heading, rows)
        if table == "hours" and not is_plain() and any(each.hours.total.unapproved for each in report.people):
            yield f"  {t('hours.some_unapproved')}"
    else:
        yield from _part(heading, [[t("cli.year.nobody")]])


def _cell(place: Workplace, person: PersonYear, table: str, name: str) -> str:
    hours, rate = person.hours, person.rate
    match name:
        case "name":
            return member_name(place, person.member.id)
        case "section":
            return record_name(place, person.section) if person.section else ""
        case "reach":
            return (
                reach_word(hours.reach, hours.target, hours.missing)
                if table == "hours"
                else reach_word(rate.reach, rate.rate)
            )
    figure: Figure = getattr(hours if table == "hours" else rate, name)
    return told_apart(figure) if is_plain() else marked(figure)


def _reflections(place: Workplace, report: Report) -> Iterator[list[str]]:
    for person in report.people:
        asked = [
            t(
                "cli.year.asked",
                rule=each.rule.id,
                period=period_words(each.period),
                n=len(each.counted),
                times=each.times,
                state=t(f"cli.year.state.{each.state}"),
            )
            for each in person.asked
        ]
        yield [member_name(place, person.member.id), with_unit(person.written), listed(asked)]


def _frequency(report: Report) -> Iterator[list[str]]:
    """A line a rule and group: how many periods are met, and which are not."""
    groups: dict[tuple[str, str | None], list[int]] = {}
    for n, due in enumerate(report.frequency):
        groups.setdefault((due.rule.id, due.group), []).append(n)
    for (rid, group), numbers in groups.items():
        dues = [report.frequency[n] for n in numbers]
        states = [each.state for each in dues]
        words = [t(f"year.due.{state}", n=states.count(state)) for state in dict.fromkeys(states)]
        missed = listed(period_words(each.period) for each in dues if each.state == "missed")
        yield [rid, group or "", rule_sentence(dues[0].rule), listed(words), missed]


def _task(place: Workplace, row: TaskYear) -> list[str]:
    task, spec = row.task, place.repository.registry["task"]
    form = choice_label(spec, "form", task.get("form")) if task.get("form") else t("value.unknown")
    of = row.times if row.times is not None else t("value.unknown")
    done = missing_words("no_access") if row.state == "no_access" else t("cli.year.task", held=row.held, times=of)
    return [str(task.get("number")), title_of(place, task), form, done]


def _unknown_heading(report: Report) -> str:
    """How many facts are missing; a number only where this device could count all of them."""
    part = bool(unseen(report.year))
    return t("cli.year.unknown_part") if part else t("cli.year.unknown", n=len(report.unknown))


def _unknown(place: Workplace, report: Report) -> Iterator[list[str]]:
    """A line a record: what it lacks; then a line for each part of the branch of which this device cannot say it."""
    facts: dict[str, list[int]] = {}
    for n, fact in enumerate(report.unknown):
        facts.setdefault(fact.record.id, []).append(n)
    for rid, numbers in facts.items():
        view = report.unknown[numbers[0]].record
        spec = place.repository.registry[view.kind]
        fields = [report.unknown[n].field for n in numbers]
        lacking = listed(field_label(spec, name) if name in spec.fields else t(f"unknown.{name}") for name in fields)
        yield [kind_label(spec), title_of(place, view), lacking, rid]
    for scope in unseen(report.year):
        yield [t(f"cli.year.unseen.{scope}"), "", missing_words("no_access"), ""]


def _rules(report: Report) -> Iterator[list[str]]:
    """The rules the figures rest on, where they stand, and whether that was read."""
    used = dict.fromkeys(rid for each in _all_figures(report) for rid in each.rules)
    held = report.year.rules.all
    for rule in (held[rid] for rid in held if rid in used):
        yield [rule.id, source_words(rule), rule.source]


def _all_figures(report: Report) -> Iterator[Figure]:
    yield from report.figures()
    for person in report.people:
        yield from person.figures()

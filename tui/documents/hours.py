"""学时统计表: the hours of each person, the records each figure rests on, and the rules it goes by (DOMAIN.md section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tui.documents.figure_cells import (
    amount,
    figure_cell,
    head,
    known,
    names_width,
    people_of,
    section_cell,
    signed,
    whole_title,
)
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.sheets import Column, Entry, Line, Sheet, Value, Workbook
from tui.figure_words import NOT_APPLICABLE, line_words, reach_word
from tui.i18n import t
from tui.labels import listed
from tui.rule_words import changed_words, is_unverified, pack_words, rule_sentence
from tui.year.figures import Figure
from tui.year.report import PersonYear, Report

TABLE, EVIDENCE = "hours_sheet", "hours_evidence"
"""The tables of people (`TABLES`) of the first two sheets."""

PARTS = ("collective", "online", "study", "writing", "other")
"""The figures of which a person's total is the sum."""

FIGURES = (*PARTS, "total", "target", "missing")
"""The columns with figures."""

DOUBTS = {
    "unconfirmed": "unconfirmed",
    "changed_since": "unconfirmed",
    "not_accepted": "not_accepted",
    "session_unapproved": "unapproved",
    "makeup_unapproved": "unapproved",
    "not_approved": "unapproved",
}
"""Codes of lines of which the remark tells how many there are, and as what."""


def workbook(office: Office, subject: Subject) -> Workbook:
    """Three sheets: the figures, each leading to its first line of evidence; the evidence; the rules."""
    people = people_of(office, TABLE)
    return Workbook(
        whole_title(office, "hours"),
        (_hours(office, people), _evidence(office, people_of(office, EVIDENCE)), _rules(office)),
        sample=is_sample([*office.year.held, *(each.member for each in people)]),
        author=office.branch,
    )


# the figures


def _hours(office: Office, people: Sequence[PersonYear]) -> Sheet:
    columns = (
        Column(t("doc.number"), 5, "count"),
        Column(t("doc.name"), 10),
        Column(t("people.section"), 12),
        Column(t("doc.position"), 16),
        *(Column(t(f"hours.{name}"), 8, "hours") for name in FIGURES),
        Column(t("hours.reach"), 10),
        Column(t("doc.remark"), 24, align="left"),
    )
    lines = [_person(office, n, each) for n, each in enumerate(people, 1)]
    if not people:
        lines = [Line(("", *[t("value.unknown")] * (len(columns) - 2), ""))]
    return Sheet(
        t("document.hours"),
        whole_title(office, "hours"),
        columns,
        (*lines, _sum(office.report)),
        above=head(office, t("doc.hours.unit")),
        below=(t("doc.hours.pack", pack=pack_words(office.year.rules)), signed(office, "clerk", "secretary")),
        frozen=2,
        landscape=True,
    )


def _person(office: Office, number: int, person: PersonYear) -> Line:
    hours = person.hours
    figures = [figure_cell(getattr(hours, name), _leads_to(person, name)) for name in FIGURES]
    return Line(
        (
            number,
            known(person.member.get("name")),
            section_cell(office, person.member.id),
            known(person.member.get("title")),
            *figures,
            reach_word(hours.reach, hours.target, hours.missing),
            _remark(person),
        )
    )


def _leads_to(person: PersonYear, name: str) -> str | None:
    """The name of the first line of evidence of a figure; of the total, which has none of its own, that of its first part."""
    if name == "total":
        name = next((part for part in PARTS if getattr(person.hours, part).lines), name)
    return f"{person.member.id}.{name}"


def _remark(person: PersonYear) -> str:
    """What in the person's records is not confirmed, approved or accepted yet."""
    codes = Counter(
        DOUBTS[line.code] for name in PARTS for line in getattr(person.hours, name).lines if line.code in DOUBTS
    )
    return listed(t(f"doc.hours.{code}", n=n) for code, n in codes.items())


def _sum(report: Report) -> Line:
    """The hours of the branch; of targets there is no sum."""
    sums = {figure.name: figure_cell(figure) for figure in report.hours}
    cells: list[Entry | Value] = [
        Entry(sums[name].value, None, sums[name].format) if name in sums else "" for name in FIGURES
    ]
    return Line(("", t("doc.sum"), "", "", *cells, "", ""), total=True)


# the evidence


def _evidence(office: Office, people: Sequence[PersonYear]) -> Sheet:
    return Sheet(
        t("doc.hours.evidence"),
        t("doc.hours.evidence_title", title=whole_title(office, "hours")),
        (
            Column(t("doc.name"), names_width((office.name(each.member.id) for each in people), 10)),
            Column(t("doc.hours.what"), 10),
            Column(t("doc.date"), 12, "date"),
            Column(t("doc.hours.record"), 34, align="left"),
            Column(t("doc.hours.minutes"), 9, "count"),
            Column(t("doc.hours.rule"), 7),
            Column(t("doc.hours.words"), 50, align="left"),
        ),
        tuple(line for person in people for line in _lines_of(office, person)) or (_nothing(7),),
        frozen=1,
        landscape=True,
    )


def _lines_of(office: Office, person: PersonYear) -> Iterator[Line]:
    """A line a record and figure; the first of each figure is what its cell leads to."""
    for name in (*PARTS, "target", "missing"):
        figure: Figure = getattr(person.hours, name)
        for number, line in enumerate(figure.lines):
            words = line_words(office.place, line, figure.unit)
            yield Line(
                (
                    office.name(person.member.id),
                    t(f"hours.{name}"),
                    words.day,
                    words.title,
                    Entry(amount(line.counted, "count"), None, "count"),
                    Entry(line.rule, _rule(line.rule)) if line.rule else "",
                    words.calculation,
                ),
                name=f"{person.member.id}.{name}" if number == 0 else None,
            )


# the rules


def _rule(rule: str) -> str:
    return f"rule.{rule}"


def _rules(office: Office) -> Sheet:
    """The rules the figures rest on, in the order of the pack."""
    rules = office.year.rules
    used = {
        rid
        for person in office.report.people
        for name in FIGURES
        for rid in (
            *getattr(person.hours, name).rules,
            *(line.rule for line in getattr(person.hours, name).lines),
        )
    }
    lines = [
        Line(
            (
                rule.id,
                rule_sentence(rule),
                rule.source,
                t("rules.unverified") if is_unverified(rule) else rule.verified,
                changed_words(rules, rule) or NOT_APPLICABLE,
            ),
            name=_rule(rule.id),
        )
        for rid, rule in rules.all.items()
        if rid in used
    ]
    lines = lines or [_nothing(5)]
    return Sheet(
        t("doc.hours.rules"),
        t("doc.hours.rules_title", title=whole_title(office, "hours")),
        (
            Column(t("rules.id"), 7),
            Column(t("rules.sentence"), 50, align="left"),
            Column(t("rules.basis"), 36, align="left"),
            Column(t("doc.hours.verified"), 24, align="left"),
            Column(t("doc.hours.changed"), 20, align="left"),
        ),
        tuple(lines),
        above=(t("doc.hours.pack", pack=pack_words(rules)),),
        landscape=True,
    )


def _nothing(columns: int) -> Line:
    """The line of a sheet with nothing in it."""
    return Line((t("doc.nothing"), *[""] * (columns - 1)))

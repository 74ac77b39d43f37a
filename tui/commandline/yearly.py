"""`year`: a study year in figures, each of which opens to its rules and records; without the folder's lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from sync.problems import InTheWay
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import asked_year, value_of
from tui.commandline.year_json import HOURS, figure_json, year_json
from tui.commandline.year_lines import year_lines
from tui.figure_words import line_words, why_none, with_unit
from tui.i18n import t
from tui.labels import choice_label, listed
from tui.rule_words import about_rule
from tui.terminal import glyphs
from tui.year.figures import Figure
from tui.year.overview import overview
from tui.year.report import PersonYear, Report, report
from tui.year.study_year import StudyYear
from tui.year.turnout import OF_FORM
from tui.year_chart import charts, parts, told
from tui.years import study_year


def year(args: argparse.Namespace, folder: Path) -> int:
    """`year [YEAR] [--member M] [--figure NAME]`: the whole year, one person's part of it, or one figure opened."""
    with read_folder(folder) as place:
        asked = study_year(place, asked_year(args.year))
        if args.bars:
            if args.json or args.figure is not None or args.member is not None:
                raise Usage(t("cli.year.bars_alone"))
            say(*_charts(asked))
            return DONE
        found = report(asked)
        person = _person(place, found, args.member) if args.member is not None else None
        if args.figure is not None:
            figure = _figure(found, person, args.figure)
            if args.json:
                say_json(figure_json(figure, found.year.rules))
            else:
                say(f"{_label(figure, person)}{t('error.colon')}{with_unit(figure)}", *_opened(place, found, figure))
            return DONE
        if person is not None:
            found = replace(found, people=(person,))
        if args.json:
            say_json(year_json(place, found))
        else:
            say(*year_lines(place, found, alone=person is not None))
    return DONE


def _charts(asked: StudyYear) -> Iterable[str]:
    """What the page of charts shows."""
    yield t("chart.title", year=asked.year)
    for part in parts(charts(asked), glyphs()):
        yield ""
        yield part.heading
        yield from (f"  {row}" for row in told(part))


def _person(place: Workplace, found: Report, written: str) -> PersonYear:
    member = value_of(place, "member", KINDS["study"].fields["member"], written)
    person = next((each for each in found.people if each.member.id == member), None)
    if person is None:
        raise InTheWay("not_of_year", year=str(found.year.year))
    return person


def _figure(found: Report, person: PersonYear | None, name: str) -> Figure:
    """The figure of that name; a form may be named without its beginning. Raises Usage with the names there are."""
    figures = {each.name: each for each in person.figures()} if person is not None else overview(found)
    figure = figures.get(name) or figures.get(OF_FORM + name)
    if figure is None:
        raise Usage(t("cli.year.no_figure", names=listed(figures)))
    return figure


def _label(figure: Figure, person: PersonYear | None) -> str:
    """What a figure is called, and whose it is."""
    name = figure.name
    if name.startswith(OF_FORM):
        return choice_label(KINDS["task"], "form", name.removeprefix(OF_FORM))
    if person is None or name == "reflections":
        words = t(f"year.{name}")
    else:
        words = t(f"hours.{name}") if name in HOURS else t(f"attendance_year.{name}")
    return words if person is None else f"{person.member.get('name')} {words}"


def _opened(place: Workplace, found: Report, figure: Figure) -> Iterable[str]:
    """Why there is no number, the rules with their sources, and a line a record with its calculation."""
    why = why_none(figure)
    if why:
        yield why
    for rid in figure.rules:
        rule = found.year.rules.all.get(rid)
        yield from about_rule(found.year.rules, rule) if rule is not None else ()
    rows = []
    for line in figure.lines:
        words = line_words(place, line, figure.unit)
        rows.append((words.day or t("value.unknown"), words.calculation, words.title, line.record))
    yield from aligned(rows)

"""No table of people can be ordered by what was counted of them: not by its definition, on screen, by command or in a document."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tui
from tests.year_records import member
from tui.year.people_tables import TABLES, Column, PeopleTable, Ranking, table

ROOT = Path(tui.__file__).parent
DERIVED = {column.name for each in TABLES.values() for column in each.columns if column.derived}
NEUTRAL = {"roster", "section", "name"}


def test_every_order_of_every_table_is_one_that_ranks_nobody() -> None:
    for each in TABLES.values():
        assert each.orders, each.name
        assert set(each.orders) <= NEUTRAL, each.name
        assert not set(each.orders) & {column.name for column in each.columns if column.derived}, each.name
        assert each.orders[0] == "roster", "who says nothing gets the roster"


def test_a_table_that_would_rank_people_cannot_be_made() -> None:
    with pytest.raises(Ranking):
        PeopleTable("hours", (Column("name", derived=True),), ("name",))
    with pytest.raises(Ranking):
        table("x", "title", "section", ("section",))


@pytest.mark.parametrize("name", TABLES)
def test_no_table_can_be_ordered_by_one_of_its_figures(name: str) -> None:
    people = [member("b", sort=2), member("a", sort=1)]
    for column in TABLES[name].columns:
        if column.derived:
            with pytest.raises(Ranking):
                TABLES[name].ordered(people, column.name)
    for order in ("points", "-total", "total desc", ""):
        with pytest.raises(Ranking):
            TABLES[name].ordered(people, order)
    for order in TABLES[name].orders:
        assert {each.id for each in TABLES[name].ordered(people, order)} == {"a", "b"}


def modules() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(ROOT.rglob("*.py"))]


COUNTED = {
    "PersonYear",
    "PersonHours",
    "PersonRate",
    "person_hours",
    "person_rate",
    "person_year",
    "Cycle",
    "cycles",
}
"""Names of what is counted of a person."""

ONE_PERSON = {
    "screens/person_year.py": "the figures of one person",
    "screens/reading_evidence.py": "one round of one person",
    "documents/personal_file.py": "the year of one person",
    "documents/office.py": "hands out the figures of the year and lists nobody",
    "commandline/yearly.py": "asks for the report of one person or of all; the lines and the JSON are modules of their own",
}


def test_whoever_shows_what_was_counted_of_people_takes_the_table_from_the_definitions() -> None:
    found = []
    for path, tree in modules():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(("screens/", "commandline/", "documents/")):
            continue
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        lists_people = bool(imported & COUNTED) and name not in ONE_PERSON
        if lists_people and not imported & {"TABLES", "PeopleFigures", "people_of"}:
            found.append(name)
    assert found == []


def read_last(key: ast.AST) -> set[str]:
    """Attributes a sort key ends in: of `each.hours.total` the total, of `each.makeup.due` the day."""
    found = [node for node in ast.walk(key) if isinstance(node, ast.Attribute)]
    through = {id(node.value) for node in found}
    return {node.attr for node in found if id(node) not in through}


def test_nothing_in_the_program_is_sorted_by_a_figure_of_a_person() -> None:
    found = []
    for path, tree in modules():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            named = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if named not in ("sorted", "sort", "max", "min", "nlargest", "nsmallest"):
                continue
            keys = [keyword.value for keyword in call.keywords if keyword.arg == "key"]
            used = {each for key in keys for each in read_last(key)}
            if used & DERIVED:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno} {sorted(used & DERIVED)}")
    assert found == []

"""No document ranks people: whoever has most stands where the roster, or the section, puts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.documents.workbooks import column
from tests.screens.stage import ME, OTHER, joined
from tests.screens.yearly import THIRD, a_year, reads_all
from tui.documents.figure_cells import people_of
from tui.documents.kinds import DOCUMENTS, Subject
from tui.documents.office import Office
from tui.documents.sheets import Workbook
from tui.year.people_tables import Ranking

BY_SECTION = ["李四", "王五", "张三"]
"""综合科 in the order of the roster, then 秘书科; in hours they have 2, 6 and 4."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("order")
    with joined(folder, "clerk") as place:
        a_year(place)
        reads_all(place, ME, OTHER, THIRD)
    with open_workplace(Path(folder)) as place:
        yield Office(place, 2025)


@pytest.mark.parametrize("name", ["attendance", "hours"])
def test_people_stand_by_section_while_their_figures_differ(office: Office, name: str) -> None:
    made = DOCUMENTS[name].make(office, Subject())
    assert isinstance(made, Workbook)
    for sheet in made.sheets[:2]:
        names = [each for each in dict.fromkeys(column(sheet, "姓名")) if each in BY_SECTION]
        assert names == BY_SECTION
    figure = "集中" if name == "hours" else "参学率"
    assert column(made.sheets[0], figure)[:3] == ([2, 6, 4] if name == "hours" else [0.333, 1.0, 0.667])


@pytest.mark.parametrize("table", ["attendance_sheet", "hours_sheet", "hours_evidence", "overdue"])
def test_the_tables_of_documents_take_no_figure_for_an_order(office: Office, table: str) -> None:
    for order in ("total", "rate", "days", "counted"):
        with pytest.raises(Ranking):
            people_of(office, table, order)  # type: ignore[arg-type]

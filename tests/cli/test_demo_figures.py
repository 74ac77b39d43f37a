"""The year before in the demo, opened on a fixed day: every figure against a table worked out by hand, and every line to its record.

The table was not made by the code it is held against. It was tallied from the steps of the sample, session by session: the
roll says who was there (a mark that is missing after the roll call reads present), start and end say how long (rounded down to
half an hour), a make-up counts once it is verified, self-study once it is confirmed and unchanged since, rounded down
likewise, a course of half an hour or more an hour, of a quarter half an hour, a shorter one a quarter. Two people in full:

m24, a driver, no party member, expected at what is for all: 22 sessions.
    01-15 mobilisation       14:30-16:00    90      07-14 collective study   14:30-16:30   120
    02-26 collective study   14:30-16:35   120      07-18 exchange           14:30-16:40   120
    03-17 collective study   14:30-16:35   120      08-11 collective study   14:30-16:20    90
    03-28 exchange           14:30-16:20    90      09-08 collective study   14:30-16:20    90
    04-11 collective study   14:30-16:20    90      09-15 exchange           14:30-16:20    90
    04-22 theme day          15:00-17:00   120      09-22 lecture            15:00-16:10    60
    05-12 collective study   09:00-11:10   120 late 10-17 collective study   09:00-11:00   120
    05-19 exchange           14:30-16:25    90      11-07 collective study   14:30-16:20    90
    05-26 lecture            15:00-16:10    60      11-14 exchange           14:30-16:20    90 leave, made up
    06-09 collective study   14:30-16:30   120      11-21 special topic      09:00-10:20    60
    06-16 special topic      09:00-10:30    90      12-22 summary (other)    14:30-16:25    90 other
    Left column 1110, right column 930 without the summary: collective 2040, other 90.
    A novel on 05-12, 90, and traffic rules on 11-03, 60: self-study 150. In all 2280. Came to 21 of 22: 955 of a thousand.

m01, the secretary, expected at 33 sessions: those of m24, there at all but one, and with party and committee.
    of the 22: on leave on 09-08 and nothing made up, so 2040 - 90 = 1950 collective, 90 other
    general meetings  03-10 15:00-16:40 90, 06-20 60, 09-26 60, 12-16 60           270
    theme days        06-30 09:00-11:05 120, 10-27 09:00-11:10 120                 240
    group meeting     03-21 16:00-17:10                                             60
    committee         01-09 60, 04-28 60, 07-25 60, 12-10 60                       240
    Collective 1950 + 270 + 240 + 60 + 240 = 2760. Rules of conduct on 06-22, 120. In all 2970. Came to 32 of 33: 970.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tui.launcher import fill, serving, sit_down
from tui.stopping import Stopping
from tui.year.figures import Figure, permille
from tui.year.hours import person_hours
from tui.year.rates import branch_rate, person_rate, session_counts
from tui.year.report import written
from tui.year.study_year import StudyYear
from tui.years import study_year

TODAY = dt.date(2026, 11, 26)
YEAR = 2025

COUNTS = ("expected", "present", "late", "left_early", "leave", "absent", "makeup")
HOURS = ("collective", "other", "online", "study", "total")
BY_HAND = {
    # expected present late left leave absent make-up | collective other online study total | reflections | rate
    "m01": (33, 32, 0, 0, 1, 0, 0, 2760, 90, 0, 120, 2970, 0, 970),
    "m02": (33, 30, 1, 0, 2, 0, 0, 2610, 90, 0, 0, 2700, 0, 939),
    "m03": (33, 31, 0, 0, 1, 1, 2, 2850, 90, 0, 90, 3030, 0, 939),
    "m04": (33, 31, 1, 0, 1, 0, 0, 2730, 90, 0, 120, 2940, 0, 970),
    "m05": (33, 33, 0, 0, 0, 0, 0, 2850, 90, 0, 240, 3180, 2, 1000),
    "m06": (33, 29, 0, 0, 4, 0, 2, 2670, 90, 0, 90, 2850, 1, 879),
    "m07": (33, 30, 0, 0, 2, 1, 3, 2850, 90, 30, 60, 3030, 0, 909),
    "m08": (30, 30, 0, 0, 0, 0, 0, 2610, 150, 60, 60, 2880, 1, 1000),
    "m09": (29, 28, 0, 0, 1, 0, 1, 2610, 90, 0, 240, 2940, 2, 966),
    "m10": (29, 28, 0, 0, 1, 0, 1, 2610, 90, 60, 270, 3030, 2, 966),
    "m11": (29, 29, 0, 0, 0, 0, 0, 2610, 90, 0, 120, 2820, 2, 1000),
    "m12": (29, 27, 1, 0, 1, 0, 1, 2610, 90, 15, 240, 2955, 2, 966),
    "m13": (29, 29, 0, 0, 0, 0, 0, 2610, 90, 60, 270, 3030, 1, 1000),
    "m14": (30, 27, 0, 0, 3, 0, 2, 2520, 150, 60, 150, 2880, 2, 900),
    "m15": (29, 28, 1, 0, 0, 0, 0, 2610, 90, 0, 150, 2850, 1, 1000),
    "m16": (22, 21, 0, 0, 0, 1, 1, 2040, 90, 60, 180, 2370, 2, 955),
    "m17": (2, 2, 0, 0, 0, 0, 0, 210, 0, 0, 330, 540, 1, 1000),
    "m18": (29, 26, 2, 0, 1, 0, 1, 2610, 90, 0, 240, 2940, 2, 966),
    "m19": (13, 13, 0, 0, 0, 0, 0, 1020, 150, 180, 90, 1440, 1, 1000),
    "m20": (28, 27, 0, 0, 1, 0, 1, 2550, 90, 0, 210, 2850, 2, 964),
    "m21": (22, 21, 1, 0, 0, 0, 0, 2040, 90, 0, 30, 2160, 1, 1000),
    "m22": (28, 24, 1, 0, 3, 0, 3, 2550, 90, 60, 120, 2820, 1, 893),
    "m23": (23, 22, 0, 0, 1, 0, 1, 2040, 150, 60, 60, 2310, 1, 957),
    "m24": (22, 20, 1, 0, 1, 0, 1, 2040, 90, 0, 150, 2280, 1, 955),
    "m25": (22, 22, 0, 0, 0, 0, 0, 2040, 90, 0, 270, 2400, 2, 1000),
    "m26": (28, 27, 0, 0, 1, 0, 1, 2550, 90, 0, 150, 2790, 1, 964),
    "m27": (23, 22, 0, 0, 1, 0, 1, 2040, 150, 60, 180, 2430, 2, 957),
    "m28": (28, 27, 0, 1, 0, 0, 0, 2550, 90, 0, 120, 2760, 1, 1000),
    "m29": (28, 24, 2, 0, 2, 0, 2, 2550, 90, 0, 240, 2880, 1, 929),
    "m30": (14, 14, 0, 0, 0, 0, 0, 1110, 90, 60, 180, 1440, 2, 1000),
}
HELD = {
    # held, expected, came
    "mobilisation": (1, 29, 27),
    "collective_study": (10, 279, 264),
    "exchange": (5, 140, 138),
    "special_topic": (2, 56, 55),
    "lecture": (2, 55, 49),
    "theme_day": (3, 71, 69),
    "general_meeting": (4, 88, 87),
    "committee_meeting": (4, 28, 27),
    "group_meeting": (2, 17, 16),
    "other": (2, 34, 34),
}
BRANCH = {"collective": 70050, "other": 2910, "online": 765, "study": 4770, "total": 78495}
"""Minutes of all people together; 37 reflections were accepted."""

CAME, EXPECTED = 766, 797
"""Over all rolls: 754 present, 11 late, 1 gone early; 28 on leave and 3 absent."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The demo of the fixed day, as the study clerk's device has it."""

    home: Path
    ids: dict[str, str]
    """Member ids by the keys of the table."""

    @contextmanager
    def year(self) -> Iterator[tuple[StudyYear, set[str]]]:
        """The year before, and the ids of all records of the device."""
        with open_workplace(self.home) as place:
            known = {view.id for spec in place.repository.registry for view in place.repository.find(spec.name)}
            yield study_year(place, YEAR), known


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    root = tmp_path_factory.mktemp("demo")
    demo = fill(root / "server", "http://127.0.0.1:8765", TODAY, lambda done, of: None)
    with serving(root / "server", Stopping()) as (address, _):
        sit_down(demo, root / "home", address, TODAY)
    return Opened(root / "home", {key: demo.filling.rid(key) for key in BY_HAND})


def test_each_persons_year_is_that_of_the_table(opened: Opened) -> None:
    found = {}
    with opened.year() as (year, _):
        assert {member.id for member in year.people} == set(opened.ids.values())
        for key, member in opened.ids.items():
            rate, hours = person_rate(year, member), person_hours(year, member)
            figures = [getattr(rate, name) for name in COUNTS] + [getattr(hours, name) for name in HOURS]
            figures += [written(year, member), rate.rate]
            assert [figure.missing for figure in figures] == [None] * len(figures), key
            found[key] = tuple(figure.value for figure in figures)
            assert hours.writing.missing == "not_applicable", "no rule of the branch counts writing"
    assert found == BY_HAND


def test_sessions_by_form_and_the_rate_of_the_branch_are_those_of_the_table(opened: Opened) -> None:
    with opened.year() as (year, _):
        assert {form: figure.value for form, figure in session_counts(year).items()} == {
            form: held for form, (held, _, _) in HELD.items()
        }
        assert branch_rate(year).value == 961 == permille(CAME, EXPECTED)
    assert sum(row[0] for row in BY_HAND.values()) == EXPECTED
    assert sum(sum(row[1:4]) for row in BY_HAND.values()) == CAME
    assert tuple(map(sum, zip(*HELD.values(), strict=True))) == (35, EXPECTED, CAME)
    assert {name: sum(row[7 + n] for row in BY_HAND.values()) for n, name in enumerate(HOURS)} == BRANCH
    for row in BY_HAND.values():
        assert row[0] == sum(row[1:6])
        assert row[11] == sum(row[7:11])


def test_every_number_leads_to_records_that_add_up_to_it(opened: Opened) -> None:
    with opened.year() as (year, known):
        branch = [branch_rate(year), *session_counts(year).values()]
        for member in opened.ids.values():
            for part in (person_rate(year, member), person_hours(year, member)):
                branch += [each for name in part.__struct_fields__ if isinstance(each := getattr(part, name), Figure)]
            branch.append(written(year, member))
        for figure in branch:
            assert {line.record for line in figure.lines} <= known, figure.name
            counted = [line.counted for line in figure.lines]
            assert None not in counted, figure.name
            known_counts = [each for each in counted if each is not None]
            if figure.unit != "permille":
                assert figure.value == (sum(known_counts) if figure.missing is None else None), figure.name
                assert figure.lines or not figure.value, figure.name
            elif figure is branch[0]:
                assert sum(known_counts) == CAME
            else:
                assert figure.value == permille(sum(known_counts), len(known_counts))


def test_the_command_prints_the_same_table_and_its_lines_can_be_shown(opened: Opened) -> None:
    device = Device(opened.home)
    told = device.json("year", str(YEAR))
    keys = {member: key for key, member in opened.ids.items()}
    found = {}
    for person in told["people"]:
        attendance, hours = person["attendance"], person["hours"]
        row = [attendance[name] for name in COUNTS] + [hours[name] for name in HOURS]
        found[keys[person["member"]]] = (*row, person["reflections"]["accepted"], attendance["rate"])
    assert found == BY_HAND
    sessions = told["sessions"]
    assert (sessions["held"], sessions["expected"], sessions["present"], sessions["rate"]) == (35, EXPECTED, CAME, 961)
    forms = {form: (each["held"], each["expected"], each["present"]) for form, each in sessions["forms"].items()}
    assert forms == HELD
    assert {name: told["hours"][name] for name in HOURS} == BRANCH
    assert told["reflections"]["accepted"] == 37
    with opened.year() as (_, known):
        for figure in (*told["figures"], *(each for person in told["people"] for each in person["figures"])):
            assert {line["record"] for line in figure["lines"]} <= known, figure["name"]
    (driver,) = (person for person in told["people"] if keys[person["member"]] == "m24")
    collective = next(figure for figure in driver["figures"] if figure["name"] == "collective")
    shown = [device.json("show", line["record"]) for line in collective["lines"]]
    minutes = [line["counted"] for line in collective["lines"]]
    assert [each["fields"]["start"][5:16] for each in shown][:3] == ["01-15T14:30", "02-26T14:30", "03-17T14:30"]
    assert minutes == [90, 120, 120, 90, 90, 120, 120, 90, 60, 120, 90, 120, 120, 90, 90, 90, 60, 120, 90, 90, 60]

"""The demo's year 2025 and the source year 2011: their folders, their documents, and their figures as JSON, on one fixed day.

Made once for all workers of a test run, since the demo alone takes 20 s; the chance in ids is seeded, so that what stands
in their order is the same in every run.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from filelock import FileLock

from sync.clock import SystemClock
from sync.workplace import open_workplace
from tests.cli.device import Device
from tui import launcher
from tui.commandline.reading import read_folder
from tui.commandline.samples import load_source_year
from tui.documents.exporting import Wanted, export
from tui.documents.kinds import DOCUMENTS, Ending, Subject
from tui.documents.office import Office
from tui.documents.subjects import day, subjects
from tui.stopping import Stopping

TODAY = dt.date(2026, 11, 26)
"""The day on which everything is made."""

NOON = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

ZONE = "CST-8"
"""The branch's zone, spelled so that it needs no zone files."""

SECONDS = 300
"""How long a worker waits while another one makes the years."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One document of a sample year: under which name, of what kind, about which record or quarter, as which file."""

    name: str
    kind: str
    about: str | int | None = None
    ending: Ending | None = None


YEARLY = (
    *(Chosen(each, each) for each in ("attendance", "hours", "ledger", "plan")),
    *(Chosen(f"quarter-{n}", "quarter", n) for n in (1, 2, 3, 4)),
    *(Chosen(each, each) for each in ("summary", "books", "loans", "overdue", "calendar")),
)

DEMO = (
    # What the committee decided; a decision entered for another; the longest; one that is written down too late.
    Chosen("minutes-committee", "minutes", "2025-01-09"),
    Chosen("minutes-by-word", "minutes", "2025-03-17"),
    Chosen("minutes-late", "minutes", "2025-08-22"),
    Chosen("sign_in-committee", "sign_in", "2025-01-09"),
    Chosen("sign_in-all", "sign_in", "2025-11-07"),
    Chosen("sign_in-paper", "sign_in", "2025-11-07", "docx"),
    Chosen("file-deputy", "file", "李建明"),
    Chosen("file-secretary", "file", "罗世坤"),
    Chosen("reflection-accepted", "reflection", "话要当面说"),
    Chosen("reflection-by-word", "reflection", "四块之外的第五块"),
    Chosen("assessment-deputy", "assessment", "李建明"),
    Chosen("assessment-by-word", "assessment", "罗世坤"),
    Chosen("governing-regulation", "governing", "示例县政府办公室支部学习管理制度"),
    Chosen("governing-notice", "governing", "示例县政府办公室关于成立学习型党组织建设推进领导小组的通知"),
    *YEARLY,
)

SOURCE = (
    Chosen("minutes-mobilisation", "minutes", "动员会"),
    Chosen("minutes-collective", "minutes", "集中学习"),
    Chosen("minutes-exchange", "minutes", "交流讨论"),
    Chosen("sign_in-collective", "sign_in", "集中学习"),
    Chosen("sign_in-paper", "sign_in", "集中学习", "docx"),
    *YEARLY,
)


@dataclass(frozen=True, slots=True)
class SampleYear:
    """One of the two years in a folder of its own."""

    folder: Path
    name: str
    year: int
    chosen: tuple[Chosen, ...]

    @property
    def home(self) -> Path:
        """The data folder; tests only read it."""
        return self.folder / "home"

    def path(self, name: str) -> Path:
        """The file of a document."""
        (found,) = (self.folder / "files").glob(f"{name}.*")
        return found

    @property
    def paths(self) -> dict[str, Path]:
        """The files of all its documents by their names."""
        return {each.name: self.path(each.name) for each in self.chosen}

    @property
    def figures(self) -> Any:
        """What `xinde year YEAR --json` said."""
        return json.loads((self.folder / "year.json").read_text(encoding="utf-8"))

    @property
    def records(self) -> Mapping[str, list[dict[str, Any]]]:
        """All shared records by kind, each with its id, its fields and its state."""
        found: dict[str, list[dict[str, Any]]] = json.loads((self.folder / "records.json").read_text(encoding="utf-8"))
        return found

    def subject(self, office: Office, chosen: Chosen) -> Subject:
        """By the day or form of a session, the name of a person, the title of a reflection or document, the number of a quarter."""
        found = subjects(office, DOCUMENTS[chosen.kind])
        if chosen.about is None:
            (only,) = found
            return only
        return next(each for each in found if chosen.about in _names(office, each))

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The office of that year, on the fixed day."""
        with on_the_day(), read_folder(self.home) as place:
            yield Office(place, self.year)


@contextmanager
def on_the_day() -> Iterator[None]:
    """On the fixed day, in the branch's zone."""
    with pytest.MonkeyPatch.context() as patch, in_the_zone():
        patch.setattr(SystemClock, "now", lambda clock: NOON)
        yield


@contextmanager
def in_the_zone() -> Iterator[None]:
    """In the branch's zone, also where no test is running yet."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = ZONE
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def sample_years(root: Path) -> dict[str, SampleYear]:
    """The two years below a folder all workers share, made there by whoever comes first."""
    folder = root / "sample-years"
    with FileLock(root / "sample-years.lock", timeout=SECONDS):
        if not folder.exists():
            unfinished = root / "sample-years.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            _make(_years(unfinished))
            unfinished.rename(folder)
    return {each.name: each for each in _years(folder)}


def _years(folder: Path) -> tuple[SampleYear, SampleYear]:
    return (
        SampleYear(folder / "demo-2025", "demo-2025", 2025, DEMO),
        SampleYear(folder / "source-2011", "source-2011", 2011, SOURCE),
    )


def _make(years: tuple[SampleYear, SampleYear]) -> None:
    demo, source = years
    for each in years:
        each.home.mkdir(parents=True)
    with in_the_zone():
        _fill_demo(demo)
    with on_the_day(), open_workplace(source.home, random=Random(2011)) as place:
        load_source_year(place)
    for each in years:
        with each.office() as office:
            _write_documents(each, office)
            _write_records(each, office)
        with on_the_day():
            said = Device(each.home).ok("year", str(each.year), "--json")
        (each.folder / "year.json").write_text(said, encoding="utf-8")


def _fill_demo(demo: SampleYear) -> None:
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        chance = Random(2025)
        patch.setattr(launcher, "SystemRandom", lambda: chance)
        server = demo.folder / "server"
        filled = launcher.fill(server, "http://127.0.0.1:8765", TODAY, lambda done, of: None)
        address, _ = stack.enter_context(launcher.serving(server, Stopping()))
        launcher.sit_down(filled, demo.home, address, TODAY)


def _write_documents(year: SampleYear, office: Office) -> None:
    """Every chosen document by the export, then under the name tests know it by."""
    files = year.folder / "files"
    files.mkdir()
    for each in year.chosen:
        kind = DOCUMENTS[each.kind]
        (written,) = export(office, [Wanted(kind, year.subject(office, each), each.ending)], year.folder / "written")
        assert written.path is not None
        written.path.rename(files / f"{each.name}{written.path.suffix}")


def _names(office: Office, subject: Subject) -> set[str | int | None]:
    view = subject.record
    return {subject.quarter} if view is None else {office.title(view), view.get("name"), day(office, view)}


def _write_records(year: SampleYear, office: Office) -> None:
    repository = office.place.repository
    shared = [spec.name for spec in repository.registry if spec.shared]
    found = {name: [{"id": view.id, **view.fields} for view in repository.find(name)] for name in shared}
    (year.folder / "records.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")

"""Documents made and written, one file each, with progress and a way to stop that leaves no half file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from sync.problems import InTheWay
from tui.documents.kinds import DocumentKind, Ending, Made, Subject, why_not
from tui.documents.landing import Existing, Landing, made_folder
from tui.documents.naming import file_name, known
from tui.documents.office import Office
from tui.documents.rendering import Heard, ending, render
from tui.documents.subjects import title
from tui.i18n import speaking

Progress: TypeAlias = Callable[[int, int, str], None]
"""Hears how many files are done, of how many, and what is being made now. It is called in the thread that works."""

Answer: TypeAlias = Callable[[Path], Existing]
"""Says what becomes of a file that is there already."""

LANGUAGE = "zh"
"""What documents are written in, whatever the screen speaks, unless another is asked for: they are for the office."""


NOTHING = Subject()
"""What a document of the year or the branch is about: nothing else."""


class Stopped(Exception):
    """The person said stop; what was being written is gone, files that were done before stay."""


class Wanted(msgspec.Struct, frozen=True):
    """One document to make; `under` is a folder of its own below the one chosen. `ending` None: the usual one."""

    kind: DocumentKind
    subject: Subject = NOTHING
    ending: Ending | None = None
    under: str = ""


class Written(msgspec.Struct, frozen=True):
    """What became of one document; `path` is None where a file of its name was left as it was."""

    wanted: Wanted
    path: Path | None


class Manner(msgspec.Struct, frozen=True):
    """How an export is made: its language, what becomes of files that are there, who hears of its progress, who stops it."""

    existing: Answer = lambda path: "refuse"
    language: str = LANGUAGE
    progress: Progress = lambda done, total, what: None
    stopped: Callable[[], bool] = lambda: False

    def step(self, done: int, total: int, what: str) -> None:
        """Say how far it is; raises Stopped where the person said stop."""
        if self.stopped():
            raise Stopped
        self.progress(done, total, what)

    def within(self, done: int, total: int, what: str) -> Heard:
        """Says how far the file that is being made is, behind what it is called, and stops as `step` does."""
        return lambda rows, of: self.step(done, total, f"{what} {rows * 100 // of}%")


def make(office: Office, wanted: Wanted, language: str = LANGUAGE) -> Made:
    """The content of a document, in that language; raises InTheWay for one this person may not have."""
    reason = why_not(office, wanted.kind, wanted.subject)
    if reason is not None:
        raise InTheWay("export_refused", document=wanted.kind.label, why=reason)
    with speaking(language):
        return wanted.kind.make(office, wanted.subject, wanted.ending)


def content(made: Made, language: str = LANGUAGE, heard: Heard = lambda rows, total: None) -> bytes:
    """The file's content; the words a renderer adds are in that language too."""
    with speaking(language):
        return render(made, heard)


def export(office: Office, wanted: Sequence[Wanted], folder: Path, manner: Manner | None = None) -> list[Written]:
    """Make and write documents, in order; for a worker thread: a paper takes a tenth of a second.

    Raises InTheWay (what a person may not have, a folder or disk that does not take it, `export_exists` for a file in the
    way), Stopped. The names of one export are all different; files written before an error stay.
    """
    manner = manner or Manner()
    top, taken = made_folder(folder), dict[Path, set[str]]()
    found: list[Written] = []
    for number, each in enumerate(wanted):
        what = label(office, each)
        manner.step(number, len(wanted), what)
        made = make(office, each, manner.language)
        there = made_folder(top / each.under) if each.under else top
        name = file_name(made.name, ending(made), taken.setdefault(there, set()))
        taken[there].add(known(name))
        landed = _write(there / name, made, manner, manner.within(number, len(wanted), what))
        if landed is not None:
            taken[there].add(known(landed.name))
        found.append(Written(each, landed))
    manner.progress(len(wanted), len(wanted), "")
    return found


def _write(path: Path, made: Made, manner: Manner, heard: Heard) -> Path | None:
    how = answer(path, manner)
    if how == "skip":
        return None
    inside = content(made, manner.language, heard)
    with Landing(path.parent) as landing:
        landing.write(inside)
        return landing.land(path, how)


def answer(path: Path, manner: Manner) -> Existing:
    """What is to become of a file of this name, asked only where there is one; raises InTheWay where it refuses."""
    if not path.exists() and not path.is_symlink():
        return "refuse"
    how = manner.existing(path)
    if how == "refuse":
        raise InTheWay("export_exists", path=str(path))
    return how


def label(office: Office, wanted: Wanted) -> str:
    """What a document is called while it is made: its kind and what it is about."""
    return f"{wanted.kind.label} {title(office, wanted.subject)}".strip()

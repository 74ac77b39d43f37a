"""The documents there are: what each is about, as which files it comes, what it needs, and who makes its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Literal, TypeAlias

import msgspec

from sync.cache.view import View
from tui.documents.calendar_file import CalendarFile
from tui.documents.office import Office
from tui.documents.paper import Paper
from tui.documents.sheets import Workbook
from tui.i18n import t

Ending: TypeAlias = Literal["docx", "xlsx", "ics"]

About: TypeAlias = Literal["session", "year", "quarter", "person", "submission", "document", "branch"]
"""What a document is about. `person`: one member's year. `document`: a governing one. `branch`: the branch as it is today."""

Made: TypeAlias = Paper | Workbook | CalendarFile


class Subject(msgspec.Struct, frozen=True):
    """What one document is about: the session, member, submission or document, or the quarter from 1 to 4 of the office's year."""

    record: View | None = None
    quarter: int | None = None


Builder: TypeAlias = Callable[[Office, Subject], Made]


class DocumentKind(msgspec.Struct, frozen=True):
    """One document. `files`: ending -> "module:function" below tui.documents that makes its content, the usual one first.

    `branch_wide`: it tells of everybody, so it takes the clerk or the secretary (DOMAIN.md section 4, Figures name the scopes).
    """

    id: str
    about: About
    files: Mapping[Ending, str]
    branch_wide: bool = False

    @property
    def label(self) -> str:
        """What it is called."""
        return t(f"document.{self.id}")

    @property
    def usual(self) -> Ending:
        """The ending it comes with where nobody asks for another."""
        return next(iter(self.files))

    def make(self, office: Office, subject: Subject, ending: Ending | None = None) -> Made:
        """The content; KeyError for an ending it does not come as. Ask `why_not` before."""
        wanted = ending if ending is not None else self.usual
        module, _, function = self.files[wanted].partition(":")
        build: Builder = getattr(import_module(f"tui.documents.{module}"), function)
        return build(office, subject)


DOCUMENTS = {
    each.id: each
    for each in (
        DocumentKind("minutes", "session", {"docx": "minutes:paper"}),
        DocumentKind("sign_in", "session", {"xlsx": "sign_in:workbook", "docx": "sign_in:paper"}),
        DocumentKind("attendance", "year", {"xlsx": "attendance:workbook"}, branch_wide=True),
        DocumentKind("hours", "year", {"xlsx": "hours:workbook"}, branch_wide=True),
        DocumentKind("ledger", "year", {"xlsx": "ledger:workbook"}, branch_wide=True),
        DocumentKind("plan", "year", {"docx": "annual_plan:paper"}),
        DocumentKind("quarter", "quarter", {"docx": "quarter:paper"}, branch_wide=True),
        DocumentKind("file", "person", {"docx": "personal_file:paper"}),
        DocumentKind("reflection", "submission", {"docx": "reflection:paper"}),
        DocumentKind("assessment", "person", {"docx": "assessment:paper"}),
        DocumentKind("summary", "year", {"docx": "summary:paper"}, branch_wide=True),
        DocumentKind("books", "branch", {"xlsx": "library:books"}),
        DocumentKind("loans", "year", {"xlsx": "library:loans"}, branch_wide=True),
        DocumentKind("overdue", "branch", {"xlsx": "library:overdue"}),
        DocumentKind("calendar", "year", {"ics": "calendar:calendar"}),
        DocumentKind("governing", "document", {"docx": "governing:paper"}),
    )
}
"""All documents by their name on the command line, in the order of DOMAIN.md section 5; the inspection pack holds them, and the governing ones."""

PACK = DocumentKind("pack", "year", {}, branch_wide=True)
"""The inspection pack of a year; tui.documents.pack makes it, since it is no one description."""

OFFICE_ROLES = {"clerk", "secretary"}


def why_not(office: Office, kind: DocumentKind, subject: Subject) -> str | None:
    """Why this device does not make the document for whoever sits here, in words; None where it does.

    What a person may not read is in nobody's file: branch-wide documents take the clerk or the secretary, one about a
    person takes who reads that person's records.
    """
    place = office.place
    if place.identity.alone:
        return None
    me = place.desk.member
    if me is None:
        return t("export.signed_out")
    if kind.branch_wide:
        if not office.year.roles_of(me, office.year.today) & OFFICE_ROLES:
            return t("export.branch_wide", roles=f"{office.role('clerk')}、{office.role('secretary')}")
        if office.year.lacks(["b", "c"]):
            return t("export.not_yet_here")
    owner = _owner(kind, subject)
    if owner is not None and office.year.lacks(["b", f"r:{owner}"]):
        return t("export.not_yours")
    return None


def _owner(kind: DocumentKind, subject: Subject) -> str | None:
    """Whose own records a document shows."""
    if subject.record is None:
        return None
    if kind.about == "person":
        return subject.record.id
    return str(subject.record.get("author")) if kind.about == "submission" else None

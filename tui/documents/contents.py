"""What goes into the inspection pack, or into a folder with everything of a year: which documents, in which order, in which folder."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tui.documents.exporting import Wanted
from tui.documents.kinds import DOCUMENTS, Subject, why_not
from tui.documents.office import Office
from tui.documents.subjects import subjects
from tui.i18n import speaking, t
from tui.labels import listed

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rules", ("governing",)),
    ("year", ("plan", "quarter", "summary")),
    ("sessions", ("minutes", "sign_in")),
    ("figures", ("ledger", "attendance", "hours")),
    ("people", ("file",)),
    ("reflections", ("reflection",)),
    ("assessment", ("assessment",)),
    ("library", ("books", "loans", "overdue")),
    ("calendar", ("calendar",)),
)
"""Folder -> its documents. The numbers of the folders are their places here, also where one is empty."""


class Contents(msgspec.Struct, frozen=True):
    """What there is of a year for whoever sits here, and what of it was left out, a sentence a reason."""

    wanted: tuple[Wanted, ...]
    left_out: tuple[str, ...] = ()


def contents(office: Office, language: str) -> Contents:
    """All documents of the office's year that this person may have; folders are named in `language`."""
    wanted: list[Wanted] = []
    refused: dict[str, list[str]] = {}
    for each in _all(office, language):
        reason = why_not(office, each.kind, each.subject)
        if reason is None:
            wanted.append(each)
        else:
            refused.setdefault(reason, []).append(each.kind.id)
    with speaking(language):
        left = tuple(_left_out(reason, ids) for reason, ids in refused.items())
    return Contents(tuple(wanted), left)


def _all(office: Office, language: str) -> Iterator[Wanted]:
    for number, (group, ids) in enumerate(GROUPS, 1):
        with speaking(language):
            under = f"{number:02d} {t(f'pack.folder.{group}')}"
        for each in ids:
            kind = DOCUMENTS[each]
            for subject in subjects(office, kind):
                if _belongs(office, subject, each):
                    yield Wanted(kind, subject, under=under)


def _belongs(office: Office, subject: Subject, kind: str) -> bool:
    """Reflections are proof once they are accepted; a plan, where there is one."""
    if kind == "plan":
        return office.year.plan is not None
    return kind != "reflection" or (subject.record is not None and subject.record.state == "accepted")


def _left_out(reason: str, ids: list[str]) -> str:
    kinds = listed(f"{DOCUMENTS[each].label} {ids.count(each)}" for each in dict.fromkeys(ids))
    return t("pack.left_out", kinds=kinds, why=reason)

"""The catalogue of an inspection pack (归档文件目录): a line a file, with what an archive asks of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync.cache.view import View
from tui.documents.exporting import Wanted
from tui.documents.kinds import Made
from tui.documents.office import Office
from tui.documents.paper import Paper
from tui.documents.rendering import pages_of
from tui.documents.sheets import Column, Line, Sheet, Value, Workbook
from tui.documents.subjects import day
from tui.i18n import t
from tui.labels import choice_label, listed, state_label

NOT_APPLICABLE = "/"


class Item(msgspec.Struct, frozen=True):
    """One file of a pack. `pages` is a number, or words where a file has none."""

    path: str
    title: str
    by: str
    date: str
    pages: Value
    number: str = NOT_APPLICABLE
    kept: str = NOT_APPLICABLE
    remark: str = ""


def item(office: Office, wanted: Wanted, made: Made, path: str) -> Item:
    """What the catalogue says of a document; what nobody has written down is 待补."""
    view = wanted.subject.record or (office.year.plan if wanted.kind.id == "plan" else None)
    return Item(
        path=path,
        title=made.name,
        by=_by(office, wanted, view),
        date=_date(office, view),
        pages=_pages(made),
        number=_number(view),
        kept=_kept(office, view),
        remark=_remark(office, view, made),
    )


def _date(office: Office, view: View | None) -> str:
    """The day a record is of; what is about a year or a person was made today."""
    if view is None or view.kind == "member":
        return office.today
    return day(office, view) or t("value.unknown")


def _number(view: View | None) -> str:
    """What was issued has a number."""
    if view is None or view.kind not in ("document", "plan"):
        return NOT_APPLICABLE
    return str(view.get("number") or t("value.unknown"))


def _by(office: Office, wanted: Wanted, view: View | None) -> str:
    """The author of a reflection, the person a file is about, else the branch."""
    if view is not None and view.kind == "submission":
        return office.name(view.get("author"))
    return office.title(view) if view is not None and wanted.kind.about == "person" else office.branch


def _pages(made: Made) -> Value:
    if isinstance(made, Paper):
        return len(pages_of(made))
    return t("pack.sheets", n=len(made.sheets)) if isinstance(made, Workbook) else NOT_APPLICABLE


def _kept(office: Office, view: View | None) -> str:
    """For how long it is to be kept: a session says so, of everything else the archive decides."""
    held = view.get("retention") if view is not None and view.kind == "session" else None
    if held is None:
        return t("value.unknown")
    return choice_label(office.place.repository.registry["session"], "retention", str(held))


def _remark(office: Office, view: View | None, made: Made) -> str:
    words = [t("value.sample")] if made.sample else []
    words += made.marks if isinstance(made, Paper) else ()
    if view is not None and view.kind == "document" and view.state == "repealed":
        words.append(state_label(office.place.repository.registry["document"], view.state))
    return listed(dict.fromkeys(words))


def catalogue(office: Office, name: str, items: Sequence[Item], left_out: Sequence[str]) -> Workbook:
    """The workbook of all files of a pack, itself and the list of checksums among them."""
    columns = (
        Column(t("pack.column.place"), 6, "count"),
        Column(t("pack.column.number"), 18),
        Column(t("pack.column.by"), 18),
        Column(t("pack.column.title"), 40, align="left"),
        Column(t("pack.column.date"), 12, "date"),
        Column(t("pack.column.pages"), 9, "count"),
        Column(t("pack.column.kept"), 10),
        Column(t("pack.column.remark"), 12),
        Column(t("pack.column.path"), 46, align="left"),
    )
    lines = tuple(
        Line((number, each.number, each.by, each.title, each.date, each.pages, each.kept, each.remark, each.path))
        for number, each in enumerate(items, 1)
    )
    sample = any(each.remark.startswith(t("value.sample")) for each in items)
    sheet = Sheet(
        t("pack.catalogue"),
        t("pack.catalogue_of", branch=office.branch, year=office.year.year),
        columns,
        lines,
        above=(t("pack.made_on", day=office.today, n=len(items)),),
        below=(t("pack.check"), *left_out),
        landscape=True,
    )
    return Workbook(name, (sheet,), sample=sample, author=office.branch)

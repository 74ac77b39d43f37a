"""From a document to its file: what is at hand on a screen, the folder, the writing, and what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from sync.problems import InTheWay
from tui.documents.kinds import DOCUMENTS, PACK, Subject
from tui.documents.office import Office
from tui.documents.subjects import title, year_for
from tui.documents_at_hand import OF_KIND, documented
from tui.export_folder import with_folder
from tui.i18n import t
from tui.page import Commanded
from tui.projecting import is_private as record_is_private
from tui.screens.marked import Marked
from tui.screens.pick import Choice, PickDialog

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.documents.exporting import Manner, Wanted, Written

OTHERS = "others"

CALLED = ("minutes", "sign_in")
"""Documents that people ask for by other words than their name; these stand in `document.….words`."""

OPEN = frozenset({"plan", "sign_in", "books", "loans", "overdue", "governing"})
"""Documents that tell a room nothing that not everybody of the branch may read."""


def is_private(kind: str, subject: Subject) -> bool:
    """True for a document whose preview must not be shown to a room: most name what stands in people's own records."""
    return kind not in OPEN or record_is_private(subject.record)


def open_export(app: XindeApp) -> None:
    """The documents of what is at hand, and behind them all others; where nothing is at hand, the page of all documents."""
    from tui.screens.export import ExportPage
    from tui.screens.preview import PreviewPage

    screen = app.screen
    if isinstance(screen, ExportPage | PreviewPage):
        return
    if isinstance(screen, Marked) and screen.marked:
        from tui.export_marked import export_marked

        export_marked(screen)
        return
    year, subject, ids = _at_hand(app, screen)
    if not ids:
        app.push_screen(ExportPage(year))
        return
    office = Office(app.place, year)

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        if answer[0] == OTHERS:
            app.push_screen(ExportPage(year))
            return
        name, _, ending = answer[0].partition(".")
        kind = DOCUMENTS[name]
        found = next(each for each in kind.files if each == ending)
        app.push_screen(PreviewPage(office.year.year, kind, _subject(kind.about, subject), found))

    choices = [*_choices(office, subject, ids), Choice(OTHERS, t("export.others"))]
    heading = title(office, subject)
    private = record_is_private(subject.record)
    app.push_screen(PickDialog(t("export.pick", what=heading), choices, private=private), picked)


def _choices(office: Office, subject: Subject, ids: Sequence[str]) -> list[Choice]:
    from tui.documents.kinds import why_not

    return [
        Choice(
            f"{name}.{ending}",
            DOCUMENTS[name].label,
            t(f"export.ending.{ending}"),
            called=t(f"document.{name}.words") if name in CALLED else "",
            why_not=why_not(office, DOCUMENTS[name], _subject(DOCUMENTS[name].about, subject)),
        )
        for name in ids
        for ending in DOCUMENTS[name].files
    ]


def _subject(about: str, subject: Subject) -> Subject:
    """A plan or a book leads to documents of the year or the branch, which are about no record."""
    return Subject() if about in ("year", "branch") else subject


def _at_hand(app: XindeApp, screen: Screen[Any]) -> tuple[int | None, Subject, tuple[str, ...]]:
    """The year, the record, and the documents made of it; none on Home, whose lines are of everything."""
    year = getattr(screen, "year", None) if getattr(screen, "SCOPE", "") != "home" else None
    known = year if isinstance(year, int) else None
    view = documented(app, screen)
    if view is None:
        return known, Subject(), ()
    own = year_for(app.place, view)
    return own if own is not None else known, Subject(view), OF_KIND[view.kind]


def write(
    page: Commanded[Any],
    year: int,
    heading: str,
    wanted: Sequence[Wanted],
    done: Callable[[Path], None] = lambda path: None,
    *,
    language: str | None = None,
    private: bool = False,
) -> None:
    """Write documents into the folder, which is asked for the first time; afterwards it is said where they are."""
    from msgspec.structs import replace

    from tui.screens.exporting import ExportingDialog

    place = page.xinde.place

    def go(folder: str) -> None:
        def work(manner: Manner) -> Sequence[Written]:
            from tui.documents.exporting import export
            from tui.documents.pack import pack

            if language is not None:
                manner = replace(manner, language=language)
            office = Office(place, year)
            if [each.kind for each in wanted] == [PACK]:
                return [pack(office, Path(folder), manner)]
            return export(office, wanted, Path(folder), manner)

        def written(answer: Sequence[Written] | InTheWay | None) -> None:
            if isinstance(answer, InTheWay):
                page.xinde.say_error(answer)
            elif answer is None:
                page.xinde.say(t("export.stopped"), warning=True)
            else:
                _say(page, answer, done)

        page.app.push_screen(ExportingDialog(heading, work, private=private), written)

    with_folder(page, go)


def _say(page: Commanded[Any], written: Sequence[Written], done: Callable[[Path], None]) -> None:
    paths = [each.path for each in written if each.path is not None]
    if not paths:
        page.xinde.say(t("export.left"))
        return
    done(paths[0] if len(paths) == 1 else paths[0].parent)
    if len(paths) == 1:
        page.xinde.say(t("export.done", path=str(paths[0])))
    else:
        page.xinde.say(t("export.done_many", n=len(paths), folder=str(paths[0].parent)))

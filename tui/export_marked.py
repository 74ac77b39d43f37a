"""One document of each marked record, written in one go: the minutes of a month, the sign-in sheets of a quarter."""

from __future__ import annotations

from tui.documents.kinds import DOCUMENTS, Subject, why_not
from tui.documents.office import Office
from tui.documents.subjects import year_for
from tui.documents_at_hand import OF_KIND
from tui.export_flow import write
from tui.i18n import t
from tui.projecting import is_private
from tui.screens.marked import Marked
from tui.screens.pick import Choice, PickDialog

NOT_OF_ONE = ("year", "branch")
"""What a document is about that is not made once a record."""


def export_marked(page: Marked) -> None:
    """Pick the document, then write one of each marked record it can be made of; of the others it is said why not."""
    app, place = page.xinde, page.xinde.place
    views = [view for rid in page.marked if (view := place.repository.get(rid)) is not None]
    kinds = {view.kind for view in views}
    names = [n for kind in kinds for n in OF_KIND.get(kind, ()) if DOCUMENTS[n].about not in NOT_OF_ONE]
    if len(kinds) != 1 or not names:
        app.say(t("export.marked_none"), warning=True)
        return
    found = {year_for(place, view) or app.years.this_year() for view in views}
    if len(found) > 1:
        app.say(t("export.marked_years", years=t("list.comma").join(map(str, sorted(found)))), warning=True)
        return
    office = Office(place, found.pop())
    choices, able = [], {}
    for name in names:
        why = [why_not(office, DOCUMENTS[name], Subject(view)) for view in views]
        able[name] = [view for view, reason in zip(views, why, strict=True) if reason is None]
        reason = next((each for each in why if each is not None), None)
        for ending in DOCUMENTS[name].files:
            amount = t("many.of", n=len(able[name]), of=len(views))
            detail = f"{t(f'export.ending.{ending}')}  {amount}"
            choices.append(
                Choice(f"{name}.{ending}", DOCUMENTS[name].label, detail, why_not=None if able[name] else reason)
            )

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        from tui.documents.exporting import Wanted

        name, _, ending = answer[0].partition(".")
        kind = DOCUMENTS[name]
        of_files = next(each for each in kind.files if each == ending)
        wanted = [Wanted(kind, Subject(view), of_files) for view in able[name]]
        heading = f"{kind.label} {app.glyphs.dot} {t('many.amount', n=len(wanted))}"
        write(page, office.year.year, heading, wanted, private=any(map(is_private, able[name])))

    title = t("export.marked", n=len(views))
    app.push_screen(PickDialog(title, choices, private=any(map(is_private, views))), picked)

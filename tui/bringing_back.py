"""An older revision of a record brought back: whether it can be, what that would change, and doing it once that was seen."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from sync.cache.view import View
from sync.history import Return, Step, bring_back, returning
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, listed
from tui.marks import clean
from tui.messages import explain
from tui.moments import moment
from tui.page import Commanded
from tui.past import change
from tui.screens.confirm import ConfirmDialog


def why_not_back(place: Workplace, view: View, step: Step) -> str | None:
    """Why the record cannot become again what it was; None when it can."""
    if view.deleted:
        return t("history.deleted")
    found = returning(place.desk, view, step.fields or {})
    if not found.changes and not found.refused:
        return t("history.as_now")
    return None


def ask_to_bring_back(page: Commanded[Any], view: View, step: Step) -> None:
    """Show exactly what will change and what stays, and do it on a yes; where nothing may change, only say why."""
    place = page.xinde.place
    desk, found = place.desk, returning(place.desk, view, step.fields or {})
    words = return_words(place, place.repository.registry[view.kind], found)
    if not found.changes:
        page.app.push_screen(ConfirmDialog(t("history.none_may"), words, yes=t("history.seen"), no=t("history.seen")))
        return

    async def carry_out() -> None:
        if await page.act(lambda: bring_back(desk, view.id, found.changes)):
            page.xinde.say(t("history.brought_back"))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    title = t("history.ask", at=moment(place, step.at))
    page.app.push_screen(ConfirmDialog(title, words, yes=t("history.yes")), answered)


def return_words(place: Workplace, spec: KindSpec, found: Return) -> Content:
    """What bringing it back will change, and what stays for which reason."""
    lines = [change(place, spec, name, now, then) for name, (now, then) in found.changes.items()]
    reasons: dict[str, list[str]] = {}
    for name, why in found.refused.items():
        reasons.setdefault(explain(why, place, spec.name, ids=False).text, []).append(field_label(spec, name))
    if reasons:
        lines += [Content(""), Content.styled(t("history.stays"), "bold")]
        lines += [Content(clean(f"{listed(names)}{t('error.colon')}{why}")) for why, names in reasons.items()]
    return Content("\n").join(lines)

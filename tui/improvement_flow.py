"""How a case of study applied to work goes on: a trial begins on a day, checks are written, it is kept; one is made of a text."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.typing_keys import asked
from tui import improvements
from tui.flows import make_transition
from tui.i18n import t
from tui.labels import field_label, kind_label, title_of
from tui.page import Commanded
from tui.said_dates import read_day
from tui.screens.ask import AskDialog, about
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import FormPage
from tui.year.improving import checks, ripe


def begin_trial(page: Commanded[Any], view: View, written: str = "") -> None:
    """Ask on which day the trial begins, then put the case on trial."""
    place = page.xinde.place
    spec = place.repository.registry["improvement"]
    now = today(place.clock)

    def answered(text: str | None) -> None:
        day = (read_day(text, now) if text else now) if text is not None else None
        if text is None:
            return
        if day is None:
            page.xinde.say(t("personnel.no_date", written=text), warning=True)
            begin_trial(page, view, text)
            return
        page.run_worker(carry_out(day))

    async def carry_out(day: str) -> None:
        def make() -> bool:
            done = improvements.begin(place, view.id, day)
            place.unsaved.forget(view.id, asked("started", "trying"))
            return done

        if await page.act(make):
            page.xinde.say(t("improvement.begun", day=day))

    kept = about(view, "started", "trying")
    title = f"{t('improvement.begin')} {page.xinde.glyphs.dot} {title_of(place, view)}"
    label = f"{field_label(spec, 'started')} {t('improvement.day', today=now)}"
    page.app.push_screen(AskDialog(title, label, limit=20, text=written, about=kept), answered)


def write_check(page: Commanded[Any], view: View) -> None:
    """Write what a change came to after 30 or 90 days; after the last note it is asked whether the change is kept."""
    found = checks(view)
    if not found:
        return
    before = ripe(view)

    def back(_: None) -> None:
        now = page.xinde.place.repository.get(view.id)
        if now is not None and not before and ripe(now):
            propose_keeping(page, now)

    page.app.push_screen(FormPage("improvement", view.id, only=[found[0].field, "result"]), back)


def why_no_check(page: Commanded[Any], view: View) -> str | None:
    """Why no check can be written now, or None."""
    place = page.xinde.place
    if view.state != "trying":
        return t("improvement.not_trying")
    if not view.get("started"):
        return t("improvement.no_start")
    found = checks(view)
    if not found:
        return t("improvement.no_checks_left")
    if not found[0].is_due(today(place.clock)):
        return t("improvement.check_later", days=found[0].days, day=found[0].day)
    return None


def propose_keeping(page: Commanded[Any], view: View) -> None:
    """After 90 days: keep it, or go on trying."""
    place = page.xinde.place

    def answered(yes: bool | None) -> None:
        if yes:
            make_transition(page, view, "kept")

    title = t("improvement.keep", title=title_of(place, view))
    page.app.push_screen(
        ConfirmDialog(
            title, str(view.get("after_90") or ""), yes=t("improvement.keep_yes"), no=t("improvement.keep_no")
        ),
        answered,
    )


def improve_from(page: Commanded[Any], view: View) -> None:
    """A new case of what somebody wrote of its use at work; of what only few may read it is asked first."""
    place = page.xinde.place
    fields = improvements.from_text(place, view)

    def go() -> None:
        page.app.push_screen(FormPage("improvement", None, defaults=lambda: fields, focus="problem"))

    if view.kind != "submission" or any(
        each.state == "published" for each in place.repository.linked("publication", "submission", view.id)
    ):
        go()
        return
    spec = place.repository.registry["improvement"]
    lines = [t("improvement.becomes_public"), ""]
    lines += [f"{field_label(spec, name)}{t('error.colon')}{fields[name]}" for name in ("title", "change")]

    def answered(yes: bool | None) -> None:
        if yes:
            go()

    title = t("improvement.make", kind=kind_label(spec))
    page.app.push_screen(ConfirmDialog(title, "\n".join(lines), yes=t("improvement.make_yes")), answered)

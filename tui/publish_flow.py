"""Publishing from a screen: exactly what everybody will read is shown first; withdrawing says who may have read it meanwhile."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.problems import EditRefused
from sync.publishing import publish, what_everybody_reads, withdraw
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, title_of, value_text
from tui.messages import explain, refusal_text
from tui.page import Commanded
from tui.screens.confirm import ConfirmDialog
from tui.year.characters import count


def why_not_publish(place: Workplace, submission: str) -> str | None:
    """Why this person cannot publish it now, or None."""
    try:
        what_everybody_reads(place.desk, submission)
    except EditRefused as refused:
        return explain(refused, place, "publication", ids=False).text
    return None


def why_not_withdraw(place: Workplace, publication: View) -> str | None:
    """Why this person cannot withdraw it now, or None."""
    if publication.state != "published":
        return t("publication.withdrawn_already")
    if publication.get("author") != place.desk.member:
        return t("publication.not_yours")
    refusal = place.desk.rights.why_not(publication, "put", field="state", to="withdrawn")
    return refusal_text(place, refusal) if refusal else None


def publish_submission(page: Commanded[Any], rid: str) -> None:
    """Ask with the whole text, then publish; Esc changes nothing."""
    place = page.xinde.place
    fields = what_everybody_reads(place.desk, rid)
    spec = place.repository.registry["publication"]
    lines = [t("publish.readers"), t("submit.count", n=count(fields["body"])), ""]
    lines += [
        f"{field_label(spec, name)}{t('error.colon')}{value_text(place, spec, name, value)}"
        for name, value in fields.items()
        if name != "submission"
    ]

    async def carry_out() -> None:
        if await page.act(lambda: publish(place.desk, rid)):
            page.xinde.say(t("publish.done"))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    page.app.push_screen(ConfirmDialog(t("publish.title"), "\n".join(lines), yes=t("publish.yes")), answered)


def withdraw_publication(page: Commanded[Any], publication: View) -> None:
    """Ask, saying what withdrawing cannot do, then withdraw; Esc changes nothing."""
    place, rid = page.xinde.place, publication.id

    async def carry_out() -> None:
        if await page.act(lambda: withdraw(place.desk, rid)):
            page.xinde.say(t("withdraw.done"))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    title = t("withdraw.title", title=title_of(place, publication))
    page.app.push_screen(ConfirmDialog(title, t("withdraw.text"), yes=t("withdraw.yes")), answered)

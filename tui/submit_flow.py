"""Submitting from a screen: exactly what leaves the device is shown first, and to whom it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.cache.view import View
from sync.problems import InTheWay
from sync.submitting import people_in_charge, stands, submission_of, submit, what_leaves
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, member_name, value_text
from tui.messages import explain
from tui.page import Commanded
from tui.reflection_length import least_length, length_words
from tui.screens.confirm import ConfirmDialog
from tui.year.characters import count


def why_not_submit(place: Workplace, draft: View | None) -> str | None:
    """Why a draft cannot be submitted just now: its submission stands. None when it can be tried."""
    made = submission_of(place.desk, draft) if draft is not None else None
    if made is None or not stands(made):
        return None
    return explain(InTheWay("already_submitted", state=str(made.state)), place, "reflection", ids=False).text


async def submit_draft(page: Commanded[Any], rid: str, done: Callable[[str], None]) -> None:
    """Ask with the whole text, then make the submission, whose id `done` hears; Esc changes nothing."""
    place = page.xinde.place
    fields = await page.act(lambda: what_leaves(place.desk, rid))
    if fields is None:
        return
    spec = place.repository.registry["submission"]
    readers = t("list.comma").join(member_name(place, each) for each in people_in_charge(place.desk))
    length = count(fields["body"])
    lines = [t("submit.readers", who=readers or t("submit.nobody_yet")), length_words(place, length)]
    least = least_length(place)
    if least is not None and length < least:
        lines.append(t("submit.too_short", least=least))
    lines.append("")
    for name, value in fields.items():
        if name != "replaces":
            lines.append(f"{field_label(spec, name)}{t('error.colon')}{value_text(place, spec, name, value)}")

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(_carry_out(page, rid, fields, done))

    page.app.push_screen(ConfirmDialog(t("submit.title"), "\n".join(lines), yes=t("submit.yes")), answered)


async def _carry_out(page: Commanded[Any], rid: str, fields: dict[str, Any], done: Callable[[str], None]) -> None:
    desk = page.xinde.place.desk
    made = await page.act(lambda: submit(desk, rid, fields))
    if made is not None:
        page.xinde.say(t("submit.done"))
        done(made)

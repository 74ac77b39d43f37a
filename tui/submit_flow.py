"""Submitting from a screen: exactly what leaves the device is shown first, and to whom it goes."""

from __future__ import annotations

from typing import Any

from sync.submitting import people_in_charge, submit, what_leaves
from tui.i18n import t
from tui.labels import field_label, member_name, value_text
from tui.page import Commanded
from tui.reflection_length import length_words
from tui.screens.confirm import ConfirmDialog
from tui.year.characters import count


async def submit_draft(page: Commanded[Any], rid: str) -> None:
    """Ask with the whole text, then make the submission; Esc changes nothing."""
    place = page.xinde.place
    fields = await page.act(lambda: what_leaves(place.desk, rid))
    if fields is None:
        return
    spec = place.repository.registry["submission"]
    readers = t("list.comma").join(member_name(place, each) for each in people_in_charge(place.desk))
    lines = [t("submit.readers", who=readers or t("submit.nobody_yet")), length_words(place, count(fields["body"])), ""]
    for name, value in fields.items():
        if name != "replaces":
            lines.append(f"{field_label(spec, name)}: {value_text(place, spec, name, value)}")

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(_carry_out(page, rid, fields))

    page.app.push_screen(ConfirmDialog(t("submit.title"), "\n".join(lines), yes=t("submit.yes")), answered)


async def _carry_out(page: Commanded[Any], rid: str, fields: dict[str, Any]) -> None:
    desk = page.xinde.place.desk
    if await page.act(lambda: submit(desk, rid, fields)):
        page.xinde.say(t("submit.done"))

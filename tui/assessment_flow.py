"""Handing in one's own words, and telling a person the result: exactly what goes is shown first, and who reads it."""

from __future__ import annotations

import asyncio
from typing import Any

from sync.cache.view import View
from sync.submitting import people_in_charge
from tui import assessment_steps as taking
from tui.i18n import t
from tui.labels import listed, member_name
from tui.page import Commanded
from tui.screens.confirm import ConfirmDialog
from tui.year.study_part import Steps
from tui.years import study_year


def confirm_hand_in(page: Commanded[Any], view: View) -> None:
    """Show the own words and who reads them, then hand them in."""
    place = page.xinde.place
    readers = listed(member_name(place, each) for each in people_in_charge(place.desk))
    lines = [t("submit.readers", who=readers or t("submit.nobody_yet")), "", str(view.get("self_text") or "")]

    async def carry_out() -> None:
        if await page.act(lambda: place.desk.change_state(view.id, "handed_in")):
            page.xinde.say(t("assessment.handed_in_now"))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    title = t("assessment.hand_in", year=view.get("year"))
    page.app.push_screen(ConfirmDialog(title, "\n".join(lines), yes=t("command.assessment.hand_in")), answered)


async def confirm_tell(page: Commanded[Any], steps: Steps) -> None:
    """Show exactly what the person will be told, then tell it."""
    place, member, year = page.xinde.place, steps.member, steps.year
    # Counted anew: what is told goes by the records of now.
    counted = study_year(place, year)
    part, content = await asyncio.to_thread(taking.what_is_told, place, counted, member)
    if taking.says_the_same(place, counted, part):
        page.xinde.say(t("assessment.told_the_same", n=part.results[-1].get("number")), warning=True)
        return

    async def carry_out() -> None:
        if await page.act(lambda: taking.tell(place, part, content)):
            page.xinde.say(t("assessment.told_now", who=member_name(place, member.id)))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    title = t("assessment.tell", who=member_name(place, member.id))
    page.app.push_screen(ConfirmDialog(title, content, yes=t("assessment.tell_yes")), answered)

"""Which plan a meeting discussed: said at the plan (`discussed_in`), picked from the meeting."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import state_label, title_of
from tui.page import Commanded
from tui.rights import why_not_write
from tui.screens.pick import Choice, PickDialog


def plans_discussed(place: Workplace, session: str) -> list[View]:
    """The plans that name the session, by year."""
    found = [view for view in place.repository.find("plan") if view.get("discussed_in") == session]
    return sorted(found, key=lambda view: view.get("year") or 0)


def why_not_discuss(place: Workplace) -> str | None:
    """Why no plan can be picked now, or None."""
    plans = place.repository.find("plan")
    if not plans:
        return t("plans.empty")
    refusals = [why_not_write(place, plan, "discussed_in") for plan in plans]
    return refusals[0] if all(refusals) else None


def pick_discussed(page: Commanded[Any], session: View) -> None:
    """Pick the plan that was discussed in the session; one that names it already is picked to take that back."""
    place = page.xinde.place
    spec = place.repository.registry["plan"]
    plans = sorted(place.repository.find("plan"), key=lambda view: view.get("year") or 0, reverse=True)
    now = {plan.id for plan in plans_discussed(place, session.id)}
    choices = [
        Choice(
            plan.id,
            f"{plan.get('year')} {title_of(place, plan)}",
            state_label(spec, plan.state),
            why_not=why_not_write(place, plan, "discussed_in"),
        )
        for plan in plans
    ]

    async def carry_out(rid: str) -> None:
        value = None if rid in now else session.id
        if await page.act(lambda: place.desk.set(rid, {"discussed_in": value})):
            title = title_of(place, place.desk.record(rid))
            page.xinde.say(t("discussing.done" if value else "discussing.taken_back", title=title))

    def picked(answer: list[str] | None) -> None:
        if answer:
            page.run_worker(carry_out(answer[0]))

    chosen = [plan.id for plan in plans if plan.id in now]
    page.app.push_screen(PickDialog(t("discussing.which"), choices, chosen=chosen), picked)

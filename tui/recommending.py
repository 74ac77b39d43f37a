"""Recommending from any page: one sentence why, for everybody in the branch; recommending again changes the sentence."""

from __future__ import annotations

from typing import Any

from sync.cache.storage import Change
from sync.typing_keys import asked, typing_key
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, title_of
from tui.page import Commanded
from tui.projecting import scope_is_private
from tui.recommended import RECOMMENDABLE, own
from tui.rights import why_not_new
from tui.screens.ask import AskDialog, about

WHY = "recommend"
"""The name under which the sentence is journaled until it is used."""


def why_not_recommend(place: Workplace, target_id: str | None) -> str | None:
    """Why this person cannot recommend it, or None."""
    target = place.repository.get(target_id) if target_id else None
    if target is None or target.deleted:
        return t("records.no_row")
    if target.kind not in RECOMMENDABLE:
        return t("recommend.not_this", kind=kind_label(place.repository.registry[target.kind]))
    if scope_is_private(target.scope):
        return t("recommend.not_for_all")
    if target.kind == "publication" and target.state == "withdrawn":
        return t("publication.withdrawn_already")
    fields = {"target": target.id, "author": place.desk.member, "why": "…"}
    return why_not_new(place, "recommendation", fields)


def recommend(page: Commanded[Any], target_id: str) -> None:
    """Ask for one sentence why, then recommend; what stands in the way is said."""
    place = page.xinde.place
    reason = why_not_recommend(place, target_id)
    if reason is not None:
        page.xinde.say(reason, warning=True)
        return
    target = place.desk.record(target_id)
    before = own(place, target_id)
    limit = place.repository.registry["recommendation"].fields["why"].limit

    async def carry_out(why: str) -> None:
        if await page.act(lambda: carry(place, target_id, why)):
            page.xinde.say(t("recommend.done"))

    def answered(why: str | None) -> None:
        if why:
            page.run_worker(carry_out(why))

    page.app.push_screen(
        AskDialog(
            t("recommend.title", title=title_of(place, target)),
            t("recommend.why"),
            needed=True,
            limit=limit,
            text=str(before.get("why")) if before is not None else "",
            about=about(target, WHY),
        ),
        answered,
    )


def carry(place: Workplace, target_id: str, why: str) -> str:
    """Recommend, or change the sentence of before; returns the recommendation's id. Raises NotAllowed, FieldProblem."""
    desk, before = place.desk, own(place, target_id)
    key = typing_key(target_id, asked(WHY))
    typed: list[Change] = [("typing", key, None)] if place.repository.document("typing", key) is not None else []
    if before is None:
        made = desk.creation("recommendation", {"target": target_id, "author": desk.member, "why": why}, None)
        desk.perform([made], typed)
        return made.rec
    desk.set(before.id, {"why": why})
    place.repository.commit(typed)
    return before.id

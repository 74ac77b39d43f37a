"""One decision about all marked lines of a page, one remark, one action; what cannot take it is listed and stays marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tui.decisions import DECISIONS, Decided, Decision, decide, step_of, why_not
from tui.i18n import t
from tui.labels import field_label, title_of
from tui.page import Commanded
from tui.screens.ask import AskDialog, Asked, about
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import Choice, PickDialog


def decide_about(page: Commanded[Any], rids: Sequence[str], done: Callable[[Decided], None]) -> None:
    """Ask what to decide, then for the remark, and carry it out; `done` hears what was decided about."""
    choices = [_choice(page, rids, decision) for decision in DECISIONS]

    def picked(answer: list[str] | None) -> None:
        if answer:
            _ask_remark(page, rids, next(each for each in DECISIONS if each == answer[0]), done)

    title = t("decide.title", n=len(rids)) if len(rids) > 1 else _title(page, rids[0])
    page.app.push_screen(PickDialog(title, choices), picked)


def _choice(page: Commanded[Any], rids: Sequence[str], decision: Decision) -> Choice:
    """A decision that none of the lines allows says why; one that only some allow says how many do not."""
    place = page.xinde.place
    reasons = [reason for rid in rids if (reason := why_not(place, rid, decision)) is not None]
    name = _verb(page, rids, decision)
    if len(reasons) == len(rids):
        return Choice(decision, name, why_not=reasons[0])
    return Choice(decision, name, t("decide.not_all", n=len(reasons)) if reasons else "")


def _verb(page: Commanded[Any], rids: Sequence[str], decision: Decision) -> str:
    """What the decision is called about these: by their kind where they are of one."""
    views = [page.xinde.place.repository.get(rid) for rid in rids]
    kinds = {_sort(page, view.id, view.kind) for view in views if view is not None}
    return t(f"decide.{decision}.{kinds.pop() if len(kinds) == 1 else 'mixed'}")


def _sort(page: Commanded[Any], rid: str, kind: str) -> str:
    made = step_of(page.xinde.place, rid, "agree")
    return "adopt" if made is not None and made[1].field == "adopted_by" else kind


def _ask_remark(
    page: Commanded[Any], rids: Sequence[str], decision: Decision, done: Callable[[Decided], None], text: str = ""
) -> None:
    place = page.xinde.place
    able = [rid for rid in rids if why_not(place, rid, decision) is None]
    asked = [made for rid in able if (made := step_of(place, rid, decision)) is not None and made[1].remark]
    if not asked:
        page.run_worker(_carry_out(page, rids, decision, "", None, done))
        return
    needed = next((made for made in asked if made[1].needed), None)
    view, step = needed or asked[0]
    kept = about(view, step.remark, step.to)
    limits = [place.repository.registry[v.kind].fields[s.remark].limit for v, s in asked]

    def answered(remark: str | None) -> None:
        if remark is not None:
            page.run_worker(_carry_out(page, rids, decision, remark, kept, done))

    title = f"{_verb(page, rids, decision)} {page.xinde.glyphs.dot} "
    title += t("decide.amount", n=len(able)) if len(rids) > 1 else _title(page, rids[0])
    own = needed is not None or len(asked) == 1
    label = field_label(place.repository.registry[view.kind], step.remark) if own else t("decide.remark")
    limit = min((each for each in limits if each), default=0)
    page.app.push_screen(
        AskDialog(title, label, needed=needed is not None, limit=limit, text=text, about=kept), answered
    )


async def _carry_out(
    page: Commanded[Any],
    rids: Sequence[str],
    decision: Decision,
    remark: str,
    kept: Asked | None,
    done: Callable[[Decided], None],
) -> None:
    place = page.xinde.place
    verb = _verb(page, rids, decision)
    at = (kept.rid, kept.field) if kept is not None else None
    found = await page.act(lambda: decide(place, rids, decision, remark, at))
    if found is None:
        return
    if found.done:
        page.xinde.say(t("decide.done", verb=verb, n=len(found.done)))
    done(found)
    if found.left:
        lines = "\n".join(f"{_title(page, rid)}\n  {reason}" for rid, reason in found.left)
        title = t("decide.left", n=len(found.left))
        page.app.push_screen(ConfirmDialog(title, lines, yes=t("decide.read"), no=t("decide.read")))


def _title(page: Commanded[Any], rid: str) -> str:
    place = page.xinde.place
    view = place.repository.get(rid)
    if view is None:
        return t("value.not_here")
    session = place.repository.get(str(view.get("session"))) if view.kind in ("attendance", "leave_request") else None
    words = title_of(place, view)
    return f"{words} {page.xinde.glyphs.dot} {title_of(place, session)}" if session is not None else words

"""One action about several marked records: what can be done is done in one step that undo takes back whole, the others are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sync.cache.view import View
from tui.cells import cut
from tui.decided import decided_words
from tui.deciding import asks_how
from tui.flows import FOR_GOOD, as_offered, ask_along, signatures_void, why_not_step, worth_asking
from tui.i18n import t
from tui.labels import field_label, state_label, title_of
from tui.page import Commanded
from tui.rights import why_not_delete
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import Choice, PickDialog

Done = Callable[[], None]

NAMED = 12
"""Records named in a question; the others are counted."""

SHOWN = 44
"""Cells of a title in a question."""


def delete_marked(page: Commanded[Any], rids: Sequence[str], done: Done) -> None:
    """Ask once, then delete what may be deleted."""
    place = page.xinde.place
    views = [view for rid in rids if (view := place.repository.get(rid)) is not None and not view.deleted]
    why = {view.id: why_not_delete(place, view) for view in views}

    async def carry_out(able: list[View]) -> None:
        if await page.act(lambda: place.desk.delete_all([view.id for view in able])):
            page.xinde.say(t("many.deleted", n=len(able)))
            page.xinde.offer_undo()
            done()

    decided = {view.id: decided_words(place, view) for view in views}
    # What others decided on is named before anything else: nobody looks for it below the twelfth line.
    views.sort(key=lambda view: not decided[view.id])
    _ask(
        page,
        views,
        why,
        "many.delete",
        t("many.delete_none"),
        lambda able: page.run_worker(carry_out(able)),
        of=decided,
    )


def change_marked(page: Commanded[Any], rids: Sequence[str], done: Done) -> None:
    """Pick the next state, ask once for what goes with it, then take all to it that can go there."""
    place = page.xinde.place
    views = [view for rid in rids if (view := place.repository.get(rid)) is not None and not view.deleted]
    kinds = {view.kind for view in views if place.repository.registry[view.kind].states}
    if len(kinds) != 1:
        page.xinde.say(t("many.several_kinds" if kinds else "many.no_states"), warning=True)
        return
    spec = place.repository.registry[kinds.pop()]
    steps = dict.fromkeys(to for view in views for to in spec.next_states(view.state) if view.kind == spec.name)
    choices = []
    for to in as_offered(spec.name, steps):
        reasons = [reason for view in views if (reason := why_not_go(page, view, to)) is not None]
        able = len(views) - len(reasons)
        amount = t("many.of", n=able, of=len(views))
        if any(signatures_void(page, view, to) and why_not_go(page, view, to) is None for view in views):
            amount += f"  {t('state.voids')}"
        choices.append(Choice(to, state_label(spec, to), amount, why_not=None if able else reasons[0]))
    if not choices:
        page.xinde.say(t("state.last"), warning=True)
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            _ask_what_goes_along(page, views, answer[0], done)

    page.app.push_screen(PickDialog(t("many.state_title", n=len(views)), choices), picked)


def why_not_go(page: Commanded[Any], view: View, to: str) -> str | None:
    """Why this record cannot make the step together with others, or None."""
    place = page.xinde.place
    spec = place.repository.registry[view.kind]
    if to not in spec.next_states(view.state):
        return t("many.not_from", state=state_label(spec, view.state) or t("value.unknown"))
    if asks_how(view, to) or (view.kind, to) in FOR_GOOD or (view.kind, to) == ("improvement", "trying"):
        return t("many.one_by_one")
    missing = spec.missing(view.fields) if to == "submitted" else []
    if missing:
        return t("state.needs", fields=t("list.comma").join(field_label(spec, name) for name in missing))
    return why_not_step(page, view, to)


def _ask_what_goes_along(page: Commanded[Any], views: list[View], to: str, done: Done, text: str = "") -> None:
    place = page.xinde.place
    why = {view.id: why_not_go(page, view, to) for view in views}
    able = [view for view in views if why[view.id] is None]
    if not able:
        return
    spec = place.repository.registry[able[0].kind]
    step = spec.transition(able[0].state, to)
    needed = step.requires if step else None
    asks = needed or next((n for n in worth_asking(spec.name, to) if n in spec.going_along(to)), None)

    async def carry_out(able: list[View], text: str) -> None:
        fields = {asks: text} if asks and text else {}
        done_now = await page.act(
            lambda: place.desk.change_state_all([view.id for view in able], to, with_fields=fields)
        )
        if done_now is None and text:
            # What was written stays in front of its author.
            _ask_what_goes_along(page, views, to, done, text)
        elif done_now is not None:
            page.xinde.say(t("many.changed", n=done_now, state=state_label(spec, to)))
            done()

    def sure(text: str) -> None:
        question = t("many.state_none")
        _ask(
            page,
            views,
            why,
            "many.state",
            question,
            lambda able: page.run_worker(carry_out(able, text)),
            state_label(spec, to),
        )

    if asks is None:
        sure("")
        return

    def answered(text: str | None) -> None:
        if text is not None:
            sure(text)

    amount = t("many.amount", n=len(able))
    ask_along(page, able[0], to, asks, amount, answered, needed=needed is not None, text=text)


def _ask(
    page: Commanded[Any],
    views: list[View],
    why: dict[str, str | None],
    question: str,
    none: str,
    go: Callable[[list[View]], object],
    state: str = "",
    of: Mapping[str, str] | None = None,
) -> None:
    """Say of how many it is done and of which not, and why; go on with those on a yes. `of` says what is to be known of some."""
    able = [view for view in views if why[view.id] is None]
    left = [view for view in views if why[view.id] is not None]
    known = of or {}
    lines = [
        t("many.decided", title=_name(page, view), state=known[view.id]) if known.get(view.id) else _name(page, view)
        for view in able[:NAMED]
    ]
    if len(able) > NAMED:
        lines.append(t("many.more", n=len(able) - NAMED))
    if left:
        lines += ["", t("many.left", n=len(left))]
        lines += [f"{_name(page, view)}{t('error.colon')}{why[view.id]}" for view in left[:NAMED]]
        if len(left) > NAMED:
            lines.append(t("many.more", n=len(left) - NAMED))
    if not able:
        page.app.push_screen(ConfirmDialog(none, "\n".join(lines).strip(), yes=t("many.understood")))
        return

    def answered(yes: bool | None) -> None:
        if yes:
            go(able)

    if number := sum(bool(known.get(view.id)) for view in able):
        lines = [t("many.some_decided", n=number), "", *lines]
    words = {"n": len(able), "state": state}
    title = t("many.state", **words) if question == "many.state" else t("many.delete", **words)
    page.app.push_screen(ConfirmDialog(title, "\n".join(lines)), answered)


def _name(page: Commanded[Any], view: View) -> str:
    return f"  {cut(title_of(page.xinde.place, view), SHOWN, page.xinde.glyphs.more)}"

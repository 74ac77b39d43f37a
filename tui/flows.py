"""Things several screens ask for the same way: change a state with what goes with it, delete, go somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.signatures import standing
from tui.approvals import approved_words
from tui.decided import decided_words
from tui.deciding import ask_how, asks_how, why_not_decide
from tui.i18n import t
from tui.labels import field_label, kind_label, state_label, title_of
from tui.messages import refusal_text
from tui.page import Commanded
from tui.screens.pick import Choice, PickDialog

FOR_GOOD = frozenset({("plan", "closed")})
"""Steps nobody can take back by another step: offered last, and asked about once with what they mean (`state.for_good_<kind>`)."""


SENDS_BACK = frozenset({("submission", "returned")})
"""Steps that stand first in their kind and send somebody's work back: not what an Enter too many should do."""


def as_offered(kind: str, states: Iterable[str]) -> list[str]:
    """Next states in the order they are offered: the first is what an Enter takes, so that no step stands there that one may regret."""
    return sorted(states, key=lambda to: ((kind, to) in FOR_GOOD, (kind, to) in SENDS_BACK))


def change_state(page: Commanded[Any], rid: str) -> None:
    """Pick the next state; what the transition requires is asked for, what is not allowed says why."""
    place = page.xinde.place
    view = place.repository.get(rid)
    if view is None:
        return
    spec = place.repository.registry[view.kind]
    choices = []
    for to in as_offered(view.kind, spec.next_states(view.state)):
        why = why_not_step(page, view, to)
        missing = spec.missing(view.fields) if to == "submitted" else []
        if missing and why is None:
            why = t("state.needs", fields=t("list.comma").join(field_label(spec, name) for name in missing))
        voids = t("state.voids") if signatures_void(page, view, to) else ""
        choices.append(Choice(to, state_label(spec, to), voids, why_not=why))
    if not choices:
        page.xinde.say(t("state.last"), warning=True)
        return
    now = state_label(spec, view.state or "")

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        if (view.kind, answer[0]) in FOR_GOOD:
            _ask_for_good(page, view, answer[0])
        elif asks_how(view, answer[0]):
            ask_how(page, view, answer[0], lambda how: make_transition(page, view, answer[0], on_behalf=how))
        else:
            make_transition(page, view, answer[0])

    page.app.push_screen(PickDialog(t("state.title", kind=kind_label(spec), state=now), choices), picked)


def _ask_for_good(page: Commanded[Any], view: View, to: str) -> None:
    from tui.screens.confirm import ConfirmDialog

    def answered(yes: bool | None) -> None:
        if yes:
            make_transition(page, view, to)

    label = state_label(page.xinde.place.repository.registry[view.kind], to)
    title = f"{label} {page.xinde.glyphs.dot} {title_of(page.xinde.place, view)}"
    page.app.push_screen(ConfirmDialog(title, t(f"state.for_good_{view.kind}")), answered)


def why_not_step(page: Commanded[Any], view: View, to: str) -> str | None:
    """Why this person cannot make a step; of some others decide as well, and it is entered for them."""
    place = page.xinde.place
    if asks_how(view, to):
        return why_not_decide(place, view, to)
    refusal = place.desk.rights.why_not(view, "put", field="state", to=to)
    return refusal_text(place, refusal) if refusal else None


def signatures_void(page: Commanded[Any], view: View, to: str) -> bool:
    """True for a return that takes signatures away."""
    return view.kind == "session" and to == "returned" and bool(standing(page.xinde.place.repository, view.id))


def worth_asking(kind: str, to: str) -> tuple[str, ...]:
    """What is asked for with a transition although it may stay empty; it is printed, and 待补 where nobody says it."""
    if to == "postponed":
        return ("reason",)
    return ("remark",) if to == "returned" or kind == "session" else ()


def ask_along(
    page: Commanded[Any],
    view: View,
    to: str,
    name: str,
    of: str,
    answered: Callable[[str | None], None],
    *,
    needed: bool,
    text: str,
) -> None:
    """Ask for the field `name` that goes with a transition of this record, or of several like it; `of` says which."""
    from tui.screens.ask import AskDialog, about

    spec = page.xinde.place.repository.registry[view.kind]
    page.app.push_screen(
        AskDialog(
            f"{state_label(spec, to)} {page.xinde.glyphs.dot} {of}",
            field_label(spec, name),
            needed=needed,
            limit=spec.fields[name].limit,
            text=text,
            about=about(view, name, to),
        ),
        answered,
    )


def make_transition(
    page: Commanded[Any], view: View, to: str, *, on_behalf: OnBehalf | None = None, text: str = ""
) -> None:
    """Make a step, one's own or entered for another, after asking for what goes with it; `text` is proposed."""
    place = page.xinde.place
    if view.kind == "improvement" and to == "trying" and not view.get("started"):
        # From the day it begins its checks are counted.
        from tui.improvement_flow import begin_trial

        begin_trial(page, view)
        return
    spec = place.repository.registry[view.kind]
    step = spec.transition(view.state, to)
    wanted = step.requires if step else None
    asks = wanted or next((n for n in worth_asking(view.kind, to) if n in spec.going_along(to)), None)
    if asks is None:
        page.run_worker(_carry_out(page, view, to, {}, on_behalf))
        return

    def answered(text: str | None) -> None:
        if text is not None:
            page.run_worker(carry_out(text))

    async def carry_out(text: str) -> None:
        if not await _carry_out(page, view, to, {asks: text} if text else {}, on_behalf) and text:
            # What was written stays in front of its author; Esc keeps it.
            make_transition(page, view, to, on_behalf=on_behalf, text=text)

    ask_along(page, view, to, asks, title_of(place, view), answered, needed=wanted is not None, text=text)


async def _carry_out(
    page: Commanded[Any], view: View, to: str, fields: dict[str, Any], on_behalf: OnBehalf | None
) -> bool:
    """False when it was not done, which was said."""
    desk = page.xinde.place.desk
    spec = page.xinde.place.repository.registry[view.kind]
    voids = signatures_void(page, view, to)
    done = await page.act(lambda: desk.change_state(view.id, to, with_fields=fields, on_behalf=on_behalf))
    if done and (view.kind, to) == ("plan", "approved"):
        page.xinde.say(approved_words(page.xinde.place, view.id))
    elif done:
        page.xinde.say(t("state.done_void" if voids else "state.done", state=state_label(spec, to)))
    elif done is False:
        page.xinde.say(t("state.meanwhile", state=state_label(spec, to)), warning=True)
    return bool(done)


def delete(page: Commanded[Any], rid: str) -> None:
    """Delete at once, with undo one key away; what others decided on is asked about first, what is not allowed says why."""
    place = page.xinde.place
    view = place.repository.get(rid)
    if view is None or view.deleted:
        return
    refusal = place.desk.rights.why_not(view, "del")
    if refusal is not None:
        page.xinde.say(refusal_text(place, refusal), warning=True)
        return
    title = title_of(place, view)

    async def carry_out() -> None:
        if await page.act(lambda: place.desk.delete(rid)):
            page.xinde.say(t("deleted.undo", title=title))
            page.xinde.offer_undo()

    decided = decided_words(place, view)
    if not decided:
        page.run_worker(carry_out())
        return
    from tui.screens.confirm import ConfirmDialog

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    kind = kind_label(place.repository.registry[view.kind])
    text = t("delete.decided", title=title, state=decided)
    page.app.push_screen(ConfirmDialog(t("delete.title", kind=kind), text, yes=t("delete.yes")), answered)

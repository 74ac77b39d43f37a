"""更正 from a screen: of what is signed, and of what was refused because it came after the signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sync import amending
from sync.amending import Late
from sync.cache.parked import Parked
from sync.cache.view import View
from sync.sign_off import is_closed
from sync.unsaved import Unsaved
from sync.workplace import Workplace
from tui import minutes
from tui.dispute_rows import op_words
from tui.i18n import t
from tui.labels import field_label, first_line
from tui.messages import refusal_text
from tui.page import Commanded
from tui.screens.ask import AskDialog, about
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog


def why_not_amend(place: Workplace, session: View) -> str | None:
    """Why no amendment can be written now, or None: before both have signed the minutes themselves are changed."""
    if not is_closed(place.desk, session):
        return t("amend.not_signed")
    refusal = amending.why_not_amend(place.desk, session.id)
    return refusal_text(place, refusal) if refusal else None


def amend(page: Commanded[Any], rid: str) -> None:
    """Pick what is corrected, the session or one of its entries, then write reason and text."""
    place = page.xinde.place
    choices = [Choice(rid, t("record.whole"))]
    choices += [
        Choice(view.id, first_line(view.get("text")), str(view.get("at") or "")[11:16])
        for view in minutes.ordered(place, rid)
    ]

    def picked(answer: list[str] | None) -> None:
        if answer:
            write_amendment(page, rid, answer[0])

    page.app.push_screen(PickDialog(t("amend.title"), choices), picked)


def write_amendment(
    page: Commanded[Any], rid: str, target: str, text: str = "", then: Callable[[], None] | None = None
) -> None:
    """The form of a new amendment, proposing `text`; `then` is called once it is saved and closed."""
    place = page.xinde.place
    before = {view.id for view in place.repository.linked("amendment", "session", rid)}

    def left(_: None) -> None:
        made = {view.id for view in place.repository.linked("amendment", "session", rid)} - before
        if made and then is not None:
            then()

    defaults = {"text": text} if text else {}
    preset = {"session": rid, "target": target}
    page.app.push_screen(FormPage("amendment", None, preset, defaults=lambda: defaults, focus="reason"), left)


def amend_instead(
    page: Commanded[Any], rid: str, target: str, text: str, then: Callable[[], None] | None = None
) -> bool:
    """Lead from an edit of signed minutes to an amendment, or say why not; False while the minutes are open.

    What was typed into an entry and never saved is proposed before `text`, and forgotten once the amendment is made.
    """
    place = page.xinde.place
    session = place.repository.get(rid)
    if session is None or not is_closed(place.desk, session):
        return False
    reason = why_not_amend(place, session)
    if reason is None:
        typed = [each for each in place.unsaved.of(target) if each.kind == "minute"] if target != rid else []

        def made() -> None:
            if typed:
                # What was typed on since it was proposed is in no amendment yet.
                page.run_worker(page.act(lambda: _forget(place, typed)))
            if then is not None:
                then()

        write_amendment(page, rid, target, _typed_words(place, typed) or text, made)
    else:
        page.xinde.say(reason, warning=True)
    return True


def _typed_words(place: Workplace, typed: Sequence[Unsaved]) -> str:
    """The text alone where nothing else was typed, else each field with its name."""
    spec = place.repository.registry["minute"]
    if [each.field for each in typed] == ["text"]:
        return typed[0].text
    order = list(spec.fields)
    named = [each for each in typed if each.field in spec.fields]
    return "\n".join(
        f"{field_label(spec, each.field)}{t('error.colon')}{each.text}"
        for each in sorted(named, key=lambda each: order.index(each.field))
    )


def _forget(place: Workplace, typed: Sequence[Unsaved]) -> None:
    for each in typed:
        if any(now.field == each.field and now.text == each.text for now in place.unsaved.of(each.rid)):
            place.unsaved.forget(each.rid, each.field)


# what came too late


def why_not_amend_parked(place: Workplace, items: Sequence[Parked]) -> str | None:
    """Why what was refused cannot be proposed as amendments by this person, or None."""
    for item in items:
        found = amending.late(place.desk, item)
        if not found:
            return t("amend.not_possible")
        for session in dict.fromkeys(each.session for each in found):
            refusal = amending.why_not_amend(place.desk, session)
            if refusal is not None:
                return refusal_text(place, refusal)
    return None


def amend_parked(page: Commanded[Any], items: Sequence[Parked], done: Callable[[], None], written: str = "") -> None:
    """Ask for the reason, then make the amendments as one action; what was refused stays until they are made."""
    place = page.xinde.place
    proposals = [(each, _proposed(place, each)) for item in items for each in amending.late(place.desk, item)]
    spec = place.repository.registry["amendment"]

    def answered(reason: str | None) -> None:
        if reason:
            page.run_worker(carry_out(reason))

    async def carry_out(reason: str) -> None:
        if await page.act(lambda: amending.amend(place.desk, items, proposals, reason)):
            page.xinde.say(t("amend.made", n=len(proposals)))
            done()
        else:
            amend_parked(page, items, done, reason)

    title = t("amend.parked_title", n=len(proposals))
    limit = spec.fields["reason"].limit
    session = place.repository.get(proposals[0][0].session) if proposals else None
    kept = about(session, amending.REASON) if session is not None else None
    page.app.push_screen(
        AskDialog(title, field_label(spec, "reason"), needed=True, limit=limit, text=written, about=kept), answered
    )


def _proposed(place: Workplace, each: Late) -> str:
    """What was written, with when and by whom it was said; positions mean nothing any more."""
    return "\n".join(op_words(place, each.op, leave_out=("session", "pos"))) or t("amend.only_moved")

"""Signing from a screen: what is signed is shown first; what was signed on paper, or decided by word, is entered for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.sign_off import Signer, sign, signers
from sync.sign_off import why_not_sign as refusal_to_sign
from sync.signatures import digest_here
from sync.workplace import Workplace
from tui.assembling import as_text, assembled
from tui.entered_for import ask_basis, deciders
from tui.flows import make_transition
from tui.i18n import t
from tui.labels import member_name, state_label, title_of
from tui.messages import refusal_text
from tui.page import Commanded
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import Choice, PickDialog

Decision = Literal["approved", "returned"]
DECISIONS: tuple[Decision, ...] = ("approved", "returned")


def _mine(place: Workplace, session: View) -> list[Signer]:
    """Where this person signs; on a device alone whoever is named, since nobody has an account there."""
    me = place.desk.member
    return [each for each in signers(place.desk, session) if me is None or each.member == me]


def why_not_sign(place: Workplace, session: View) -> str | None:
    """Why this person cannot sign now, or None."""
    if not session.get("host") and not session.get("recorders"):
        return t("record.nobody_signs")
    mine = _mine(place, session)
    if not mine:
        refusals = [refusal_to_sign(place.desk, session, str(place.desk.member), role) for role in ("host", "recorder")]
        found = next(filter(None, refusals), None)
        return refusal_text(place, found) if found else t("record.nobody_signs")
    open_now = [each for each in mine if not each.current]
    if not open_now:
        return t("record.signed_already")
    refusal = refusal_to_sign(place.desk, session, open_now[0].member, open_now[0].role)
    return refusal_text(place, refusal) if refusal else None


def sign_myself(page: Commanded[Any], rid: str) -> None:
    """Sign in one's role; who is host and recorder signs once for both; on a device alone a name is picked."""
    place = page.xinde.place
    people = {each.member: each for each in reversed(_mine(place, place.desk.record(rid))) if not each.current}
    wanted = list(reversed(people.values()))
    if len(wanted) == 1:
        _confirm(page, rid, wanted[0])
        return
    choices = [Choice(str(n), _as_role(place, each)) for n, each in enumerate(wanted)]

    def picked(answer: list[str] | None) -> None:
        if answer:
            _confirm(page, rid, wanted[int(answer[0])])

    page.app.push_screen(PickDialog(t("record.sign_as"), choices), picked)


def _as_role(place: Workplace, signer: Signer) -> str:
    return f"{t(f'who.{signer.role}')} {member_name(place, signer.member)}"


def _confirm(page: Commanded[Any], rid: str, signer: Signer, on_behalf: OnBehalf | None = None) -> None:
    """Show exactly what is signed; it is signed only if it still is that when the answer comes."""
    place = page.xinde.place
    session = place.desk.record(rid)
    seen = digest_here(place.repository, session)
    linked = place.repository.linked
    figures = t(
        "record.sign_figures",
        minutes=len(linked("minute", "session", rid)),
        actions=len(linked("action", "session", rid)),
        roll=len(linked("attendance", "session", rid)),
    )
    text = f"{figures}\n{as_text(assembled(place, session))}"

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(_carry_out(page, rid, seen, signer, on_behalf))

    title = t("record.sign_title", who=_as_role(place, signer), title=title_of(place, session))
    page.app.push_screen(ConfirmDialog(title, text, yes=t("record.sign_yes")), answered)


async def _carry_out(page: Commanded[Any], rid: str, seen: str, signer: Signer, on_behalf: OnBehalf | None) -> None:
    desk = page.xinde.place.desk
    if await page.act(lambda: sign(desk, rid, seen, signer.member, signer.role, on_behalf=on_behalf)):
        closed = desk.facts.signed(rid)
        page.xinde.say(t("record.signed_closed" if closed else "record.signed_now"))


# for another


def why_not_for_another(place: Workplace, session: View) -> str | None:
    """Why nothing can be entered for another now, or None."""
    if place.desk.member is None:
        return t("record.alone_signs_itself")
    if _enters(place, session):
        return None
    # Who may enter nothing at all is told so, rather than that there is nothing.
    for signer in signers(place.desk, session):
        refusal = refusal_to_sign(
            place.desk, session, signer.member, signer.role, on_behalf=OnBehalf(signer.member, "paper")
        )
        if refusal is not None and signer.member != place.desk.member:
            return refusal_text(place, refusal)
    return t("record.nothing_to_enter")


def _enters(place: Workplace, session: View) -> list[tuple[Choice, Callable[[Commanded[Any]], None]]]:
    """What can be entered: signatures that are missing, then, once submitted, approval or return by those who may."""
    desk, rid = place.desk, session.id
    found: list[tuple[Choice, Callable[[Commanded[Any]], None]]] = []
    for signer in signers(desk, session):
        on_paper = OnBehalf(signer.member, "paper")
        if signer.member == desk.member or signer.current:
            continue
        if refusal_to_sign(desk, session, signer.member, signer.role, on_behalf=on_paper) is None:
            words = t("record.enter_signature", who=_as_role(place, signer))
            found.append((Choice(f"s{len(found)}", words), _signature(rid, signer, words)))
    spec = place.repository.registry["session"]
    for to in DECISIONS:
        if to not in spec.next_states(session.state):
            continue
        for member in deciders(place, session, to):
            words = t("record.enter_decision", who=member_name(place, member), state=state_label(spec, to))
            found.append((Choice(f"d{len(found)}", words), _decision(rid, member, to, words)))
    return found


def _signature(rid: str, signer: Signer, words: str) -> Callable[[Commanded[Any]], None]:
    return lambda page: ask_basis(
        page,
        page.xinde.place.repository.get(rid),
        signer.member,
        words,
        lambda on_behalf: _confirm(page, rid, signer, on_behalf),
    )


def _decision(rid: str, member: str, to: Decision, words: str) -> Callable[[Commanded[Any]], None]:
    def go(page: Commanded[Any]) -> None:
        def known(on_behalf: OnBehalf) -> None:
            make_transition(page, page.xinde.place.desk.record(rid), to, on_behalf=on_behalf)

        ask_basis(page, page.xinde.place.repository.get(rid), member, words, known)

    return go


def enter_for_another(page: Commanded[Any], rid: str) -> None:
    """Pick what was done on paper or by word, then how, and where it can be looked up."""
    place = page.xinde.place
    found = _enters(place, place.desk.record(rid))

    def picked(answer: list[str] | None) -> None:
        if answer:
            next(go for choice, go in found if choice.id == answer[0])(page)

    page.app.push_screen(PickDialog(t("record.enter_title"), [choice for choice, _ in found]), picked)

"""代录: what somebody decided or signed on paper, by word or in a meeting, entered by the clerk or a recorder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.records.attempts import BASES, Basis
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import member_name
from tui.page import Commanded
from tui.screens.ask import AskDialog, about
from tui.screens.pick import Choice, PickDialog


def deciders(place: Workplace, record: View, to: str) -> list[str]:
    """People other than oneself for whom it can be entered that they took the record into the state; by name."""
    rights, me = place.desk.rights, place.desk.member
    people = {str(view.get("member")) for view in place.repository.find("appointment")} - {str(me)}
    may = (
        each
        for each in people
        if rights.why_not(record, "put", field="state", to=to, on_behalf=OnBehalf(each, "paper")) is None
    )
    return sorted(may, key=lambda each: member_name(place, each))


REFERENCE = 200
"""Characters of a reference (PROTOCOL.md section 4)."""


def ask_basis(
    page: Commanded[Any], record: View | None, member: str, title: str, then: Callable[[OnBehalf], None]
) -> None:
    """Ask how `member` decided about a record and where that can be looked up, then go on; Esc ends it, nothing is done.

    The reference is kept at the record until what is entered is made.
    """
    kept = about(record, "reference", member) if record is not None else None

    def picked(answer: list[str] | None) -> None:
        if answer:
            page.app.push_screen(
                AskDialog(title, t("entered.reference"), limit=REFERENCE, about=kept),
                lambda text: referred(named[answer[0]], text),
            )

    def referred(basis: Basis, text: str | None) -> None:
        if text is not None:
            then(OnBehalf(member, basis, text or None))

    named: dict[str, Basis] = {each: each for each in BASES}

    page.app.push_screen(PickDialog(title, [Choice(each, t(f"basis.{each}")) for each in BASES]), picked)

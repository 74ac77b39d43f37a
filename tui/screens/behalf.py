"""What is asked when something decided by another is entered (代录): on which basis, and where that can be found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

from sync.desk import OnBehalf
from tui.i18n import t
from tui.labels import member_name
from tui.page import Commanded
from tui.screens.ask import AskDialog
from tui.screens.pick import Choice, PickDialog

Basis = Literal["paper", "spoken", "meeting"]

LONGEST_REFERENCE = 200
"""Characters of a reference (PROTOCOL.md)."""


def entered_for(page: Commanded[Any], member: str, then: Callable[[OnBehalf], None]) -> None:
    """Ask for basis and reference, then go on; Esc at either ends it with nothing done."""
    who = member_name(page.xinde.place, member)
    choices = [Choice(basis, t(f"basis.{basis}")) for basis in get_args(Basis)]

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        basis: Basis = answer[0]  # type: ignore[assignment]

        def answered(reference: str | None) -> None:
            if reference is not None:
                then(OnBehalf(member, basis, reference or None))

        title = t("behalf.reference_title", who=who, basis=t(f"basis.{basis}"))
        dialog = AskDialog(title, t("behalf.reference"), limit=LONGEST_REFERENCE)
        page.app.push_screen(dialog, answered)

    page.app.push_screen(PickDialog(t("behalf.basis", who=who), choices), picked)

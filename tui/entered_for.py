"""代录: what somebody decided or signed on paper, by word or in a meeting, entered by the clerk or a recorder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.desk import OnBehalf
from tui.i18n import t
from tui.page import Commanded
from tui.past import BASES
from tui.screens.ask import AskDialog
from tui.screens.pick import Choice, PickDialog

REFERENCE = 200
"""Characters of a reference (PROTOCOL.md section 4)."""


def ask_basis(page: Commanded[Any], member: str, title: str, then: Callable[[OnBehalf], None]) -> None:
    """Ask how `member` decided and where that can be looked up, then go on; Esc ends it and nothing is done."""

    def picked(answer: list[str] | None) -> None:
        if answer:
            page.app.push_screen(
                AskDialog(title, t("entered.reference"), limit=REFERENCE), lambda text: referred(answer[0], text)
            )

    def referred(basis: str, text: str | None) -> None:
        if text is not None:
            then(OnBehalf(member, basis, text or None))  # type: ignore[arg-type]

    page.app.push_screen(PickDialog(title, [Choice(each, t(f"basis.{each}")) for each in BASES]), picked)

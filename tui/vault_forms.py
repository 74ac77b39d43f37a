"""What is done with the vault by filling in a form: what each asks for, what it lacks, and how it is carried out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync.workplace import Workplace
from tui import keeping
from tui.i18n import t
from tui.widgets.said import Words

LINES = ("old", "code", "new", "again")
"""Everything that is ever asked for."""

FORMS: dict[str, tuple[str, ...]] = {
    "begin": ("new", "again"),
    "anew": ("new", "again"),
    "unlock": ("old",),
    "change": ("old", "new", "again"),
    "recover": ("code", "new", "again"),
    "": (),
}
"""What is asked for, by what is to be done."""

COMES_NEXT = {"none": "begin", "elsewhere": "unlock", "replaced": "unlock"}
"""State of the vault -> what one would do; nothing where it is open."""


def asked(name: str) -> Words:
    """What stands before a line."""
    return lambda: t(f"vault.ask.{name}")


def lacking(form: str, written: Mapping[str, str]) -> Words | None:
    """What stands against carrying the form out; None when it is whole."""
    if any(not written[name] for name in FORMS[form]):
        return lambda: t("vault.needed")
    if "again" in FORMS[form] and written["new"] != written["again"]:
        return lambda: t("lock.differ")
    return None


def carry_out(place: Workplace, form: str, written: Mapping[str, str]) -> str | None:
    """Do what the form is for, over the network; returns the recovery code where a new one was made."""
    new = written["new"]
    with keeping.keeper_of(place) as keeper:
        match form:
            case "begin" | "anew":
                return keeper.begin(new, replace=form == "anew")
            case "unlock":
                keeper.unlock(written["old"])
                return None
            case "change":
                return keeper.change(written["old"], new)
            case _:
                return keeper.recover(written["code"], new)


def look(place: Workplace) -> None:
    """Ask the server whether there is a vault, and note it: the form that comes next depends on it."""
    with keeping.keeper_of(place) as keeper:
        rev = keeper.look().rev
    with place.repository.writing():
        known = msgspec.structs.replace(place.vault.place, ring=rev)
        place.repository.commit([place.vault.place_change(known)])

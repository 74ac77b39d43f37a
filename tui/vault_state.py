"""How the vault stands on this device, as plain values and in words; the same for screens and command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.vault.keyfile import read_key
from sync.workplace import Workplace
from tui.i18n import t


def told(place: Workplace) -> dict[str, Any]:
    """Without the network: `state` none, elsewhere, on, replaced or no_account; how many are sealed; what went wrong."""
    book = place.vault
    known = book.place
    held = read_key(book.folder)
    if place.identity.account is None:
        state = "no_account"
    elif held is not None:
        state = "replaced" if known.replaced and known.vault == held.vault else "on"
    else:
        state = "elsewhere" if known.ring else "none"
    live = [rid for rid, record in place.repository.documents("private") if record.get("del") is None]
    only_here = book.only_here()
    return {
        "state": state,
        "sealed": len(live) - len(only_here),
        "only_here": len(only_here),
        "last": known.last,
        "not_genuine": len(known.not_genuine),
        "went_back": known.went_back,
    }


def troubles(found: Mapping[str, Any]) -> list[str]:
    """What a person should know of a server that does not keep what it was given."""
    said: list[str] = []
    if found["not_genuine"]:
        said.append(t("vault.not_genuine", n=found["not_genuine"]))
    if found["went_back"]:
        said.append(t("vault.went_back", n=found["went_back"]))
    return said


def where_record(place: Workplace, rid: str) -> str:
    """Where one draft or note is: 加密保管 once the server keeps it just as it stands here, else 只在本机."""
    return t("vault.sealed" if place.vault.is_on and place.vault.holds(rid) else "notes.only_here")


def where_all(place: Workplace, kind: str) -> str:
    """Where the drafts, or the notes, are."""
    if not place.vault.is_on:
        return t("notes.only_here")
    left = len(place.vault.only_here(kind))
    return t("vault.some_here", n=left) if left else t("vault.sealed")

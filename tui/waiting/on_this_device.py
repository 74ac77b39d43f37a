"""What waits on this device alone: text typed and never saved, the vault, private texts without a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.clock import today
from sync.resolving import open_conflicts
from sync.typing_keys import typing_key
from sync.unsaved import Unsaved
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, first_line, kind_label, title_of
from tui.moments import day, order
from tui.unused import in_a_form, unused_words
from tui.vault_state import told
from tui.waiting.item import Item

PRIVATE_REMINDER = 30
"""Days after which drafts and notes that were never exported are mentioned."""


def typed(place: Workplace, *, projecting: bool = False) -> Iterator[Item]:
    """Text that was typed and never saved, a line a record or answer; before a room without the text."""
    seen: set[str] = set()
    unsaved = place.unsaved.all()
    for each in unsaved:
        if each.asked is not None:
            if not in_a_form(each, unsaved):
                yield Item(
                    f"typing:ask:{typing_key(each.rid, each.field)}", unused_words(place, each), day(place, each.at)
                )
        elif each.rid not in seen:
            seen.add(each.rid)
            yield Item(
                f"typing:{each.kind}:{each.rid}", _unsaved(place, each, shown=not projecting), day(place, each.at)
            )


def _unsaved(place: Workplace, typed: Unsaved, *, shown: bool) -> str:
    """What was typed and never saved, in words, and how it begins: by that it is known again. Of a note that is not said here."""
    view = place.repository.get(typed.rid)
    if typed.kind != "conflict":
        spec = place.repository.registry.get(typed.kind)
        name = field_label(spec, typed.field) if spec and typed.field in spec.fields else typed.field
        words = t("home.unsaved", kind=kind_label(spec) if spec else typed.kind, field=name)
        said = spec.fields.get(typed.field) if shown and spec is not None and spec.shared else None
        begins = first_line(typed.text) if said is not None and said.type in ("str", "text") else ""
        return words + (f"{t('error.colon')}{begins}" if begins else "")
    if view is None:
        return t("home.unsaved_merge_gone")
    waiting = any(item.id == typed.rid for item in open_conflicts(place.desk))
    return t("home.unsaved_merge" if waiting else "home.unsaved_merge_settled", title=title_of(place, view))


def vault(place: Workplace) -> Iterator[Item]:
    """A vault that is open on another device only, one that was begun anew, a server that does not keep what it got."""
    found = told(place)
    if found["state"] in ("elsewhere", "replaced"):
        yield Item("page:vault", t(f"home.vault_{found['state']}"))
    if found["not_genuine"] or found["went_back"]:
        yield Item("page:vault", t("home.vault_trouble"))


def private_reminder(place: Workplace) -> Item | None:
    """Drafts and notes that are on this disk only; after 30 days without a copy Home says so."""
    only_here = set(place.vault.only_here())
    private = [(rid, record) for rid, record in place.repository.documents("private") if rid in only_here]
    if not private:
        return None
    exported = (place.repository.document("meta", "private_exported") or {}).get("at")
    oldest = min((str((record.get("created") or {}).get("at") or "") for _, record in private), key=order)
    since = day(place, str(exported or oldest))
    if not since:
        return None
    days = (dt.date.fromisoformat(today(place.clock)) - dt.date.fromisoformat(since)).days
    return (
        Item("page:private", t("home.private_reminder", n=len(private), days=days))
        if days >= PRIVATE_REMINDER
        else None
    )

"""The past of a record in words: who, when, what, and what exactly was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from sync.history import Entry, Step
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import basis_text, field_label, listed, member_name, value_text
from tui.marks import clean, woven
from tui.terminal import glyphs

ACTS = ("new", "put", "del", "restore", "resolve")


def who(place: Workplace, step: Step) -> str:
    """Whose act it was; a decision entered for another names both and how it was made."""
    by = member_name(place, step.by) if step.by else t("history.server" if place.identity.server else "app.alone")
    if step.for_ is None or step.for_ == step.by:
        return by
    basis = basis_text(step.basis)
    return t("cli.why.on_behalf", who=member_name(place, step.for_), basis=basis, by=by)


def what(spec: KindSpec, entry: Entry) -> str:
    """What was done, in a few words."""
    act = entry.k if entry.k in ACTS else "put"
    if entry.newest.waiting:
        act_words = t(f"history.{act}") + t("submission.pending")
    else:
        act_words = t(f"history.{act}")
    if act in ("new", "del", "restore"):
        return act_words
    return f"{act_words} {listed(field_label(spec, name) for name in entry.changes)}".rstrip()


def value(place: Workplace, spec: KindSpec, name: str, held: Any) -> str:
    """A value in words; what is empty says so."""
    return value_text(place, spec, name, held) if held not in (None, [], "") else t("conflicts.nothing")


def change(place: Workplace, spec: KindSpec, name: str, old: Any, new: Any, *, more: str = "") -> Content:
    """One changed field: its label, what was and what came; of a text the clauses that differ are marked."""
    label = Content.styled(f"{field_label(spec, name)}{t('error.colon')}", "bold")
    declared = spec.fields.get(name)
    if declared is not None and declared.type in ("text", "str") and isinstance(old, str) and isinstance(new, str):
        return label + woven(old, new, more=more)
    if old in (None, [], ""):
        return label + Content(clean(value(place, spec, name, new)))
    arrow = f" {glyphs().arrow} "
    return label + Content(clean(value(place, spec, name, old) + arrow + value(place, spec, name, new)))


def detail(place: Workplace, spec: KindSpec, entry: Entry, *, more: str = "") -> Content:
    """Everything an entry changed."""
    lines = [change(place, spec, name, old, new, more=more) for name, (old, new) in entry.changes.items()]
    if entry.newest.deleted:
        lines.insert(0, Content(t("history.del")))
    elif entry.k == "restore":
        lines.insert(0, Content(t("history.restore")))
    if entry.newest.for_ is not None:
        # In the list the names of both may be cut.
        lines.append(Content(clean(who(place, entry.newest))))
    if entry.newest.ref:
        lines.append(Content(clean(t("history.reference", text=entry.newest.ref))))
    if not lines:
        lines.append(Content(t("history.nothing_left")))
    return Content("\n").join(lines)


def content(place: Workplace, spec: KindSpec, fields: Mapping[str, Any]) -> Content:
    """Every field of a record that holds something, texts whole."""
    lines: list[Content] = []
    for name, declared in spec.fields.items():
        held = fields.get(name)
        if held in (None, [], "") or name == "sample" or declared.by_program:
            continue
        label = Content.styled(f"{field_label(spec, name)}{t('error.colon')}", "bold")
        words = Content(clean(value_text(place, spec, name, held)))
        lines += [label, words, Content("")] if declared.multiline else [label + words]
    return Content("\n").join(lines) if lines else Content(t("conflicts.nothing"))

"""Answers to questions that were typed and never used: what they were for, and where they can go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sync.unsaved import Unsaved, keep_as_note
from sync.workplace import Workplace
from tui.cells import cut
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, state_label, title_of
from tui.making import MAKING
from tui.page import Commanded, Page

SHOWN = 200
"""Cells of the text above the choices; the whole of it goes into the note."""


def what_for(place: Workplace, typed: Unsaved) -> str:
    """What was asked, in words."""
    spec = place.repository.registry.get(typed.kind)
    name, of = typed.asked or (typed.field, "")
    if name == "reference":
        return t("unused.reference", who=member_name(place, of))
    if name == "rule":
        rule, _, value = of.partition(".")
        return t("unused.rule", rule=rule, value=t(f"rules.value.{value}"))
    if spec is None or name not in spec.fields:
        return t(f"unused.{name}") if name in ("amendment", "when", "recommend", "day") else name
    label = field_label(spec, name)
    return t("unused.step", field=label, state=state_label(spec, of)) if of else label


def in_a_form(typed: Unsaved, unsaved: Iterable[Unsaved]) -> bool:
    """True for a reference that went into the form of what is entered, and is kept with what was typed there."""
    name, of = typed.asked or ("", "")
    forms = ((each.preset or {}).get(MAKING) or {} for each in unsaved)
    return name == "reference" and any(
        how.get("for") == of and how.get("reference") == typed.text.strip() for how in forms
    )


def unused_words(place: Workplace, typed: Unsaved) -> str:
    """One line of Home."""
    view = place.repository.get(typed.rid)
    spec = place.repository.registry.get(typed.kind)
    if (typed.asked or ("",))[0] == "rule":
        return t("home.unused_rule", what=what_for(place, typed))
    if view is None:
        return t("home.unused_gone", what=what_for(place, typed), kind=kind_label(spec) if spec else typed.kind)
    return t("home.unused", what=what_for(place, typed), title=title_of(place, view))


def open_unused(page: Commanded[Any], rid: str, field: str) -> None:
    """Lead to the record it was typed for, or keep the text as a note, or drop it."""
    from tui.opening import open_record
    from tui.screens.pick import Choice, PickDialog

    place = page.xinde.place
    typed = next((each for each in place.unsaved.of(rid) if each.field == field), None)
    if typed is None:
        return
    words = unused_words(place, typed)
    view = place.repository.get(rid)
    name, of = typed.asked or ("", "")
    # The rules can be changed before there are settings that hold them.
    gone = t("unused.gone") if name != "rule" and (view is None or view.deleted) else None
    choices = [
        Choice("open", t("unused.open"), why_not=gone),
        Choice("note", t("unused.note")),
        Choice("drop", t("unused.drop")),
    ]

    async def carry_out(answer: str) -> None:
        if answer == "note":
            if await page.act(lambda: keep_as_note(place.desk, rid, words, typed.text, only=field)):
                page.xinde.say(t("unused.noted"))
        else:
            await page.act(lambda: place.unsaved.forget(rid, field))
        if isinstance(page, Page) and page.still_open:
            page.refresh_all()

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        if answer[0] == "open" and name == "rule":
            from tui.screens.rules import RulesPage

            rule, _, value = of.partition(".")
            page.app.push_screen(RulesPage(rule, value))
        elif answer[0] == "open":
            open_record(page, rid)
        else:
            page.run_worker(carry_out(answer[0]))

    text = cut(typed.text, SHOWN, page.xinde.glyphs.more)
    page.app.push_screen(PickDialog(f"{words}\n{text}", choices), picked)

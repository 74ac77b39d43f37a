"""How what is done about people is asked for: section, day, document; then exactly what happens and who reads what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.records.organisation import ROLE_LABELS
from sync.records.roster import SECTION_ROLES
from sync.typing_keys import asked
from sync.workplace import Workplace
from tui import personnel
from tui.choices import records as choices_of
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, record_name, role_label
from tui.page import Commanded
from tui.personnel import Step
from tui.rights import why_not_new
from tui.said_dates import read_day
from tui.screens.ask import AskDialog, about
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import Choice, PickDialog
from tui.year.personnel import day_after

DAY = "day"
"""Under this name the day asked for is kept at the record it is about."""


def move(page: Commanded[Any], member: View) -> None:
    """Ask into which section and from which day, then for a yes."""
    place = page.xinde.place
    title = t("personnel.move", who=member_name(place, member.id))
    _ask_section(page, title, lambda section: _ask_day(page, member, title, "from", lambda day: go(section, day)))

    def go(section: str, day: str) -> None:
        steps = personnel.moved(place, member.id, section, day)
        _confirm(page, member, title, steps, day, personnel.heads_still(place, member.id, steps, day))


def come_back(page: Commanded[Any], member: View) -> None:
    """Ask into which section and from which day the person is back, then for a yes."""
    place = page.xinde.place
    title = t("personnel.back", who=member_name(place, member.id))
    _ask_section(page, title, lambda section: _ask_day(page, member, title, "from", lambda day: go(section, day)))

    def go(section: str, day: str) -> None:
        _confirm(page, member, title, personnel.back(place, member, section, day), day)


def leave(page: Commanded[Any], member: View) -> None:
    """Ask for the last day, then for a yes to everything that ends with it."""
    place = page.xinde.place
    title = t("personnel.leave", who=member_name(place, member.id))

    def go(day: str) -> None:
        steps, kept = personnel.left(place, member, day)
        _confirm(page, member, title, steps, day_after(day), [personnel.kept_words(place, view) for view in kept])

    _ask_day(page, member, title, "to", go)


def end(page: Commanded[Any], view: View) -> None:
    """Ask for the last day of a section, a duty or an absence; of a duty without a document for that, then for a yes."""
    place = page.xinde.place
    spec = place.repository.registry[view.kind]
    what = f"{kind_label(spec)} {personnel.station_name(place, view.kind, view.fields)}".rstrip()
    title = t("personnel.end", what=what)

    def dated(day: str) -> None:
        if view.get("from") and day < view.get("from"):
            page.xinde.say(t("personnel.before_it_began", day=view.get("from")), warning=True)
        elif view.kind == "appointment" and not view.get("basis"):
            _ask_document(page, title, lambda document: go(day, document))
        else:
            go(day, None)

    def go(day: str, document: str | None) -> None:
        [step] = personnel.ended(view, day)
        fields = {**step.fields, "basis": document} if document else step.fields
        _confirm(page, view, title, [Step(step.kind, fields, view)], day_after(day))

    _ask_day(page, view, title, "to", dated)


def why_not_duty(place: Workplace, member: str) -> str | None:
    """Why this person may give nobody, or not this one, any duty; None when some may be given."""
    whys = [_why_not_role(place, member, role) for role in ROLE_LABELS]
    return None if None in whys else whys[-1]


def _why_not_role(place: Workplace, member: str, role: str) -> str | None:
    return why_not_new(place, "appointment", {"member": member, "role": role, "from": today(place.clock)})


def begin_duty(page: Commanded[Any], member: View) -> None:
    """Ask for the duty, its sections, the first day and the document, then for a yes."""
    place = page.xinde.place
    title = t("personnel.duty", who=member_name(place, member.id))
    roles = [Choice(r, role_label(r, place), why_not=_why_not_role(place, member.id, r)) for r in ROLE_LABELS]

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        role = answer[0]
        if role in SECTION_ROLES:
            named = t("personnel.which_sections", role=role_label(role, place))
            dialog = PickDialog(named, choices_of(place, "section"), several=True, stops=True)
            page.app.push_screen(dialog, lambda found: ask_day(role, found) if found is not None else None)
        else:
            ask_day(role, [])

    def ask_day(role: str, sections: list[str]) -> None:
        if role in SECTION_ROLES and not sections:
            page.xinde.say(t("personnel.needs_sections", role=role_label(role, place)), warning=True)
            return
        _ask_day(page, member, title, "from", lambda day: ask_document(role, sections, day))

    def ask_document(role: str, sections: list[str], day: str) -> None:
        _ask_document(page, title, lambda document: go(role, sections, day, document))

    def go(role: str, sections: list[str], day: str, document: str | None) -> None:
        fields = {"member": member.id, "role": role, "sections": sorted(sections), "from": day, "basis": document}
        known = {name: value for name, value in fields.items() if value}
        _confirm(page, member, title, [Step("appointment", known)], day)

    page.app.push_screen(PickDialog(title, roles), picked)


# what is asked


def _ask_section(page: Commanded[Any], title: str, then: Callable[[str], None]) -> None:
    choices = choices_of(page.xinde.place, "section")
    if not choices:
        page.xinde.say(t("personnel.no_sections"), warning=True)
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            then(answer[0])

    page.app.push_screen(PickDialog(title, choices), picked)


def _ask_day(
    page: Commanded[Any], view: View, title: str, name: str, then: Callable[[str], None], written: str = ""
) -> None:
    """A day, today where none is written; one that cannot be read is asked for again. It is kept at the record until used."""
    now = today(page.xinde.place.clock)
    label = t("personnel.first_day" if name == "from" else "personnel.last_day", today=now)

    def answered(text: str | None) -> None:
        if text is None:
            return
        day = read_day(text, now) if text else now
        if day is None:
            page.xinde.say(t("personnel.no_date", written=text), warning=True)
            _ask_day(page, view, title, name, then, text)
        else:
            then(day)

    page.app.push_screen(AskDialog(title, label, limit=20, text=written, about=about(view, DAY)), answered)


def _ask_document(page: Commanded[Any], title: str, then: Callable[[str | None], None]) -> None:
    place = page.xinde.place
    choices = [Choice("", t("personnel.no_document")), *choices_of(place, "document")]
    label = field_label(place.repository.registry["appointment"], "basis")

    def picked(answer: list[str] | None) -> None:
        if answer:
            then(answer[0] or None)

    page.app.push_screen(PickDialog(f"{title} {page.xinde.glyphs.dot} {label}", choices), picked)


def _confirm(
    page: Commanded[Any], of: View, title: str, steps: Sequence[Step], day: str, more: Sequence[str] = ()
) -> None:
    """Show what is written and what changes for readers from `day` on; on a yes do it as one action."""
    place = page.xinde.place
    lines = [personnel.step_words(place, step) for step in steps]
    for step in steps:
        if step.fields.get("basis"):
            label = field_label(place.repository.registry["appointment"], "basis")
            lines.append(f"{label}{t('error.colon')}{record_name(place, str(step.fields['basis']))}")
    if more:
        lines += ["", *more]
    reading = personnel.reading_lines(place, steps, day)
    if reading:
        lines += ["", t("personnel.reading", day=day), *reading]

    def make() -> bool:
        done = personnel.carry_out(place, steps)
        place.unsaved.forget(of.id, asked(DAY))
        return done

    async def carry_out() -> None:
        if await page.act(make):
            page.xinde.say(t("personnel.done"))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    page.app.push_screen(ConfirmDialog(title, "\n".join(lines)), answered)

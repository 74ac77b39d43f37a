"""How a new session is begun: empty, from a task of a plan, by the template of its form, like the last one, or one a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.clock import minute
from sync.records.plans import FORMS
from sync.typing_keys import asked
from sync.workplace import Workplace
from tui import making, preparing
from tui.i18n import t
from tui.labels import choice_label, title_of
from tui.page import Commanded
from tui.projecting import is_private
from tui.screens.ask import AskDialog, about
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog


def new_session(page: Commanded[Any]) -> None:
    """Ask how, then open the form of the session; nothing is made before it is saved."""
    place = page.xinde.place
    sessions = place.repository.find("session")
    no_task = None if _open_tasks(place) else t("new_session.no_task")
    no_last = None if _lasts(sessions) else t("new_session.no_last")
    choices = [
        Choice("empty", t("new_session.empty"), t("new_session.empty.detail")),
        Choice("now", t("new_session.now"), t("new_session.now.detail")),
        Choice("task", t("new_session.task"), t("new_session.task.detail"), why_not=no_task),
        Choice("template", t("new_session.template"), t("new_session.template.detail")),
        Choice("last", t("new_session.last"), t("new_session.last.detail"), why_not=no_last),
    ]
    ways = {"task": _pick_task, "template": _pick_template, "last": _pick_last}

    def picked(answer: list[str] | None) -> None:
        if answer and answer[0] == "empty":
            page.app.push_screen(FormPage("session", None, defaults=lambda: _own(place)))
        elif answer and answer[0] == "now":
            page.app.push_screen(
                FormPage("session", None, defaults=lambda: _own(place) | {"start": minute(place.clock)})
            )
        elif answer:
            ways[answer[0]](page)

    page.app.push_screen(PickDialog(t("new_session.title"), choices), picked)


def _own(place: Workplace) -> dict[str, Any]:
    """Recorded by oneself unless said otherwise."""
    me = place.desk.member
    return {"recorders": [me] if me else []}


def _open_form(
    page: Commanded[Any],
    fields: Mapping[str, Any],
    preset: Mapping[str, Any],
    focus: str,
) -> None:
    """The form of a session that comes with rows of its own, made with it as one action; the preset says which."""
    place = page.xinde.place
    me, desk = place.desk.member, place.desk
    proposed = preparing.within_rights(fields, me, lambda given: desk.rights.why_not_new("session", given) is None)
    page.app.push_screen(FormPage("session", None, preset, defaults=lambda: proposed, focus=focus))


# from a task


def _open_tasks(place: Workplace) -> list[View]:
    """Tasks something is still to be done for, those of the latest plan first."""
    years = {plan.id: plan.get("year") or 0 for plan in place.repository.find("plan")}
    tasks = [task for task in place.repository.find("task") if task.state in ("planned", "postponed")]
    return sorted(tasks, key=lambda task: (-years.get(str(task.get("plan")), 0), task.get("number") or 0, task.id))


def _pick_task(page: Commanded[Any]) -> None:
    place = page.xinde.place
    spec = place.repository.registry["task"]
    held = Counter(each.get("task") for each in place.repository.find("session") if each.state != "cancelled")
    choices = []
    for task in _open_tasks(place):
        form = task.get("form")
        months = preparing.months_of(task)
        words = [
            "-".join(dict.fromkeys((months[0], months[-1]))) if months else t("value.unknown"),
            choice_label(spec, "form", form) if form else t("value.unknown"),
            t("new_session.times", n=held[task.id], of=task.get("times") or t("value.unknown")),
        ]
        choices.append(Choice(task.id, title_of(place, task), " ".join(words)))

    def picked(answer: list[str] | None) -> None:
        task = place.repository.get(answer[0]) if answer else None
        if task is not None:
            from_task(page, task)

    page.app.push_screen(PickDialog(t("new_session.which_task"), choices), picked)


def from_task(page: Commanded[Any], task: View) -> None:
    """The form of a session for a task, filled in from it; its materials come along."""
    fields = preparing.of_task(task, page.xinde.place.desk.member)
    _open_form(page, fields, {"task": fields.pop("task"), **making.with_materials()}, "start")


def monthly(page: Commanded[Any], task: View, written: str = "") -> None:
    """Ask for the day and the time, show what will be made, then make a session for each month that has none."""
    place = page.xinde.place

    def answered(text: str | None) -> None:
        if text is None:
            return
        when = preparing.every_month(text)
        if when is None:
            page.xinde.say(t("monthly.not_understood", written=text), warning=True)
            monthly(page, task, text)
            return
        _confirm_monthly(page, task, when)

    months = preparing.months_without(task, place.repository.find("session"))
    title = t("monthly.title", topic=title_of(place, task), n=len(months))
    page.app.push_screen(
        AskDialog(title, t("monthly.when"), needed=True, limit=40, text=written, about=about(task, "when")), answered
    )


def _confirm_monthly(page: Commanded[Any], task: View, when: preparing.EveryMonth) -> None:
    place, desk = page.xinde.place, page.xinde.place.desk
    made = preparing.monthly(task, place.repository.find("session"), when, desk.member)
    if not made:
        # Sync may have brought the months while the question was open.
        page.xinde.say(t("monthly.all_there"))
        return
    fields = preparing.within_rights(
        made[0][1], desk.member, lambda given: desk.rights.why_not_new("session", given) is None
    )
    records = [
        (kind, {**each, "host": fields.get("host"), "recorders": fields["recorders"]}, rid) for kind, each, rid in made
    ]
    lines = [str(each["start"]).replace("T", " ") for _, each, _ in records]

    async def carry_out() -> None:
        def make() -> list[str]:
            made = desk.create_all(records)
            place.unsaved.forget(task.id, asked("when"))
            return made

        done = await page.act(make)
        if done:
            page.xinde.say(t("monthly.made", n=len(done)))

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    page.app.push_screen(ConfirmDialog(t("monthly.confirm", n=len(records)), "\n".join(lines)), answered)


def why_not_monthly(place: Workplace, task: View) -> str | None:
    """Why no session a month can be made of a task, or None."""
    if not task.get("form"):
        return t("monthly.no_form")
    if not preparing.months_of(task):
        return t("monthly.no_months")
    if not preparing.months_without(task, place.repository.find("session")):
        return t("monthly.all_there")
    return None


# from a template, like the last one


def _pick_template(page: Commanded[Any]) -> None:
    place = page.xinde.place
    spec = place.repository.registry["session"]
    there = preparing.templates()
    choices = [
        Choice(form, choice_label(spec, "form", form), t("new_session.items", n=len(there[form])))
        for form in FORMS
        if form in there
    ]

    def picked(answer: list[str] | None) -> None:
        if answer:
            _open_form(page, {"form": answer[0], **_own(place)}, making.with_template(), "title")

    page.app.push_screen(PickDialog(t("new_session.which_form"), choices), picked)


def of_form(page: Commanded[Any], form: str, audience: str | None = None) -> None:
    """The form of a session of this form, with the agenda of its template where there is one."""
    fields = {"form": form, **({"audience": audience} if audience else {}), **_own(page.xinde.place)}
    _open_form(page, fields, making.with_template() if form in preparing.templates() else {}, "title")


def _lasts(sessions: list[View]) -> dict[str, View]:
    """The last session of each form that has one."""
    found = {form: preparing.last_of(form, sessions) for form in FORMS}
    return {form: last for form, last in found.items() if last is not None}


def _pick_last(page: Commanded[Any]) -> None:
    place = page.xinde.place
    spec = place.repository.registry["session"]
    projecting = page.xinde.projecting
    lasts = _lasts([view for view in place.repository.find("session") if not (projecting and is_private(view))])
    choices = [
        Choice(form, choice_label(spec, "form", form), f"{str(last.get('start'))[:10]} {title_of(place, last)}")
        for form, last in lasts.items()
    ]

    def picked(answer: list[str] | None) -> None:
        if answer:
            last = lasts[answer[0]]
            _open_form(page, preparing.copied(last), making.with_agenda_of(last.id), "title")

    page.app.push_screen(
        PickDialog(t("new_session.which_last"), choices, private=any(map(is_private, lasts.values()))), picked
    )

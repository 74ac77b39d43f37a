"""Carrying a plan over to the next year: which tasks, with which texts, shown first, made as one action."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui import years
from tui.i18n import t
from tui.labels import field_label, listed, state_label, title_of
from tui.page import Commanded
from tui.preparing import NewRecord
from tui.rights import why_not_new
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import Choice, PickDialog
from tui.year.carry_over import PLAN_CARRIED, carried, next_plan, not_done, there_already
from tui.year.plan_actual import plan_actual


def next_of(place: Workplace, plan: View) -> View | None:
    """The plan of the year after, if there is one."""
    year = int(plan.get("year")) + 1
    return next((each for each in place.repository.find("plan") if each.get("year") == year), None)


def _tasks_of(place: Workplace, plan: View | None) -> list[View]:
    found = place.repository.linked("task", "plan", plan.id) if plan is not None else []
    return sorted(found, key=lambda view: (view.get("number") or 0, view.id))


def why_not_carry(place: Workplace, plan: View) -> str | None:
    """Why nothing can be carried over now, or None."""
    if not _tasks_of(place, plan):
        return t("carry.no_tasks")
    following = next_of(place, plan)
    if following is None:
        return why_not_new(place, "plan", {"year": int(plan.get("year")) + 1})
    return why_not_new(place, "task", {"plan": following.id, "number": 1, "topic": "-", "track": "political"})


def carry_over(page: Commanded[Any], plan: View) -> None:
    """Ask which tasks, those not done marked; then with which texts; show what would be made; make it."""
    place = page.xinde.place
    tasks, following = _tasks_of(place, plan), next_of(place, plan)
    there = [task.id for task in tasks if there_already(task, _tasks_of(place, following))]
    open_ids = {task.id for task in not_done(plan_actual(years.study_year(place, int(plan.get("year")))))}
    spec = place.repository.registry["task"]

    def picked(answer: list[str] | None) -> None:
        if answer is None:
            return
        chosen = [task for task in tasks if task.id in answer]
        if not chosen:
            page.xinde.say(t("carry.none_chosen"), warning=True)
        elif following is None:
            _ask_texts(page, plan, chosen)
        else:
            _confirm(page, plan, chosen, texts=False)

    choices = [
        Choice(
            task.id,
            f"{task.get('number')}. {title_of(place, task)}",
            t("carry.there_already", year=int(plan.get("year")) + 1)
            if task.id in there
            else state_label(spec, task.state),
        )
        for task in tasks
    ]
    chosen = [task.id for task in tasks if task.id in open_ids and task.id not in there]
    title = t("carry.which", year=int(plan.get("year")) + 1)
    page.app.push_screen(PickDialog(title, choices, chosen=chosen, several=True, stops=True), picked)


def _ask_texts(page: Commanded[Any], plan: View, tasks: list[View]) -> None:
    place = page.xinde.place
    spec = place.repository.registry["plan"]
    names = [name for name in PLAN_CARRIED if plan.get(name)]
    if not names:
        _confirm(page, plan, tasks, texts=False)
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            _confirm(page, plan, tasks, texts=answer == ["texts"])

    words = listed(field_label(spec, name) for name in names)
    choices = [Choice("texts", t("carry.with_texts", fields=words)), Choice("bare", t("carry.without_texts"))]
    page.app.push_screen(PickDialog(t("carry.texts", year=int(plan.get("year")) + 1), choices), picked)


def records_to_make(place: Workplace, plan: View, tasks: list[View], *, texts: bool) -> list[NewRecord]:
    """Next year's plan, where there is none, and the tasks in it."""
    following = next_of(place, plan)
    records: list[NewRecord] = []
    if following is None:
        fields = next_plan(plan, texts=texts)
        rid = place.desk.new_id("plan", fields)
        records.append(("plan", fields, rid))
    else:
        rid = following.id
    return [*records, *(("task", each, None) for each in carried(tasks, rid, _tasks_of(place, following)))]


def _confirm(page: Commanded[Any], plan: View, tasks: list[View], *, texts: bool) -> None:
    place = page.xinde.place
    year = int(plan.get("year")) + 1
    records = records_to_make(place, plan, tasks, texts=texts)

    async def carry_out() -> None:
        done = await page.act(lambda: _make(place, plan, tasks, texts=texts, shown=records))
        if done is not None:
            page.xinde.say(t("carry.done", n=len(tasks), year=year) if done else t("carry.meanwhile"), warning=not done)

    def answered(yes: bool | None) -> None:
        if yes:
            page.run_worker(carry_out())

    page.app.push_screen(
        ConfirmDialog(t("carry.confirm", n=len(tasks), year=year), "\n".join(_lines(place, records))), answered
    )


def _make(place: Workplace, plan: View, tasks: list[View], *, texts: bool, shown: list[NewRecord]) -> bool:
    """Make just what was shown; False when that is not what would be made any more, since sync brought something."""
    with place.repository.writing():
        if records_to_make(place, plan, tasks, texts=texts) != shown:
            return False
        place.desk.create_all(shown)
    return True


def _lines(place: Workplace, records: list[NewRecord]) -> list[str]:
    """A line a record, as it will be."""
    lines = []
    for kind, fields, _ in records:
        if kind == "plan":
            spec = place.repository.registry["plan"]
            texts = [field_label(spec, name) for name in PLAN_CARRIED if fields.get(name)]
            words = t("carry.with_texts", fields=listed(texts)) if texts else ""
            lines.append(t("carry.new_plan", year=fields["year"], texts=words).rstrip())
        else:
            months = " - ".join(dict.fromkeys(str(fields[n])[:7] for n in ("month_from", "month_to") if n in fields))
            lines.append(f"{fields['number']}. {fields['topic']}  {months or t('value.unknown')}")
    return lines

"""What a field can be picked from: enum values, people, sections, sessions, yes and no."""

from __future__ import annotations

from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.i18n import language, t
from tui.labels import state_label, title_of
from tui.screens.pick import Choice


def choices_for(place: Workplace, spec: KindSpec, name: str, session: str | None = None) -> list[Choice]:
    """Choices of one field, an empty one first where the field may be 待补; of rows of a session, those of the same one."""
    declared = spec.fields[name]
    found: list[Choice] = []
    if declared.needed != "!!" and declared.type not in ("set",):
        found.append(Choice("", t("form.none")))
    if declared.type == "bool":
        return [*found, Choice("yes", t("value.yes")), Choice("no", t("value.no"))]
    if declared.type == "enum":
        english = language() != "zh"
        return [*found, *(Choice(value, label.en if english else label.zh) for value, label in declared.choices)]
    if declared.target is not None:
        return [*found, *records(place, declared.target, session)]
    return found


def records(place: Workplace, kind: str, session: str | None = None) -> list[Choice]:
    """Every live record of a kind; people who left come last, with that said."""
    if kind not in place.repository.registry:
        return []
    if session and place.repository.registry[kind].parent_field == "session":
        views = place.repository.linked(kind, "session", session)
    else:
        views = place.repository.find(kind)
    if kind == "member":
        views.sort(key=lambda view: (view.state == "left", view.get("sort") or 0, view.get("name") or ""))
        roster = place.desk.facts.roster
        sections = {view.id: str(view.get("name")) for view in place.repository.find("section")}
        return [
            Choice(
                view.id,
                title_of(place, view),
                " ".join(
                    [
                        *(sections.get(each, "") for each in roster.sections_of(view.id)),
                        state_label(place.repository.registry["member"], "left") if view.state == "left" else "",
                    ]
                ).strip(),
                pinyin=view.get("pinyin_override"),
            )
            for view in views
        ]
    if kind == "session":
        views.sort(key=lambda view: view.get("start") or "", reverse=True)
    return [Choice(view.id, title_of(place, view), (view.get("start") or "")[:10]) for view in views]

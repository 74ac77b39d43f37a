"""What a field can be picked from: enum values, people, sections, sessions, audiences, yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sync.cache.view import View
from sync.clock import today
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui import roll
from tui.i18n import t
from tui.labels import SAME_CHOICES, SOURCES, choice_label, kind_label, state_label, title_of, value_text
from tui.projecting import is_private
from tui.screens.pick import Choice
from tui.year.attendance import expected
from tui.year.audience import READY


def choices_for(place: Workplace, spec: KindSpec, name: str, session: str | None = None) -> list[Choice]:
    """Choices of one field, an empty one first where the field may be 待补; of rows of a session, those of the same one."""
    declared = spec.fields[name]
    found: list[Choice] = []
    if declared.needed != "!!" and declared.type not in ("set",):
        found.append(Choice("", t("form.none")))
    if declared.type == "bool":
        return [*found, Choice("yes", t("value.yes")), Choice("no", t("value.no"))]
    if declared.type == "enum":
        # What the branch calls its roles is its own.
        return [*found, *(Choice(value, value_text(place, spec, name, value)) for value, _ in declared.choices)]
    if (spec.name, name) in SAME_CHOICES:
        same = SAME_CHOICES[spec.name, name]
        return [Choice(value, choice_label(spec, same, value)) for value, _ in spec.fields[same].choices]
    if (spec.name, name) in SOURCES:
        return list(sources(place, SOURCES[spec.name, name]))
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


def sources(place: Workplace, kinds: Iterable[str]) -> Iterator[Choice]:
    """Records of several kinds that everybody reads, each with its kind and day, the newest of a kind first."""
    for kind in kinds:
        label = kind_label(place.repository.registry[kind])
        for view in reversed(place.repository.find(kind)):
            if not is_private(view):
                detail = f"{label} {str(view.get('start') or '')[:10]}".rstrip()
                yield Choice(view.id, title_of(place, view), detail)


WITH_AUDIENCE = frozenset({("session", "audience"), ("task", "audience")})
"""Lines that name people in words: a pick helps, and anything else may be written."""


def doubt_words(place: Workplace, session: View) -> str:
    """That the words of an audience are not understood, and who is expected in their place; empty where they are."""
    doubt = roll.audience_doubt(place, session)
    if doubt is None:
        return ""
    words, usual = doubt
    return t("audience.doubt", words=t("list.comma").join(words), usual=roll.ready_label(usual))


def audiences(place: Workplace, form: str | None) -> list[Choice]:
    """What an audience may be picked from, each with how many would be expected today at a session of that form."""
    find = place.repository.find
    members, sections = find("member"), find("section")
    names = [roll.ready_label(name) for name in READY]
    names += [str(view.get("name")) for view in sorted(sections, key=lambda each: (each.get("sort") or 0, each.id))]
    names += sorted({str(view.get("group")) for view in members if view.get("group")})
    found = dict.fromkeys(names)
    return [Choice(name, name, t("audience.people", n=_expected(place, form, name))) for name in found]


def usual_audience(place: Workplace, form: str | None) -> tuple[str, int]:
    """Whom a form is for when its audience is left empty, and how many they would be today."""
    return roll.ready_label(roll.usual_name_of(place, form or "other", today(place.clock))), _expected(
        place, form, None
    )


def _expected(place: Workplace, form: str | None, audience: str | None) -> int:
    find = place.repository.find
    people = expected(
        form or "other",
        today(place.clock),
        find("member"),
        find("membership"),
        find("away"),
        find("appointment"),
        audience=audience,
        sections=find("section"),
    )
    return len(people)

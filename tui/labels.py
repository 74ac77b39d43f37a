"""Words for kinds, fields, states, values and people in the reader's language; shared by the screen and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.apply import DELETED
from sync.cache.view import View
from sync.records.attempts import BASES
from sync.records.fields import Field, Label
from sync.records.kind import KindSpec
from sync.records.organisation import ROLE_LABELS
from sync.workplace import Workplace
from tui.i18n import language, t
from tui.said_months import FIELDS as MONTHS

SAME_CHOICES = {("session", "also"): "form"}
"""A set -> the field of the kind whose choices its elements are."""

SOURCES = {("improvement", "learned_from"): ("session", "material", "book", "publication", "document")}
"""A set of ids -> the kinds its elements are picked from; they are shown by what they are called."""

TITLE_LENGTH = 40
"""Characters of a text that stands in for a title."""


def _said(label: Label) -> str:
    return label.zh if language() == "zh" else label.en


def _catalogued(msgid: str, label: Label) -> str:
    """A catalog of a third language may hold words for what the kinds say in Chinese and English only."""
    if language() in ("zh", "en"):
        return _said(label)
    try:
        said = t(msgid)
    except KeyError:
        return label.en
    return label.en if said == msgid else said


# kinds, fields, states, roles


def kind_label(spec: KindSpec) -> str:
    """What the kind is called; id `kind.<kind>` in a third language's catalog."""
    return _catalogued(f"kind.{spec.name}", spec.label)


def many_label(spec: KindSpec) -> str:
    """What a list of records of the kind is called, id `kinds.<kind>`; as one of them is called where the catalog has no such word."""
    try:
        return t(f"kinds.{spec.name}")
    except KeyError:
        return kind_label(spec)


def field_label(spec: KindSpec, name: str) -> str:
    """What a field of the kind is called, id `field.<kind>.<field>`; an unknown field is called by its identifier."""
    declared = spec.fields.get(name)
    return _catalogued(f"field.{spec.name}.{name}", declared.label) if declared else name


def state_label(spec: KindSpec, state: str | None) -> str:
    """What a state of the kind is called, id `state.<kind>.<state>`; one of a newer version by its identifier."""
    if state is None:
        return ""
    return _catalogued(f"state.{spec.name}.{state}", spec.states.get(state, Label(state, state)))


def choice_label(spec: KindSpec, name: str, value: str) -> str:
    """What one of the values of a field is called, id `choice.<kind>.<field>.<value>`."""
    if name == "state":
        return state_label(spec, value)
    return _catalogued(f"choice.{spec.name}.{name}.{value}", spec.fields[name].choice_label(value))


def role_label(role: str, place: Workplace | None = None) -> str:
    """What a role is called, id `role.<role>`; a branch's settings may have a word of its own: `clerk=宣传委员`."""
    settings = place.repository.find("settings") if place is not None else []
    for each in settings[0].get("role_labels") or () if settings else ():
        name, _, own = str(each).partition("=")
        if name == role and own.strip():
            return own.strip()
    return _catalogued(f"role.{role}", Label(*ROLE_LABELS.get(role, (role, role))))


def basis_text(basis: str | None) -> str:
    """How a decision entered for another was given."""
    return t(f"basis.{basis if basis in BASES else 'other'}")


# people and records


def member_name(place: Workplace, rid: str | None) -> str:
    """A member's name."""
    view = place.repository.get(rid) if rid else None
    name = view.get("name") if view is not None else None
    return str(name) if name else t("value.nobody")


def record_name(place: Workplace, rid: str) -> str:
    """The title of the record a link names; one this device does not know reads so."""
    view = place.repository.get(rid)
    return title_of(place, view) if view is not None else t("value.not_here")


def title_of(place: Workplace, view: View) -> str:
    """What a record is called: its title, the form of a session without one, the name of the person a row is about."""
    spec = place.repository.registry[view.kind]
    match view.kind:
        case "session":
            return str(view.get("title") or value_text(place, spec, "form", view.get("form")))
        case "appointment":
            return f"{member_name(place, view.get('member'))} {role_label(str(view.get('role')), place)}"
        case "conflict":
            parent = place.repository.get(str(view.get("record")))
            name = str(view.get("field"))
            if parent is None:
                return name
            return f"{title_of(place, parent)} {conflict_field(place.repository.registry[parent.kind], name)}"
    value = view.get(spec.title)
    if value and spec.fields[spec.title].type == "id":
        return record_name(place, str(value))
    if value and spec.fields[spec.title].type == "str":
        return str(value)
    return first_line(value) or first_line(view.get("body")) or t("value.untitled")


def title_in(place: Workplace, spec: KindSpec, fields: Mapping[str, Any]) -> str:
    """What a record of these fields is called, when it is no longer, or not yet, a record of this device."""
    return title_of(place, View(id="", kind=spec.name, scope="", fields=fields))


def conflict_field(spec: KindSpec, name: str) -> str:
    """What a conflict is about: a field, or the deletion of the whole record."""
    return t("conflict.deletion") if name == DELETED else field_label(spec, name)


def first_line(text: Any) -> str:
    """The first line of a text that says anything, cut to 40 characters where it is longer."""
    lines = (line.strip() for line in str(text or "").splitlines())
    line = next((line for line in lines if line), "")
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def short_id(rid: str) -> str:
    """The end of an id: the beginnings of two made in one minute are the same."""
    return rid if len(rid) <= 12 else f"…{rid[-8:]}"


# values


def value_text(place: Workplace, spec: KindSpec, name: str, value: Any) -> str:
    """A field's value in words; what is not known yet is 待补 where it will be needed, else empty."""
    declared = spec.fields.get(name)
    if value is None or value == []:
        if spec.name == "attendance" and name == "status":
            return t("value.not_marked")
        return t("value.unknown") if declared is not None and declared.needed else ""
    if declared is None:
        return str(value)
    match declared.type:
        case "bool":
            return t("value.yes" if value else "value.no")
        case "enum" if spec.name == "appointment" and name == "role":
            return role_label(str(value), place)
        case "enum":
            return choice_label(spec, name, str(value))
        case "time":
            return str(value).replace("T", " ")
        case "date" if (spec.name, name) in MONTHS:
            return str(value)[:7]
        case "set" if (spec.name, name) in SAME_CHOICES:
            return listed(choice_label(spec, SAME_CHOICES[spec.name, name], each) for each in value)
        case "set" if (spec.name, name) in SOURCES:
            return listed(record_name(place, str(each)) for each in value)
        case "set":
            return listed(_linked(place, declared, each) for each in value)
        case _ if name == spec.parent_field:
            return record_name(place, str(value))
        case _:
            return _linked(place, declared, value)


def _linked(place: Workplace, declared: Field, value: Any) -> str:
    return record_name(place, str(value)) if declared.target is not None else str(value)


def listed(words: Iterable[str]) -> str:
    """Several words as one text, with the comma of the language; between titles in 《》 there is none (GB/T 15834)."""
    return t("list.comma").join(words).replace("》、《", "》《")

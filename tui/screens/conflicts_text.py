"""How the two sides of a conflict, and the reasons of a refusal, are written."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from sync.cache.parked import Parked
from sync.differing import Standing
from sync.parking import may_go
from sync.problems import EditRefused
from sync.records.attempts import Refusal
from sync.records.fields import Field, FieldProblem, Label
from sync.resolving import OpenConflict, check_keep, check_take, who_differs, who_stands
from sync.workplace import Workplace
from tui.dispute_rows import CODES, shown_value, since, what_of, whose
from tui.i18n import t
from tui.labels import conflict_field, field_label, first_line, listed
from tui.marks import clean, side_of
from tui.messages import FIELD_CODES, explain, refusal_text
from tui.terminal import printable

REASONS = frozenset(
    {
        "state",
        "oneself",
        "for_oneself",
        "last_writer",
        "recorder",
        "signed",
        "author",
        "basis",
        "unread",
        "not_decided",
        "not_accepted",
        "another_text",
        "another_person",
        "renewal",
        "answered",
        "published",
    }
)
"""Reasons of the policy that say more than the outcome does."""

TYPES = ("text", "str", "int", "date", "time")
"""Types of fields that are written; the others are picked, and cannot be merged by hand."""

ANY_TEXT = Field(type="text", merge="t", label=Label("", ""))
"""Stands for the field of a conflict that this device does not know any more."""


def is_written(place: Workplace, item: OpenConflict) -> bool:
    """Whether both sides can become one by writing."""
    spec = place.repository.registry.get(item.kind or "")
    return spec is not None and item.field in spec.fields and spec.fields[item.field].type in TYPES


def side(heading: str, text: str | Content) -> Content:
    """A heading and a text, neither of them markup."""
    if isinstance(text, str):
        text = Content("\n").join(Content(printable(line)) for line in text.split("\n"))
    return Content.styled(printable(heading), "bold") + Content("\n") + text


def both_sides(
    place: Workplace, item: OpenConflict, current: str, mine: str, before: str = ""
) -> tuple[Content, Content]:
    """What stands and what the other wrote, whose and since when, the clauses marked in which they differ.

    `before`: what the other was written on, where this device knows it.
    """
    left = left_side(place, item, side_of(current, mine, Standing.FIRST))
    if before:
        left += Content("\n\n") + Content.styled(t("conflicts.before"), "dim") + Content(clean(before))
    return left, right_side(place, item, side_of(current, mine, Standing.SECOND))


def left_side(place: Workplace, item: OpenConflict, text: str | Content) -> Content:
    """What stands, under whose it is and since when."""
    writer = who_stands(place.desk, item)
    heading = t("conflicts.left", whose=whose(place, writer.by)) + what_of(place, writer.by)
    return _headed(heading, since(place, writer, "stands"), text)


def right_side(place: Workplace, item: OpenConflict, text: str | Content) -> Content:
    """What the other wrote, under whose it is and since when."""
    writer = who_differs(place.desk, item)
    heading = t("conflicts.right", whose=whose(place, writer.by)) + what_of(place, writer.by)
    return _headed(heading, since(place, writer, "waits"), text)


def _headed(heading: str, when: str, text: str | Content) -> Content:
    words = text if isinstance(text, Content) else Content(clean(text))
    return Content.styled(printable(heading), "bold") + Content.styled(f"\n{when}\n", "dim") + words


def settled_words(place: Workplace, item: OpenConflict, *, taken: bool) -> str:
    """What stands after a choice, and how that is taken back."""
    writer = who_differs(place.desk, item) if taken else who_stands(place.desk, item)
    side = t("conflicts.right" if taken else "conflicts.left", whose=whose(place, writer.by))
    spec = place.repository.registry.get(item.kind or "")
    name = conflict_field(spec, item.field) if spec else item.field
    if item.of_delete:
        return t("conflicts.settled_deleted" if taken else "conflicts.settled_undeleted")
    value = first_line(shown_value(place, item, item.mine if taken else item.current))
    return t("conflicts.settled_take" if taken else "conflicts.settled_keep", field=name, value=value, side=side)


def written(value: Any) -> str:
    """A value as it stands, for editing."""
    if value in (None, "", []):
        return t("conflicts.nothing")
    return listed(value) if isinstance(value, list) else str(value)


def why_not_settle(place: Workplace, item: OpenConflict, command: str) -> str | None:
    """Why this person may not keep, take or edit here, before it is tried; None when they may."""
    try:
        if command == "take":
            check_take(place.desk, item)
        else:
            check_keep(place.desk, item)
    except (EditRefused, FieldProblem) as problem:
        return explain(problem, place, item.kind, ids=False).text
    return None


def why_parked(place: Workplace, item: Parked) -> str:
    """Why the edit was refused, and what can be done with it."""
    spec = place.repository.registry.get(item.first.type)
    field = field_label(spec, item.field) if spec and item.field else ""
    known = item.code if item.code in CODES else "other"
    lines = [t(f"parked.{known}", field=field, code=item.code)]
    if item.reason in REASONS:
        lines.append(refusal_text(place, Refusal(item.reason)))  # type: ignore[arg-type]
    elif item.code in ("invalid_field", "too_large") and item.reason is not None and item.reason in FIELD_CODES.split():
        lines.append(explain(FieldProblem(item.field or "", item.reason), place, item.first.type, ids=False).text)
    if item.code == "forbidden":
        lines.append(t("parked.now_allowed" if may_go(place.desk, item.first) else "parked.still_forbidden"))
    remedies = [t("parked.amend")] if item.code == "signed" else []
    return "\n".join([*lines, "", *remedies, t("parked.remedy")])

"""The steps of the samples on a choice of days, and what the records hold after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import pytest

from tests.records.declared import declared_kinds
from tui.samples import demo_year, source_year
from tui.samples.step import Ref, Step

CLERK = demo_year.CLERK
DAYS = [
    dt.date.fromisoformat(day)
    for day in (
        "2024-02-29", "2025-01-01", "2025-01-05", "2025-03-01", "2025-05-03", "2025-06-16",
        "2025-07-02", "2025-09-30", "2025-11-22", "2025-12-31", "2026-10-07", "2027-01-04",
    )
]  # fmt: skip
SETS = [*DAYS, None]
"""None stands for the source year."""


Fields = dict[str, object]
any_day = pytest.mark.parametrize("day", DAYS, ids=str)
any_set = pytest.mark.parametrize("day", SETS, ids=lambda day: str(day or "source year"))


@cache
def told(day: dt.date | None) -> tuple[Step, ...]:
    """The steps of a set: the source year, or the demo on a day with the clerk's private records."""
    return tuple(source_year.steps() if day is None else [*demo_year.steps(day), *demo_year.private_steps(day)])


def made(day: dt.date | None, kind: str) -> dict[str, Fields]:
    """What the records of a kind hold at the end, with their state, by symbolic key."""
    found: dict[str, Fields] = {}
    for step in told(day):
        if step.kind == kind:
            first = {"state": next(iter(declared_kinds()[kind].states), None)} if step.do == "new" else {}
            found.setdefault(step.key, {}).update(
                {**first, **step.fields, **({"state": step.state} if step.state else {})}
            )
    return found


def key(value: object) -> str:
    """The symbolic key of a reference, "" for none."""
    return value.key if isinstance(value, Ref) else ""


def keys(value: object) -> set[str]:
    """The symbolic keys in a set field."""
    return {key(each) for each in value} if isinstance(value, list) else set()


def references(step: Step) -> Iterator[tuple[str, str]]:
    """(field, symbolic key) of every reference of a step."""
    for name, value in step.fields.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Ref):
                yield name, each.key

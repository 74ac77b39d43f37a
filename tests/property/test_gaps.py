"""What is open equals an independent slow calculation over random years, on devices that read all scopes, some or one's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings

from tests.property.random_gaps import DAYS, branches
from tests.property.slow_gaps import Found, Slow
from tests.unit.open_year import Records, year
from tui.year.gaps import open_items
from tui.year.open_item import OpenItem

CHECKED = {
    "session_not_held", "minutes_due", "session_returned", "roll_call", "roll_empty", "fields_missing", "makeup",
    "makeup_unverified", "frequency", "task_missing", "task_due", "task_postponed", "loan", "action",
}  # fmt: skip
"""The codes that are calculated here a second time."""


def seen(item: OpenItem) -> Found:
    return (item.code, item.target, item.owes or f"<{item.role}>", str(item.until or ""), item.late)


def hide(records: Records, scope: str) -> None:
    """What a device that does not read the scope does not have."""
    for view in list(records.views.values()):
        if view.scope.startswith(scope):
            del records.views[view.id]


def check(records: Records, today: dt.date, reads: Callable[[str], bool], all_of_c: bool) -> list[OpenItem]:
    found = open_items(year(records, today.isoformat(), reads))
    told = Counter(seen(item) for item in found if item.code in CHECKED)
    assert told == Counter(Slow(records, today, all_of_c).all())
    return found


@settings(max_examples=150, deadline=None)
@given(branches(), DAYS)
def test_what_is_open_equals_the_slow_calculation(records: Records, today: dt.date) -> None:
    found = check(records, today, lambda scope: True, all_of_c=True)
    assert not any(item.code == "no_access" for item in found)
    late = [item.late for item in found]
    assert late == sorted(late, reverse=True)
    for rank in (True, False):
        days = [item.until for item in found if item.late is rank and item.until is not None]
        assert days == sorted(days)


@settings(max_examples=70, deadline=None)
@given(branches(), DAYS)
def test_without_the_committees_scope_the_rest_is_the_same_and_says_that_it_is_not_all(
    records: Records, today: dt.date
) -> None:
    hide(records, "c:")
    found = check(records, today, lambda scope: scope != "c", all_of_c=False)
    lines: dict[Any, list[OpenItem]] = {}
    for item in found:
        if item.code == "no_access":
            lines.setdefault(item.values["family"], []).append(item)
    assert {"sessions", "actions"} <= lines.keys()
    assert all(len(each) == 1 and each[0].needs == ("c",) for each in lines.values())


@settings(max_examples=70, deadline=None)
@given(branches(), DAYS)
def test_a_plain_member_gets_what_is_his_of_it_and_no_line(records: Records, today: dt.date) -> None:
    records.put("member", "m3", name="m3")
    hide(records, "c:")
    everybody = Counter(Slow(records, today, all_of_c=False).all())
    found = open_items(year(records, today.isoformat(), lambda scope: scope in ("b", "r:m3")))
    assert not any(item.code == "no_access" for item in found)
    told = Counter(seen(item) for item in found if item.code in CHECKED)
    assert not told - everybody, "nothing but what is there"
    assert all("m3" in (*item.people, item.values.get("member")) for item in found if item.code.startswith("makeup"))
    assert all(each in told for each in everybody if each[2] == "m3")

"""A session with people, as the screen tests need it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tests.screens.stage import Stage
from tui import minutes
from tui.screens.session_panes.part import open_pane

NAMES = ("张三", "李四", "王五", "赵六")


def staff(place: Workplace, *names: str) -> dict[str, str]:
    """Members by name, made on a device that may."""
    return {
        name: place.desk.create("member", {"name": name, "sort": number})
        for number, name in enumerate(names or NAMES, 1)
    }


def session(place: Workplace, **fields: Any) -> str:
    """A collective study on 2026-03-05, 核心价值观学习 unless said otherwise."""
    values = {"form": "collective_study", "title": "核心价值观学习", "start": "2026-03-05T09:00", **fields}
    return place.desk.create("session", values)


async def show(on: Stage, rid: str, pane: str) -> None:
    """Open a session at a pane."""
    open_pane(on.app, rid, pane)
    await on.settle()


def statuses(place: Workplace, rid: str) -> dict[str, Any]:
    """Status by name of the roll of a session."""
    rows = place.repository.linked("attendance", "session", rid)
    return {str(_member(place, row).get("name")): row.get("status") for row in rows}


def _member(place: Workplace, row: View) -> View:
    return place.desk.record(str(row.get("member")))


def at(moment: str) -> minutes.Stamp:
    """A stamp of the minutes at a local moment, YYYY-MM-DDTHH:MM."""
    return minutes.Stamp(moment, int(dt.datetime.fromisoformat(moment).timestamp()))

"""Days and times as an official document writes them: 2011年3月5日 (GB/T 9704: Arabic figures, no leading zero)."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from tui.i18n import t


def day(written: Any) -> str:
    """A date, or the date of a moment, YYYY-MM-DD…; 待补 where there is none."""
    if not written:
        return t("value.unknown")
    year, month, number = (int(part) for part in str(written)[:10].split("-"))
    return t("doc.day", year=year, month=month, day=number)


def span(session: View) -> str:
    """From when to when a session was; the day once where it is the same."""
    start, end, unknown = session.get("start"), session.get("end"), t("value.unknown")
    if not start and not end:
        return unknown
    began = f"{day(start)} {start[11:]}" if start else unknown
    if not end:
        return t("doc.span", start=began, end=unknown)
    same = bool(start) and start[:10] == end[:10]
    return t("doc.span", start=began, end=end[11:] if same else f"{day(end)} {end[11:]}")

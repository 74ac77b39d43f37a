"""Months as the text of a document has them: 3月, 5—9月."""

from __future__ import annotations

from tui.i18n import t


def months_words(first: object, last: object, year: int) -> str:
    """The months from first to last (YYYY-MM-DD), with their year where it is not `year`; 待补 where neither is known."""
    known = [str(each)[:7] for each in (first, last) if each]
    if not known:
        return t("value.unknown")
    begin, end = known[0], known[-1]
    if begin == end:
        return _month(begin, year)
    if begin[:4] == end[:4] == f"{year:04}":
        return t("doc.months", first=int(begin[5:]), last=int(end[5:]))
    return t("doc.months_span", first=_month(begin, year), last=_month(end, year))


def _month(month: str, year: int) -> str:
    number = int(month[5:])
    return t("doc.month", n=number) if month[:4] == f"{year:04}" else t("doc.month_of", year=int(month[:4]), n=number)

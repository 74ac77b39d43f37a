"""The months of a task in a few signs."""

from __future__ import annotations


def month_span(first: str | None, last: str | None) -> str:
    """From month to month, 03-05; one month, or one side that is known, alone."""
    known = [day[5:7] for day in (first, last) if day]
    return "-".join(dict.fromkeys(known))

"""What came of a year of study and everybody may read: published, recommended, lent, changed at work. Pure functions over one study year."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sync.cache.view import View
from tui.year.figures import Figure, Line, total, without
from tui.year.study_year import StudyYear


def published(year: StudyYear) -> list[View]:
    """Reflections their authors published in the year and have not taken back, oldest first."""
    return _made(year, (view for view in year.source.find("publication") if view.state != "withdrawn"))


def recommended(year: StudyYear) -> list[View]:
    """Recommendations of the year that still lead somewhere, oldest first."""
    return _made(year, (view for view in year.source.find("recommendation") if _stands(year, view)))


def borrowed(year: StudyYear) -> list[View]:
    """Loans from the reading room that began in the year, oldest first."""
    found = [view for view in year.source.find("loan") if year.in_year(view.get("out_on"))]
    return sorted(found, key=lambda view: (str(view.get("out_on")), view.id))


def changes(year: StudyYear) -> list[View]:
    """Changes at work of the year by their start; one that was only proposed is none yet."""
    found = [
        view
        for view in year.source.find("improvement")
        if view.state != "proposed" and year.in_year(_began(year, view))
    ]
    return sorted(found, key=lambda view: (_began(year, view), view.id))


def issued(year: StudyYear) -> list[View]:
    """Governing documents of the year by date; one without a date may be of it and comes last. The year's own summary is none.

    Drafts with a date of issue, and what is repealed without one, are left out.
    """
    found = [
        view for view in year.source.find("document") if view.get("doc_kind") != "summary" and _may_be_of(year, view)
    ]
    return sorted(found, key=lambda view: (view.get("issued_on") or "9999", view.id))


def outcomes(year: StudyYear) -> dict[str, Figure]:
    """How many of each, a line a record, by the name of the figure; to be supplied while nobody of the year is known."""
    kept = [view for view in changes(year) if view.state == "kept"]
    return {
        "published": _figure(year, "published", published(year), year.made_on),
        "recommended": _figure(year, "recommended", recommended(year), year.made_on),
        "borrowed": _figure(year, "borrowed", borrowed(year), lambda view: view.get("out_on")),
        "changes": _figure(year, "changes", changes(year), lambda view: _began(year, view)),
        "kept": _figure(year, "kept", kept, lambda view: _began(year, view)),
    }


def _figure(year: StudyYear, name: str, views: Iterable[View], day: Callable[[View], object]) -> Figure:
    if year.lacks(["b"]):
        return without(name, "count", "no_access")
    found = list(views)
    if not found and not year.people:
        return without(name, "count", "to_supply")
    return total(name, "count", [Line(view.id, "one", 1, "", {"day": str(day(view) or "")}) for view in found])


def _made(year: StudyYear, views: Iterable[View]) -> list[View]:
    found = [view for view in views if year.in_year(year.made_on(view))]
    return sorted(found, key=lambda view: (year.made_on(view) or "", view.id))


def _stands(year: StudyYear, recommendation: View) -> bool:
    target = year.source.get(str(recommendation.get("target")))
    return (
        target is not None and not target.deleted and not (target.kind == "publication" and target.state == "withdrawn")
    )


def _began(year: StudyYear, view: View) -> str:
    return str(view.get("started") or year.made_on(view) or "")


def _may_be_of(year: StudyYear, view: View) -> bool:
    if view.get("issued_on") is None:
        return view.state != "repealed"
    return view.state != "draft" and year.in_year(view.get("issued_on"))

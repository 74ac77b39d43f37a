"""Approvals of a plan in words: what one made, and whose it was."""

from __future__ import annotations

from sync.approving import versions
from sync.cache.view import View
from sync.entered import entered
from sync.workplace import Workplace
from tui.i18n import t
from tui.people_words import behalf_text


def approved_words(place: Workplace, plan: str) -> str:
    """What an approval just made: which version, or that there is none as nobody is known here."""
    found = versions(place.repository, plan)
    return t("versions.approved", n=found[-1].get("number")) if found else t("versions.approved_without")


def approved_by(place: Workplace, version: View) -> str:
    """Whose approval a version is, on what it rests, and who entered it for that person."""
    return behalf_text(place, version.get("approved_by"), entered(place.desk, version, "approved_by"))


def reference(place: Workplace, version: View) -> str:
    """Where the approval can be looked up; empty where nothing was said."""
    how = entered(place.desk, version, "approved_by")
    return how.reference or "" if how is not None else ""


def approved_at(version: View) -> str:
    """When, by the device that entered it, else by the server: an instant."""
    return str(version.created.get("claimed") or version.created.get("at") or "")

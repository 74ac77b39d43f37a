"""Who is responsible for what: the duties of a day from the appointments, and what the plan itself says of them."""

from __future__ import annotations

from sync.cache.view import View
from sync.records.organisation import ROLE_LABELS
from sync.records.roster import in_force
from tui.documents.office import Office
from tui.i18n import t
from tui.labels import listed, record_name
from tui.year.people_tables import roster_key

COLONS = ("：", ":")


def appointed(office: Office, day: str) -> list[str]:
    """A line a role that was held on a day (YYYY-MM-DD): who, the sections in their charge, and what the role is there for."""
    held = [view for view in office.place.repository.find("appointment") if in_force(view.fields, day)]
    lines = []
    for role in ROLE_LABELS:
        people = [view for view in held if view.get("role") == role]
        if people:
            people.sort(key=lambda view: _place(office, view))
            names = listed(_named(office, view) for view in people)
            lines.append(t("doc.duty.line", role=office.role(role), names=names, duty=t(f"doc.duty.{role}")))
    return lines


def said(office: Office, text: str) -> tuple[list[str], list[str]]:
    """The lines of a text, those that say what a role is responsible for apart: those first, then the rest."""
    roles = {each for role, words in ROLE_LABELS.items() for each in (office.role(role), *words)}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    duties = [line for line in lines if line.startswith(tuple(f"{role}{colon}" for role in roles for colon in COLONS))]
    return duties, [line for line in lines if line not in duties]


def _place(office: Office, view: View) -> tuple[bool, int, str, str]:
    member = office.place.repository.get(str(view.get("member")))
    return roster_key(member) if member is not None else (True, 0, "", view.id)


def _named(office: Office, view: View) -> str:
    name = office.name(view.get("member"))
    sections = listed(record_name(office.place, each) for each in view.get("sections") or ())
    return t("doc.duty.of", name=name, sections=sections) if sections else name

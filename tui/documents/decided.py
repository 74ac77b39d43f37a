"""Who decided about a record, as documents print it: a decision entered for another names both and how it was given (代录)."""

from __future__ import annotations

from sync.cache.view import View
from sync.entered import entered
from tui.documents.office import Office
from tui.i18n import t
from tui.labels import basis_text


def decided_by(office: Office, view: View, field: str = "state") -> str:
    """Whose decision a field is; empty where this device does not know."""
    how = entered(office.place.desk, view, field)
    if how is None or how.member is None:
        held = view.fv.get(field)
        return office.name(held[1]) if held and held[1] else ""
    name, basis = office.name(how.member), basis_text(how.basis)
    if how.by is None or how.by == how.member:
        return t("versions.on_basis", who=name, basis=basis)
    return t("cli.why.on_behalf", who=name, basis=basis, by=office.name(how.by))

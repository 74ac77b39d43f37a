"""A step with what belongs to it in the same action: what it decides about, the version an approval makes, signatures made void."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from sync.approving import version_of_approval
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.records.decided_on import decided_on
from sync.wire import Op

if TYPE_CHECKING:
    from sync.desk import Desk


def step(
    desk: Desk,
    view: View,
    wire: Mapping[str, Any],
    on_behalf: OnBehalf | None,
    *,
    k: Literal["put", "resolve"] = "put",
    conflict: str | None = None,
) -> list[Op]:
    """The edit of a change of `view` whose rights were checked, and the edits that follow it; raises what they raise."""
    to = wire.get("state", (None, None))[1]
    spec = desk.repository.registry[view.kind]
    dig = decided_on(spec, view.id, view.fields, to, desk.facts) if to is not None else None
    change = desk.change(view.kind, view.id, view.scope, wire, k=k, conflict=conflict, on_behalf=on_behalf, dig=dig)
    return [change, *_taken_along(desk, view, to, on_behalf)]


def _taken_along(desk: Desk, view: View, to: str | None, on_behalf: OnBehalf | None) -> list[Op]:
    if (view.kind, to) == ("plan", "approved"):
        return version_of_approval(desk, view, on_behalf)
    if (view.kind, to) == ("session", "returned") and desk.shadow.identity.alone:
        # Where there is a server, it takes them away.
        return [desk.deletion(each) for each in desk.repository.linked("signature", "session", view.id)]
    return []

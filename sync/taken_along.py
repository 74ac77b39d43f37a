"""What a step takes along in the same action: an approval its version of the plan, a return the signatures it makes void."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sync.approving import version_of_approval
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.wire import Op

if TYPE_CHECKING:
    from sync.desk import Desk


def taken_along(desk: Desk, view: View, wire: Mapping[str, Any], on_behalf: OnBehalf | None) -> list[Op]:
    """The edits that follow a change of `view` whose rights were checked; none for what is no such step.

    Raises what `version_of_approval` raises; then nothing was done.
    """
    step = (view.kind, wire.get("state", (None, None))[1])
    if step == ("plan", "approved"):
        return version_of_approval(desk, view, on_behalf)
    if step == ("session", "returned") and desk.shadow.identity.alone:
        # Where there is a server, it takes them away.
        return [desk.deletion(each) for each in desk.repository.linked("signature", "session", view.id)]
    return []

"""Publishing an accepted reflection: the author's own act, word for word what was accepted (permissions.csv, publication)."""

from __future__ import annotations

from typing import Any

from sync.cache.repository import Repository
from sync.cache.view import View
from sync.desk import Desk
from sync.problems import InTheWay, NotAllowed

COPIED = ("title", "body", "knowledge_point", "use_at_work")
"""Fields of a submission that everybody reads; the remark, grades and comments on it stay with those in charge."""


def what_everybody_reads(desk: Desk, rid: str) -> dict[str, Any]:
    """Exactly the fields of the publication that `publish` would make; raises NotFound, NotAllowed, InTheWay."""
    submission = desk.record(rid)
    if submission.kind != "submission" or submission.deleted:
        raise InTheWay("not_a_submission")
    if published(desk.repository, rid) is not None:
        raise InTheWay("already_published")
    copied = {name: submission.get(name) for name in COPIED if submission.get(name) is not None}
    fields = {"author": submission.get("author"), "submission": rid, **copied}
    if submission.get("sample"):
        # A copy of a sample is one, too.
        fields["sample"] = True
    refusal = desk.rights.why_not_new("publication", fields)
    if refusal is not None:
        raise NotAllowed("publication", refusal)
    return fields


def publish(desk: Desk, rid: str) -> str:
    """Publish an accepted submission of one's own and return the publication's id; raises what `what_everybody_reads` raises.

    What was withdrawn stays withdrawn: publishing again makes a new record.
    """
    return desk.create("publication", what_everybody_reads(desk, rid))


def withdraw(desk: Desk, rid: str) -> bool:
    """Take a publication of one's own back; False when it is withdrawn already. Raises NotFound, NotAllowed, InTheWay."""
    if desk.record(rid).kind != "publication":
        raise InTheWay("not_a_publication")
    return desk.change_state(rid, "withdrawn")


def published(repository: Repository, submission: str) -> View | None:
    """The publication of a submission that stands now, or None."""
    found = repository.linked("publication", "submission", submission)
    return next((view for view in found if view.state == "published"), None)

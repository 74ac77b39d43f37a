"""Decisions count for what their author saw, and a version is exactly what was approved (PROTOCOL.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server_stub.book import Book
from server_stub.facts import BookFacts
from server_stub.rows import Row
from sync.apply import Rejected
from sync.canonical import digest
from sync.records.decided_on import decided_on
from sync.records.kind import KindSpec
from sync.records.plan_content import next_version, version_said
from sync.wire import Op


class Decisions:
    """Looks at the decisions of one transaction."""

    def __init__(self, book: Book, facts: BookFacts) -> None:
        self._book = book
        self._facts = facts

    def check(self, spec: KindSpec, row: Row, op: Op) -> str | None:
        """The digest to keep with a decision about what stands here, None for other edits; raises Rejected.

        `changed_since`: somebody changed, or decided about, what its author saw; who looks again may decide again.
        """
        before, to = op.ch.get("state", (None, None))
        if to is None or row.deleted or spec.transition(before, to) is None:
            return None
        wanted = decided_on(spec, row.id, row.fields, to, self._facts)
        if wanted is None:
            return None
        if op.dig is None:
            raise Rejected("invalid_field", "dig", "needed")
        if row.fields.get("state") == to:
            kept = _how(row)[1].get("dig")
            if kept not in (None, op.dig):
                raise Rejected("changed_since", "state")
            return None
        if row.fields.get("state") != before or op.dig != wanted:
            raise Rejected("changed_since", "state")
        return wanted

    def stands_already(self, values: Mapping[str, Any], version: Row | None) -> bool:
        """True for a version that is here word for word, whoever approved it; raises Rejected for what was not approved so."""
        plan = self._book.get(str(values.get("plan")))
        if plan is None:
            raise Rejected("no_such_record", "plan")
        said = version_said(values)
        if version is not None and not version.deleted:
            if said != version_said(version.fields):
                raise Rejected("changed_since", "content")
            return True
        by, how = _how(plan)
        tasks, versions = (self._facts.linked(kind, "plan", plan.id) for kind in ("task", "plan_version"))
        # An approval that an older program took in says nothing of what it was about.
        approved = how.get("dig") or digest(next_version(plan.fields, tasks, versions.values()))
        if digest(said) != approved:
            raise Rejected("changed_since", "content")
        approver = how.get("for", by)
        if approver is not None and values.get("approved_by") != approver:
            raise Rejected("forbidden", "approved_by", "author")
        if bool(values.get("sample")) != bool(plan.fields.get("sample")):
            raise Rejected("invalid_field", "sample", "another_text")
        return False


def _how(row: Row) -> tuple[str | None, Mapping[str, Any]]:
    """Who made the last step, and what is said of it."""
    entry = row.fv.get("state") or [0, None]
    return entry[1], entry[2] if len(entry) > 2 else {}

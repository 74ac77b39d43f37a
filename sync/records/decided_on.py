"""What a decision is about: it carries the digest of it, so that nothing is decided that was changed meanwhile unseen.

Source: PROTOCOL.md section 5. Device and server work it out alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sync.canonical import digest
from sync.records.kind import KindSpec
from sync.records.plan_content import next_version


class Linked(Protocol):
    """Where the records that hang on another are found."""

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The living records of a kind whose fixed link `field` names `rid`, by id."""
        ...


def decided_on(spec: KindSpec, rid: str, fields: Mapping[str, Any], to: str | None, facts: Linked) -> str | None:
    """Digest of what the step of this record into `to` decides about; None for a step that need not say.

    Of a plan it is the version that its approval makes, with the tasks; of a claim the claim.
    """
    if (spec.name, to) == ("plan", "approved"):
        tasks, versions = (facts.linked(kind, "plan", rid) for kind in ("task", "plan_version"))
        return digest(next_version(fields, tasks, versions.values()))
    names = spec.seen.get(to or "")
    return digest({name: fields[name] for name in names if fields.get(name) is not None}) if names else None

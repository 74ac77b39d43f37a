"""Submissions, publications and whoever is in charge of whom, as the server would send them."""

from __future__ import annotations

from typing import Any

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, envelope

BODY = "今天学习了公文写作，明白了请示和报告的区别。"


def submission(rid: str, author: str = OTHER, at: str = "2026-03-05", **more: Any) -> Record:
    """A submission made that day; in state submitted where nothing else is said."""
    fields = {"state": "submitted", "author": author, "title": f"心得{rid}", "body": BODY, **more}
    return made(envelope("submission", rid, by=author, scope=f"r:{BRANCH}:{author}", **fields), at)


def publication(rid: str, of: str, author: str = OTHER, at: str = "2026-03-06", **more: Any) -> Record:
    """What an author published."""
    fields = {"state": "published", "author": author, "submission": of, "title": f"心得{of}", "body": BODY, **more}
    return made(envelope("publication", rid, by=author, **fields), at)


def made(record: Record, at: str) -> Record:
    """The record, made on that day."""
    stamp = {"at": f"{at}T01:00:00+00:00", "by": record["created"]["by"]}
    return {**record, "created": stamp, "updated": stamp}


def head_of_section(place: Workplace, *members: str) -> None:
    """Make 王五, who is appointed by the stage, section head of a section with these members."""
    take_in(
        place,
        envelope("section", "s-1", name="综合科"),
        envelope(
            "appointment", "ap-0", rev=2, member=ME, role="section_head", sections=["s-1"], **{"from": "2020-01-01"}
        ),
        *(
            envelope("membership", f"ms-{each}", member=each, section="s-1", **{"from": "2020-01-01"})
            for each in members
        ),
    )


def take_in(place: Workplace, *records: Record) -> None:
    """These came from the server."""
    place.shadow.take_in(place.shadow.records_changes(list(records)))

"""The source case as records: the facts of `source-year.json` and nothing else (DOMAIN.md section 1); null stays 待补."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from sync.records.organisation import ROLE_LABELS
from tui.samples.step import Ref, Step

NAME = "source-year"
"""What the ids of its records are derived from, with the key of each; never changed."""

UNTIL_WRITING = ("running", "writing")
"""States a session passes through from `planned` to `writing`."""


def steps() -> list[Step]:
    """All records of the source year, without author and time: a device alone takes them as they are, a joined one as its member's."""
    facts = json.loads(resources.files("tui.samples").joinpath("source-year.json").read_text(encoding="utf-8"))
    return [
        _new("settings", "settings", branch_name=facts["branch"]),
        *_documents(facts["documents"]),
        _plan(facts),
        *_tasks(facts["plan"]["tracks"]),
        *_sessions(facts["sessions_held"], facts["year"]),
    ]


def _new(kind: str, key: str, **fields: object) -> Step:
    given = {name: value for name, value in fields.items() if value is not None}
    return Step(actor=None, at="", do="new", kind=kind, key=key, fields=given)


def _documents(documents: Iterable[dict[str, Any]]) -> Iterable[Step]:
    for number, each in enumerate(documents, start=1):
        fields = {"title": each["title"], "number": each["number"], "issued_on": each["issued_on"]}
        yield _new("document", f"document-{number}", doc_kind=each["kind"], **fields)


def _plan(facts: dict[str, Any]) -> Step:
    plan = facts["plan"]
    return _new(
        "plan",
        "plan",
        year=facts["year"],
        title=plan["title"],
        goals=_lines(plan["purpose"]),
        requirements=_rules(facts),
    )


def _rules(facts: dict[str, Any]) -> str:
    """What the source asks for, word for word, a line each; roles by their names on screen."""
    duties = [f"{ROLE_LABELS[each['role']][0]}：{each['for']}" for each in facts["responsibility"]]
    forms, inside = "、".join(facts["forms_used"]), "、".join(facts["in_sessions"])
    return _lines([facts["reading_activity"], *duties, forms, inside, facts["assessment"]])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _tasks(tracks: dict[str, list[str]]) -> Iterable[Step]:
    topics = [(track, topic) for track, entries in tracks.items() for topic in entries]
    for number, (track, topic) in enumerate(topics, start=1):
        yield _new("task", f"task-{number}", plan=Ref("plan"), number=number, topic=topic, track=track)


def _sessions(held: dict[str, int], year: int) -> Iterable[Step]:
    for form, count in held.items():
        for number in range(1, count + 1):
            key = f"{form}-{number}"
            yield _new("session", key, form=form, year=year)
            for state in UNTIL_WRITING:
                yield Step(actor=None, at="", do="state", kind="session", key=key, fields={}, state=state)

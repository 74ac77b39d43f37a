"""`assessment`: the study part of a person's work assessment, as far as this device may see it, without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from sync.cache.view import View
from sync.problems import NotFound
from sync.workplace import Workplace
from tui import assessment_words
from tui.commandline.failing import DONE
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import value_of
from tui.year.study_part import StudyPart, study_part
from tui.years import study_year


def assessment(args: argparse.Namespace, folder: Path) -> int:
    """`assessment MEMBER YEAR`: a member by name or id, or `me`; what this device does not read is 无权限 (no_access)."""
    with read_folder(folder) as place:
        member = _member(place, args.member)
        part = study_part(study_year(place, args.year), member)
        if args.json:
            say_json(_as_json(part))
        else:
            for each in assessment_words.form(place, part):
                say(*lines_of(each.text))
    return DONE


def _member(place: Workplace, written: str) -> View:
    found = str(value_of(place, "member", place.repository.registry["assessment"].fields["member"], written))
    view = place.repository.get(found)
    if view is None or view.deleted or view.kind != "member":
        raise NotFound(written[:40])
    return view


def _as_json(part: StudyPart) -> dict[str, Any]:
    found = part.evidence
    return {
        "year": part.year,
        "member": {"id": part.member.id, "name": part.member.get("name")},
        "section": part.section,
        "no_access": [
            name for name, read in (("assessment", part.reads_person), ("appraisal", part.reads_committee)) if not read
        ],
        "evidence": [
            asdict(figure) | {"lines": [_line(asdict(line)) for line in figure.lines]} for figure in found.figures
        ],
        "asked": [
            {
                "rule": each.rule.id,
                "period": [each.period.first.isoformat(), each.period.last.isoformat()],
                "times": each.times,
                "counted": [view.id for view in each.counted],
                "state": each.state,
            }
            for each in found.asked
        ],
        "rounds": [
            {
                "rule": each.rule.id,
                "period": [each.period.first.isoformat(), each.period.last.isoformat()],
                "open": list(each.open),
                "state": each.state,
            }
            for each in found.rounds
        ],
        "self_text": _field(part.assessment, "self_text"),
        "state": part.assessment.state if part.assessment is not None else None,
        "section_remark": _field(part.assessment, "section_remark"),
        "appraisal": _appraisal(part.appraisal),
        "results": [
            {"id": view.id, "number": view.get("number"), "grade": view.get("grade"), "content": view.get("content")}
            for view in part.results
        ],
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "values": dict(line["values"])}


def _field(view: View | None, name: str) -> Any:
    return view.get(name) if view is not None else None


def _appraisal(view: View | None) -> dict[str, Any] | None:
    return (
        {"id": view.id, "grade": view.get("grade"), "remark": view.get("remark"), "state": view.state}
        if view is not None
        else None
    )

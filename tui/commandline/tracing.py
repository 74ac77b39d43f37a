"""`why ID FIELD`: which edits made this value, whose, when, and how they were merged."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.problems import NotFound
from sync.reaching import ServerRefused
from sync.records.kind import KindSpec
from sync.transport import Transport
from sync.wire import Op, Revision
from sync.workplace import Workplace
from tui.commandline.connecting import connect, sign_in_of
from tui.commandline.failing import DONE
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_id
from tui.i18n import t
from tui.labels import basis_text, field_label, member_name, title_of, value_text
from tui.moments import moment

LONGEST_CHAIN = 2000
"""Revisions read at most; a text that was edited more often shows its last ones."""


def why(args: argparse.Namespace, folder: Path) -> int:
    """`why ID FIELD`: own unsent edits first, then the server's history, newest first."""
    with read_folder(folder) as place:
        view = place.desk.record(find_id(place, args.id))
        spec = place.repository.registry[view.kind]
        spec.field(args.field)
        edits = [_own(op, args.field) for op in reversed(place.repository.ops_of(view.id)) if args.field in op.ch]
        if spec.shared and not place.identity.alone and view.rev:
            with connect(*sign_in_of(place, folder)) as transport:
                edits += [_edit(each, args.field) for each in _history(transport, view.id, args.field)]
        elif not spec.shared or place.identity.alone:
            edits += _local(place, view.id, args.field)
        for edit in edits:
            edit["name"] = _who(place, edit, here=not spec.shared or place.identity.alone)
            edit["for_name"] = member_name(place, edit["for"]) if edit["for"] else None
        if args.json:
            value = view.get(args.field)
            say_json({"record": view.id, "field": args.field, "value": value, "edits": edits})
        else:
            words = value_text(place, spec, args.field, view.get(args.field)) or t("value.unknown")
            say(f"{title_of(place, view)}  {field_label(spec, args.field)}", *(f"  {line}" for line in lines_of(words)))
            for edit in edits:
                say(*_lines(place, spec, args.field, edit))
            if not edits:
                say(t("cli.why.nobody"))
    return DONE


def _who(place: Workplace, edit: dict[str, Any], *, here: bool) -> str:
    if edit["pending"]:
        return place.identity.member_name or t("cli.conflict.mine")
    if edit["by"]:
        return member_name(place, edit["by"])
    return t("cli.why.here") if here else t("cli.why.branch")


def _history(transport: Transport, rid: str, field: str) -> list[Revision]:
    """Revisions that changed the field, newest first; raises NotFound for a record that is not this reader's to see."""
    found: list[Revision] = []
    before: int | None = None
    read = 0
    while read < LONGEST_CHAIN:
        try:
            page = transport.history(rid, before)
        except ServerRefused as refused:
            if refused.problem.code == "not_found":
                raise NotFound(rid) from None
            raise
        read += len(page.revisions)
        found += [each for each in page.revisions if field in each.ch]
        if not page.more or not page.revisions:
            break
        before = page.revisions[-1].rev
    return found


def _edit(revision: Revision, field: str) -> dict[str, Any]:
    before, after = revision.ch[field]
    return {
        "by": revision.by,
        "at": revision.at,
        "claimed": revision.claimed,
        "how": revision.out,
        "action": revision.k,
        "rev": revision.rev,
        "for": revision.for_,
        "basis": revision.basis,
        "reference": revision.ref,
        "before": before,
        "after": after,
        "pending": False,
    }


def _own(op: Op, field: str) -> dict[str, Any]:
    """An edit of this device that the server has not yet taken."""
    change = op.ch[field]
    before, after = (None, change) if isinstance(change, dict) else change
    return {
        "by": None,
        "at": None,
        "claimed": op.at,
        "how": None,
        "action": op.k,
        "rev": None,
        "for": op.for_,
        "basis": op.basis,
        "reference": op.ref,
        "before": before,
        "after": after,
        "pending": True,
    }


def _local(place: Workplace, rid: str, field: str) -> list[dict[str, Any]]:
    """A record of this device alone keeps no history: its last edit is what there is."""
    view = place.desk.record(rid)
    if view.get(field) is None:
        return []
    rev = (view.fv.get(field) or (view.rev,))[0]
    stamp = view.created if rev == 1 else view.updated
    return [
        {
            "by": stamp.get("by"),
            "at": None,
            "claimed": stamp.get("claimed"),
            "how": "applied",
            "action": "new" if rev == 1 else "put",
            "rev": rev,
            "for": None,
            "basis": None,
            "reference": None,
            "before": None,
            "after": view.get(field),
            "pending": False,
        }
    ]


def _lines(place: Workplace, spec: KindSpec, field: str, edit: dict[str, Any]) -> list[str]:
    when = moment(place, edit["claimed"] or edit["at"] or "")
    how = t("cli.why.pending") if edit["pending"] else t(f"cli.why.how.{_known_how(edit['how'])}")
    if edit["action"] == "resolve":
        how = f"{t('cli.why.resolved')}{t('list.comma')}{how}"
    lines = [f"- {when}  {edit['name']}  {how}"]
    if edit["for"]:
        said = t("cli.why.on_behalf", who=edit["for_name"], basis=basis_text(edit["basis"]), by=edit["name"])
        lines.append(f"    {said}" + (f" {edit['reference']}" if edit["reference"] else ""))
    if edit["at"]:
        lines.append(f"    {t('cli.why.server_time', at=edit['at'])}")
    after = edit["after"]
    if isinstance(after, dict):
        signs = (("+", after.get("add") or ()), ("-", after.get("del") or ()))
        words = [f"{sign} {value_text(place, spec, field, [each])}" for sign, elements in signs for each in elements]
    else:
        words = lines_of(value_text(place, spec, field, after) or t("value.unknown"))
    return [*lines, *(f"    {line}" for line in words)]


def _known_how(out: str | None) -> str:
    return out if out in ("applied", "merged", "conflict", "noop") else "other"

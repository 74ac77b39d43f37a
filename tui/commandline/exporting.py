"""`export`: documents as files, or on the screen as their pages; offline, and without the folder's lock."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sync.cache.view import View
from sync.problems import NotFound
from sync.records.fields import FieldProblem
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import asked_year, value_of
from tui.documents.kinds import DOCUMENTS, PACK, DocumentKind, Subject, why_not
from tui.documents.office import Office
from tui.documents.subjects import subjects, year_for
from tui.i18n import t
from tui.labels import kind_label, listed

if TYPE_CHECKING:
    from tui.documents.exporting import Manner, Wanted, Written
    from tui.documents.landing import Existing

NAMED_BY = {
    "session": KINDS["attendance"].fields["session"],
    "person": KINDS["study"].fields["member"],
    "submission": KINDS["publication"].fields["submission"],
    "document": KINDS["appointment"].fields["basis"],
}
"""What a document is about -> a field of such records, by whose rules a record is named on the command line."""

BESIDES = ("list", "all", PACK.id)
"""What can be exported that is no single document."""


def export(args: argparse.Namespace, folder: Path) -> int:
    """`export WHAT [WHICH] [--year Y] [--quarter N] [--to FOLDER] [--as ENDING] [--lang L] [--replace|--keep-both] [--preview]`."""
    asked_year(args.year)
    if args.what not in DOCUMENTS and args.what not in BESIDES:
        raise Usage(t("cli.export.unknown", name=args.what, names=listed([*DOCUMENTS, *BESIDES])))
    with read_folder(folder) as place:
        if args.what == "list":
            _list(Office(place, args.year), as_json=args.json)
        elif args.what in BESIDES:
            _whole_year(args, Office(place, args.year))
        else:
            _document(args, place, DOCUMENTS[args.what])
    return DONE


# what there is


def _list(office: Office, *, as_json: bool) -> None:
    """Every document, how many there are of it in the year, and why this person may not have it."""
    rows = []
    for kind in (*DOCUMENTS.values(), PACK):
        found = subjects(office, kind)
        reasons = [why_not(office, kind, each) for each in found]
        reason = reasons[0] if reasons and all(reasons) else None
        # A kind that takes the clerk takes the clerk also where there is nothing of it.
        reason = reason or (why_not(office, kind, Subject()) if kind.branch_wide else None)
        rows.append((kind, len(found), reasons.count(None), reason))
    if as_json:
        say_json(
            [
                {
                    "document": kind.id,
                    "label": kind.label,
                    "about": kind.about,
                    "endings": ["zip"] if kind is PACK else list(kind.files),
                    "count": count,
                    "allowed": allowed if reason is None else 0,
                    "why_not": reason,
                }
                for kind, count, allowed, reason in rows
            ]
        )
        return
    say(t("cli.export.of_year", year=office.year.year))
    say(
        *aligned(
            [
                [
                    kind.id,
                    kind.label,
                    t(f"export.about.{kind.about}", n=count),
                    "zip" if kind is PACK else listed(kind.files),
                ]
                + ([reason] if reason else [])
                for kind, count, _, reason in rows
            ]
        )
    )


# one document


def _document(args: argparse.Namespace, place: Workplace, kind: DocumentKind) -> None:
    from tui.documents.exporting import Wanted, export

    if args.as_ is not None and args.as_ not in kind.files:
        raise Usage(t("cli.export.ending", document=kind.label, names=listed(kind.files)))
    subject = _subject(args, place, kind)
    year = args.year if args.year is not None else (year_for(place, subject.record) if subject.record else None)
    wanted = Wanted(kind, subject, args.as_)
    office = Office(place, year)
    if args.preview:
        _preview(args, office, wanted)
    else:
        _say(args, export(office, [wanted], _folder(args), _manner(args)))


def _subject(args: argparse.Namespace, place: Workplace, kind: DocumentKind) -> Subject:
    """What was named; raises Usage where something is missing or too much, NotFound for what is not here."""
    if kind.about == "quarter":
        if args.quarter is None:
            raise Usage(t("cli.export.which_quarter"))
        return Subject(quarter=args.quarter)
    named = NAMED_BY.get(kind.about)
    if named is None:
        if args.which is not None:
            raise Usage(t("cli.export.too_much", document=kind.label, which=args.which))
        return Subject()
    if args.which is None:
        raise Usage(t("cli.export.which", document=kind.label, kind=kind_label(KINDS[str(named.target)])))
    return Subject(_record(place, kind, args.which))


def _record(place: Workplace, kind: DocumentKind, written: str) -> View:
    named = NAMED_BY[kind.about]
    try:
        found = place.repository.get(str(value_of(place, str(named.target), named, written)))
    except FieldProblem as problem:
        if problem.code != "not_an_id":
            raise
        found = None
    if found is None or found.kind != named.target or found.deleted:
        raise NotFound(written[:40])
    return found


def _preview(args: argparse.Namespace, office: Office, wanted: Wanted) -> None:
    from tui.documents.exporting import make
    from tui.documents.looking import looks

    language = args.lang
    found = looks(make(office, wanted, language), language)
    if args.json:
        say_json({"document": wanted.kind.id, "pages": [{"name": each.name, "lines": each.lines} for each in found]})
        return
    for number, each in enumerate(found, 1):
        say(*each.lines, t("cli.export.page", page=each.name, n=number, all=len(found)), "")


# all of a year


def _whole_year(args: argparse.Namespace, office: Office) -> None:
    from tui.documents.contents import contents
    from tui.documents.exporting import export
    from tui.documents.pack import pack

    if args.which is not None or args.quarter is not None or args.as_ is not None or args.preview:
        raise Usage(t("cli.export.whole", what=args.what))
    if args.what == PACK.id:
        _say(args, [pack(office, _folder(args), _manner(args))])
        return
    inside = contents(office, args.lang)
    _say(args, export(office, inside.wanted, _folder(args), _manner(args)), inside.left_out)


# how, and what came of it


def _folder(args: argparse.Namespace) -> Path:
    return Path(args.to) if args.to is not None else Path()


def _manner(args: argparse.Namespace) -> Manner:
    from tui.documents.exporting import Manner

    return Manner(existing=lambda path: _existing(args, path), language=args.lang, progress=_progress)


def _existing(args: argparse.Namespace, path: Path) -> Existing:
    """What was said on the command line, else what a person at a terminal answers."""
    if args.replace:
        return "replace"
    if args.keep_both:
        return "keep_both"
    if args.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "refuse"
    say("", t("cli.export.exists", path=str(path)), to=sys.stderr)
    answer = sys.stdin.readline().strip().lower()
    answers: dict[str, Existing] = {"r": "replace", "k": "keep_both"}
    return answers.get(answer, "skip")


def _progress(done: int, total: int, what: str) -> None:
    """One line that is written anew; a single file is there at once."""
    from tui.commandline.output import cut, width

    if total < 2 or not sys.stderr.isatty():
        return
    line = cut(f"{done}/{total} {done * 100 // total}% {what}", 76)
    sys.stderr.write("\r" + line + " " * (76 - width(line)) + ("\n" if done == total else ""))
    sys.stderr.flush()


def _say(args: argparse.Namespace, written: Sequence[Written], left_out: Sequence[str] = ()) -> None:
    if args.json:
        files = [
            {
                "document": each.wanted.kind.id,
                "about": each.wanted.subject.record.id if each.wanted.subject.record is not None else None,
                "path": str(each.path) if each.path is not None else None,
            }
            for each in written
        ]
        say_json({"files": files, "left_out": list(left_out)})
        return
    say(*(str(each.path) for each in written if each.path is not None))
    skipped = sum(each.path is None for each in written)
    if skipped:
        say(t("cli.export.skipped", n=skipped), to=sys.stderr)
    say(*left_out, to=sys.stderr)

"""`books`, `loans`, `lend`, `back`, `renew`: the reading room without a screen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui import lending
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record, record_of
from tui.i18n import t
from tui.labels import field_label, member_name, state_label, title_of
from tui.year.lending import days_late, due_state


def books(args: argparse.Namespace, folder: Path) -> int:
    """`books [WORD …]`: the catalogue by call number, with what is in and who has the rest."""
    with read_folder(folder) as place:
        found = lending.by_shelf(place.repository.find("book"))
        found = [book for book in found if all(lending.fits_book(place, book, word) for word in args.words)]
        shelves = [lending.shelf(place, book) for book in found]
        if args.json:
            say_json([_shelf(place, each) for each in shelves])
        elif not shelves:
            say(t("room.none_match") if args.words else t("cli.books.none"))
        else:
            spec = KINDS["book"]
            names = ("call_number", "title", "author", "isbn")
            rows = [[*(field_label(spec, name) for name in names), t("room.in"), t("room.who")]]
            for each in shelves:
                off = each.book.state == "withdrawn"
                amount = state_label(spec, each.book.state) if off else f"{each.free}/{each.copies}"
                plain = [str(each.book.get(name) or "") for name in names]
                rows.append([*plain, amount, lending.borrowers(place, each.out)])
            say(*table(rows[0], rows[1:]))
    return DONE


def _shelf(place: Workplace, each: lending.Shelf) -> dict[str, Any]:
    borrowers = [{"loan": loan.id, "member": loan.get("member"), "due_on": loan.get("due_on")} for loan in each.out]
    whole = record_of(each.book, KINDS["book"], place.desk.member)
    return {**whole, "copies": each.copies, "free": each.free, "out": borrowers}


def loans(args: argparse.Namespace, folder: Path) -> int:
    """`loans [--mine] [--overdue] [--all]`: what is out, overdue first; with --all what is back too."""
    with read_folder(folder) as place:
        day = lending.day_of(place)
        found = place.repository.find("loan")
        if args.mine:
            found = [loan for loan in found if loan.get("member") == place.desk.member]
        if args.overdue:
            found = [loan for loan in found if due_state(loan, day) == "overdue"]
        elif not args.all:
            found = [loan for loan in found if loan.state == "out"]
        found = lending.by_urgency(found)
        if args.json:
            say_json([_loan(place, loan) for loan in found])
        elif not found:
            say(t("cli.loans.none"))
        else:
            spec = KINDS["loan"]
            names = ("book", "member", "out_on", "due_on", "state")
            rows = [["id", *(field_label(spec, name) for name in names)]]
            for loan in found:
                who, state = member_name(place, loan.get("member")), state_label(spec, loan.state)
                since, due = str(loan.get("out_on") or t("value.unknown")), lending.due_words(place, loan)
                rows.append([loan.id, title_of(place, loan), who, since, due, state])
            say(*table(rows[0], rows[1:]))
    return DONE


def _loan(place: Workplace, loan: View) -> dict[str, Any]:
    day = lending.day_of(place)
    stands = {"due_state": due_state(loan, day), "days_late": days_late(loan, day), "title": title_of(place, loan)}
    return {**record_of(loan, KINDS["loan"], place.desk.member), **stands}


def lend(args: argparse.Namespace, folder: Path) -> int:
    """`lend CODE MEMBER [--because TEXT]`: one copy, from today, due by the rule."""
    with read_folder(folder) as place:
        rid = place.ids.record()
    return _told(args, folder, "lend", {"member": args.member, "because": args.because, "rid": rid})


def back(args: argparse.Namespace, folder: Path) -> int:
    """`back CODE|LOAN [MEMBER]`: it is back today."""
    return _told(args, folder, "back", {"member": args.member})


def renew(args: argparse.Namespace, folder: Path) -> int:
    """`renew LOAN|CODE`: one's own loan, by the rule."""
    return _told(args, folder, "renew", {})


def _told(args: argparse.Namespace, folder: Path, command: str, values: dict[str, Any]) -> int:
    done = carry_out(folder, command, {"kind": "loan", "code": args.code, **values})
    if args.json:
        with read_folder(folder) as place:
            say_json(record(place, done["id"]))
    else:
        say(done["said"] if done["changed"] else t("cli.unchanged"))
    return DONE

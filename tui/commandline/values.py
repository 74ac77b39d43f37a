"""What is written on a command line, as values: field=text, sets, names instead of ids, beginnings of ids."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from sync.cache.view import View
from sync.clock import minute
from sync.problems import InTheWay, NotFound
from sync.records.fields import Field, FieldProblem, clean_text, parse_value
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.commandline.failing import Usage
from tui.i18n import t
from tui.said_fields import read_said, why_not
from tui.said_months import FIELDS as MONTHS

SHORTEST_BEGINNING = 6
"""Characters of an id from which on its beginning may stand for it."""

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+=|-=|=)(.*)\Z", re.DOTALL | re.ASCII)


class Assignment(TypedDict):
    """One `field=text`, `field+=text` or `field-=text`, its text already read from file or standard input."""

    field: str
    how: str
    text: str


def assignments(words: Iterable[str]) -> list[Assignment]:
    """The assignments of a command line; raises FieldProblem for what is none, OSError for a file that cannot be read."""
    split = [_split(word) for word in words]
    from_input = [name for name, _, text in split if text == "-"]
    if len(from_input) > 1:
        # Standard input is read once: the second field would be emptied.
        raise FieldProblem(from_input[1], "input_twice")
    return [{"field": name, "how": how, "text": clean_text(_read(name, text), name)} for name, how, text in split]


def _split(word: str) -> tuple[str, str, str]:
    match = _ASSIGNMENT.match(word)
    if match is None:
        raise FieldProblem("", "not_given", value=_shown(word))
    return match[1], match[2], match[3]


def once_each(given: list[Assignment]) -> list[Assignment]:
    """The same; raises FieldProblem for a field that is given a value twice. Sets may be added to in several words."""
    for each in given:
        again = [other for other in given if other["field"] == each["field"]]
        if len(again) > 1 and any(other["how"] == "=" for other in again):
            raise FieldProblem(each["field"], "given_twice")
    return given


def _shown(word: str) -> str:
    return word.encode("utf-8", "replace").decode()[:40]


def _read(name: str, text: str) -> str:
    """`@FILE` and `-` stand for a file's and standard input's text without its last line end; `@@` begins a plain text."""
    if text == "-":
        return read_text(name, sys.stdin.buffer.read()) if hasattr(sys.stdin, "buffer") else sys.stdin.read()
    if text.startswith("@@"):
        return text[1:]
    if text.startswith("@") and len(text) > 1:
        return read_text(name, Path(text[1:]).expanduser().read_bytes())
    return text


def read_text(name: str, content: bytes) -> str:
    """The text of a file, without a byte order mark and its last line end; raises FieldProblem when it is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FieldProblem(name, "not_utf8") from None
    return text.removesuffix("\n").removesuffix("\r")


def parsed(
    place: Workplace, spec: KindSpec, given: Iterable[Assignment], held: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Assignments as values of a kind's fields, `held` being what the record has now; raises FieldProblem."""
    values = understood(place, spec, given, held)
    for name, value in values.items():
        declared = spec.fields[name]
        if declared.target is None or name == spec.parent_field or place.desk.rights.unsure:
            continue
        # What is taken out of a set, or stands there already, need not be known.
        ids = set(value or ()) - set((held or {}).get(name) or ()) if declared.type == "set" else {value} - {None}
        for each in sorted(ids):
            if place.repository.get(each) is None and declared.target in place.repository.registry:
                raise FieldProblem(name, "not_an_id", value=_shown(each))
    return values


def understood(
    place: Workplace, spec: KindSpec, given: Iterable[Assignment], held: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Like `parsed`, but an id that is not known here is taken as it is: nothing is made with it."""
    values: dict[str, Any] = {}
    # A month without a year is of the plan's.
    for each in sorted(given, key=lambda each: each["field"] != "plan"):
        name = each["field"]
        declared = spec.field(name)
        said = read_said(spec.name, name, declared, each["text"], minute(place.clock), _year(place, values, held))
        if said is None and each["text"].strip() and (spec.name, name) in MONTHS:
            raise FieldProblem(name, "not_a_month", value=each["text"].strip()[:40])
        if problem := why_not(spec.name, name, declared, each["text"], minute(place.clock)):
            raise problem
        value = said or value_of(place, name, declared, each["text"])
        if each["how"] != "=":
            if declared.type != "set":
                raise FieldProblem(name, "only_for_sets", kind=spec.name)
            before = set(values.get(name, (held or {}).get(name)) or ())
            value = sorted(before | set(value) if each["how"] == "+=" else before - set(value))
        values[name] = value
    return values


def _year(place: Workplace, values: Mapping[str, Any], held: Mapping[str, Any] | None) -> int | None:
    """The year of the plan a task belongs to."""
    plan = place.repository.get(str(values.get("plan") or (held or {}).get("plan")))
    return plan.get("year") if plan is not None and plan.kind == "plan" else None


def value_of(place: Workplace, name: str, declared: Field, text: str) -> Any:
    """One value; where an id is wanted, the title or name of a record will do, or the beginning of its id."""
    value = parse_value(name, declared, text) if declared.type != "id" else text.strip() or None
    if declared.target is None or value is None:
        return value
    if isinstance(value, list):
        return sorted({_linked(place, name, declared.target, each) for each in value})
    return parse_value(name, declared, _linked(place, name, declared.target, str(value)))


def _linked(place: Workplace, name: str, target: str, written: str) -> str:
    """The id of the record meant; what fits none stays as it is, since its record may not be here yet."""
    if place.repository.get(written) is not None or target not in place.repository.registry:
        return written
    spec = place.repository.registry[target]
    views = place.repository.find(target)
    if written == "me" and target == "member" and place.desk.member is not None:
        return place.desk.member
    fitting = [view.id for view in views if spec.title and view.get(spec.title) == written]
    if not fitting and len(written) >= SHORTEST_BEGINNING:
        fitting = [view.id for view in views if view.id.startswith(written)]
    if len(fitting) > 1:
        raise FieldProblem(name, "several_match", value=written[:40], allowed=", ".join(fitting[:5]))
    return fitting[0] if fitting else written


EARLIEST, LATEST = 1950, 2100
"""Years of which one can ask."""


def asked_year(year: int | None) -> int | None:
    """The year asked for, None for the one today lies in; raises Usage for one of which nobody can ask."""
    if year is not None and not EARLIEST <= year <= LATEST:
        raise Usage(t("cli.year.no_year", first=EARLIEST, last=LATEST))
    return year


def find_id(place: Workplace, written: str) -> str:
    """The id of the record whose id this is or begins; raises NotFound, FieldProblem when several begin so."""
    repository = place.repository
    if repository.get(written) is not None:
        return written
    if len(written) < SHORTEST_BEGINNING:
        raise NotFound(_shown(written))
    known = {str(key) for table in ("shadow", "private") for key, _ in repository.documents(table)}
    known |= {each.op.rec for each in place.queue.waiting()}
    fitting = sorted(rid for rid in known if rid.startswith(written))
    if len(fitting) > 1:
        raise FieldProblem("", "several_match", value=written, allowed=", ".join(fitting[:5]))
    if not fitting:
        raise NotFound(_shown(written))
    return fitting[0]


def find_session(place: Workplace, written: str) -> View:
    """The session whose id this is or begins; raises NotFound, FieldProblem, InTheWay for another kind or a deleted one."""
    view = place.desk.record(find_id(place, written))
    if view.kind != "session" or view.deleted:
        raise InTheWay("not_a_session")
    return view


def entered_by(args: argparse.Namespace) -> dict[str, Any]:
    """`--for`, `--basis` and `--reference` as a request takes them; raises InTheWay for half of it.

    `--basis meeting` alone says that one's own decision rests on a meeting.
    """
    if (args.for_ is None) != (args.basis is None) and (args.for_ is not None or args.basis != "meeting"):
        raise InTheWay("basis_and_member")
    return {"for": args.for_, "basis": args.basis, "reference": args.reference}

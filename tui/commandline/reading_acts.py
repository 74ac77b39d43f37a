"""Requests of the reading room and of self-study, carried out by whoever holds the folder: ids out, words with them."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.problems import InTheWay, NeededFirst, NotAllowed, NotFound
from sync.records.fields import FieldProblem
from sync.workplace import Workplace
from tui import lending, studies
from tui.commandline.values import find_id
from tui.i18n import t
from tui.labels import listed, member_name, title_of
from tui.study_words import read_month

NAMED = 5
"""Names an answer gives when what was written fits several."""


# what is meant


def book_named(place: Workplace, written: str) -> View:
    """The one title a code, a part of the title or the beginning of an id means; raises NotFound, FieldProblem for several."""
    found = lending.find_books(place, written)
    if not found and (view := _by_id(place, written)) is not None and view.kind == "book":
        return view
    if len(found) > 1:
        names = [f"{title_of(place, view)} ({view.id})" for view in found]
        raise FieldProblem("book", "several_match", value=written[:40], allowed=", ".join(names[:NAMED]))
    if not found:
        raise NotFound(written[:40])
    return found[0]


def member_named(place: Workplace, written: str) -> View:
    """The one member a name, initials, "me" or the beginning of an id means; raises NotFound, FieldProblem for several."""
    if written == "me" and place.desk.member is not None:
        return place.desk.record(place.desk.member)
    found = lending.find_people(place, written)
    if not found and (view := _by_id(place, written)) is not None and view.kind == "member":
        return view
    if len(found) > 1:
        names = [f"{member_name(place, view.id)} ({view.id})" for view in found]
        raise FieldProblem("member", "several_match", value=written[:40], allowed=", ".join(names[:NAMED]))
    if not found:
        raise NotFound(written[:40])
    return found[0]


def loan_named(place: Workplace, written: str, member: str | None, *, mine: bool = False) -> View:
    """The one loan an id means, or a code of what is out, with one member or with whoever sits here.

    Raises NotFound, FieldProblem for several, InTheWay when nothing of it is out.
    """
    view = _by_id(place, written)
    if view is not None and view.kind == "loan":
        return view
    books = lending.find_books(place, written) if view is None or view.kind != "book" else [view]
    if not books:
        raise NotFound(written[:40])
    out = [loan for book in books for loan in lending.shelf(place, book).out]
    who = member_named(place, member).id if member is not None else None
    if mine and len(out) > 1:
        who = place.desk.member
    found = [loan for loan in out if who is None or loan.get("member") == who]
    if not found:
        raise InTheWay("nothing_out", title=listed(title_of(place, book) for book in books[:NAMED]))
    if len(found) > 1:
        names = [f"{member_name(place, loan.get('member'))} ({loan.id})" for loan in found]
        raise FieldProblem("member", "several_match", value=written[:40], allowed=", ".join(names[:NAMED]))
    return found[0]


def _by_id(place: Workplace, written: str) -> View | None:
    try:
        return place.repository.get(find_id(place, written))
    except NotFound:
        return None


# loans


def lend(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Lend a copy; `rid` was chosen by the command, `because` sets aside what the rules say against it."""
    made = place.repository.get(str(values["rid"]))
    if made is None:
        book, member = book_named(place, values["code"]), member_named(place, values["member"])
        refusal = place.desk.rights.why_not_new("loan", {"book": book.id, "member": member.id})
        if refusal is not None:
            raise NotAllowed("loan", refusal)
        ground, found = values.get("because"), lending.against(place, book, member.id)
        against = [each for each in found if not (each.overridable and ground)]
        if against:
            words = listed(lending.obstacle_words(place, each) for each in against)
            way = "loan_against_rule" if all(each.overridable for each in against) else "loan_refused"
            raise InTheWay(way, title=title_of(place, book), who=member_name(place, member.id), why=words)
        remark = t("desk.override_remark", ground=ground) if found else None
        made = lending.lend(place, book.id, member.id, remark, str(values["rid"]))
    return {"changed": True, "id": made.id, "said": lending.lent_words(place, made)}


def back(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Take a book back, by its code or the id of the loan."""
    loan = loan_named(place, values["code"], values.get("member"))
    changed = lending.give_back(place, loan.id)
    return {"changed": changed, "id": loan.id, "said": lending.back_words(place, place.desk.record(loan.id))}


def renew(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Renew one's own loan."""
    loan = loan_named(place, values["code"], None, mine=True)
    # Roles first: a rule is of no matter to who may not renew at all.
    refusal = place.desk.rights.why_not(loan, "put", field="due_on")
    if refusal is not None:
        raise NotAllowed("loan", refusal)
    found = lending.why_not_renew(place, loan)
    if found is not None:
        raise InTheWay("not_renewed", title=title_of(place, loan), why=lending.obstacle_words(place, found))
    renewed = lending.renew(place, loan.id)
    said = t("lending.renewed", title=title_of(place, renewed), due=renewed.get("due_on"))
    return {"changed": True, "id": loan.id, "said": said}


# self-study


def study(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Enter a line of self-study; `rid` was chosen by the command."""
    made, said = place.repository.get(str(values["rid"])), studies.understood(place, values["line"])
    if made is None:
        if said.problem:
            raise InTheWay("study_line", why=studies.said_words(place, said))
        member = member_named(place, values["member"]).id if values.get("member") else None
        if member is None and place.desk.member is None:
            raise InTheWay("study_of_whom")
        made = studies.enter(place, said, str(values["rid"]), member)
    return {"changed": True, "id": made.id, "said": t("studies.entered", words=studies.said_words(place, said))}


def study_confirm(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Confirm a person's month but for exceptions, which are refused with one reason."""
    member = member_named(place, values["member"])
    month = read_month(values["month"], today(place.clock))
    waiting = studies.to_decide(place, member.id, month)
    refused = {find_id(place, each) for each in values["except"]}
    for each in sorted(refused - {view.id for view in waiting}):
        raise FieldProblem("except", "not_an_id", value=each[:40])
    if refused and not values.get("reason"):
        raise NeededFirst("study", ["reason"])
    if not waiting:
        raise InTheWay("no_study_waits", who=member_name(place, member.id), month=month)
    done = studies.decide(place, waiting, refused, values.get("reason"))
    said = t("study_month.done", n=len(set(done) - refused))
    said += t("study_month.done_refused", n=len(refused)) if refused else ""
    return {"changed": bool(done), "id": member.id, "said": said, "ids": done}

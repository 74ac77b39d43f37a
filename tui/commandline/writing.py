"""Requests that change records, each as plain values in and plain values out, so that it can be handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sync.cache.view import View
from sync.clock import minute
from sync.invite import Server
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay, NotFound
from sync.records.fields import FieldProblem
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.approvals import approved_words
from tui.commandline import importing, reading_acts
from tui.commandline.record_json import record
from tui.commandline.values import find_id, parsed, value_of
from tui.positions import stamped

Act = Callable[[Workplace, dict[str, Any]], dict[str, Any]]


def new(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Make a record; `rid` was chosen by the command, so that a request taken in twice makes one record."""
    spec = place.repository.registry[values["kind"]]
    if spec.shared and place.identity.branch is None:
        raise InTheWay("not_joined")
    fields = parsed(place, spec, values["given"])
    on_behalf = entered_for(place, values)
    fields = _completed(place, spec, fields, on_behalf.member if on_behalf else place.desk.member)
    chosen = place.desk.new_id(spec.name, fields) if spec.key else str(values["rid"])
    held = place.repository.get(chosen)
    if held is None or (spec.key and not _says(held, fields)):
        chosen = place.desk.create(spec.name, fields, chosen, on_behalf=on_behalf)
    return {"record": record(place, chosen)}


def _says(view: View, fields: Mapping[str, Any]) -> bool:
    """True for a record that has these values already: made by this very request before, or by the same words."""
    return not view.deleted and all((view.get(name) or None) == (value or None) for name, value in fields.items())


def _completed(place: Workplace, spec: KindSpec, given: Mapping[str, Any], who: str | None) -> dict[str, Any]:
    """What a person at the desk would not have to say: that it is their own, and that an entry is of now and comes last."""
    fields = dict(given)
    for name in dict.fromkeys(filter(None, (spec.owner, "author"))):
        if name in spec.fields and fields.get(name) is None and who is not None:
            fields[name] = who
    if spec.name == "minute":
        if fields.get("at") is None:
            fields["at"] = minute(place.clock)
        if fields.get("pos") is None:
            entries = place.repository.linked("minute", "session", str(fields.get("session")))
            now = int(place.clock.now().timestamp()) + place.shadow.progress.skew
            fields["pos"] = stamped(max((str(each.get("pos")) for each in entries), default=None), now)
    return fields


def edit(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Change fields."""
    rid = find_id(place, values["id"])
    view = place.desk.record(rid)
    changed = place.desk.set(rid, parsed(place, place.repository.registry[view.kind], values["given"], view.fields))
    return {"changed": changed, "record": record(place, rid)}


def delete(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Delete what is shown."""
    rid = find_id(place, values["id"])
    return {"changed": place.desk.delete(rid), "record": record(place, rid)}


def restore(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Bring a deleted record back."""
    rid = find_id(place, values["id"])
    return {"changed": place.desk.restore(rid), "record": record(place, rid)}


def state(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Make a transition, by oneself or entered for another with basis and reference."""
    rid = find_id(place, values["id"])
    view = place.desk.record(rid)
    spec = place.repository.registry[view.kind]
    to = _state_named(spec, values["to"])
    fields: dict[str, Any] = {}
    if values.get("reason") is not None and spec.transition(view.state, to) is not None:
        along = spec.going_along(to)
        if not along:
            raise FieldProblem("reason", "no_reason_here", value=to, kind=spec.name)
        fields = parsed(place, spec, [{"field": along[0], "how": "=", "text": values["reason"]}])
    on_behalf = entered_for(place, values)
    if "decided_by" in spec.going_along(to):
        fields["decided_by"] = on_behalf.member if on_behalf else place.desk.member
    changed = place.desk.change_state(rid, to, with_fields=fields, on_behalf=on_behalf)
    kept = approved_words(place, rid) if changed and (spec.name, to) == ("plan", "approved") else None
    return {"changed": changed, "record": record(place, rid), "said": kept}


def entered_for(place: Workplace, values: Mapping[str, Any]) -> OnBehalf | None:
    """Whose decision is entered, with its basis and reference; None for one's own, unless that rests on a meeting."""
    if values.get("for") is None:
        if values.get("basis") is None:
            return None
        if place.desk.member is None:
            raise InTheWay("basis_and_member")
        return OnBehalf(place.desk.member, values["basis"], values.get("reference"))
    return OnBehalf(_member(place, values["for"]), values["basis"], values.get("reference"))


def _state_named(spec: KindSpec, written: str) -> str:
    """A state by its identifier or its label."""
    return next((name for name, label in spec.states.items() if written in (name, *label)), written)


def _member(place: Workplace, written: str) -> str:
    """A member by id or by name."""
    try:
        found = str(value_of(place, "for", place.repository.registry["appointment"].fields["member"], written))
    except FieldProblem as problem:
        raise FieldProblem("for", problem.code, value=written[:40], allowed=problem.params.get("allowed", "")) from None
    view = place.repository.get(found)
    if view is None or view.kind != "member":
        raise FieldProblem("for", "not_an_id", value=written[:40])
    return found


def submit(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Make the submission of exactly what the author saw."""
    from sync.submitting import submit as make

    return {"record": record(place, make(place.desk, values["id"], values["seen"]))}


def publish(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Publish an accepted submission."""
    from sync.publishing import publish as make

    return {"record": record(place, make(place.desk, values["id"]))}


def sign(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Sign exactly what was shown, as host or recorder, by oneself or entered for another."""
    from sync.sign_off import Role
    from sync.sign_off import sign as make

    session = place.desk.record(values["id"])
    on_behalf = entered_for(place, values)
    member = on_behalf.member if on_behalf else place.desk.member or str(session.get("host"))
    role: Role = "host" if member == session.get("host") else "recorder"
    return {"record": record(place, make(place.desk, session.id, values["seen"], member, role, on_behalf=on_behalf))}


def rules(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Make a choice of rules count, if the rules are still those whose difference was shown."""
    from tui.rule_choice import choose
    from tui.year.adapting import Choice

    seen, wanted = (Choice(values[name]["pack"], frozenset(values[name]["changes"])) for name in ("seen", "wanted"))
    return {"changed": choose(place, seen, wanted)}


def resolve(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Settle a conflict: keep what stands, take the other value, or let a text of one's own stand."""
    from sync import resolving

    desk = place.desk
    item = resolving.conflict(desk, _beginning(values["id"], [each.id for each in resolving.open_conflicts(desk)]))
    if values["keep"] == "current":
        resolving.keep_current(desk, item)
    elif values["keep"] == "mine":
        resolving.take_mine(desk, item)
    else:
        spec = place.repository.registry[item.kind or "conflict"]
        given = [{"field": item.field, "how": "=", "text": values["text"]}]
        value = parsed(place, spec, given)[item.field] if item.field in spec.fields else None  # type: ignore[arg-type]
        resolving.resolve(desk, item, value)
    return {"id": item.id, "record": record(place, item.record)}


def parked(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Send a refused edit again, keep its text in new records, or drop it."""
    from sync import parking

    desk = place.desk
    item = parking.parked(desk, _beginning(values["id"], [each.id for each in place.queue.parked()]))
    made: list[str] = []
    match values["how"]:
        case "retry":
            parking.retry(desk, item)
        case "as_new":
            made = parking.as_new(desk, item)
        case _:
            parking.discard(desk, item)
    return {"id": item.id, "made": made}


def _beginning(written: str, known: list[str]) -> str:
    """One of these ids by its beginning; raises NotFound."""
    fitting = [each for each in known if each.startswith(written)] if len(written) >= 6 else []
    if written in known or len(fitting) == 1:
        return written if written in known else fitting[0]
    raise NotFound(written)


def private_import(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Take in what a sealed copy held."""
    from sync.private_copy import take_in
    from sync.sealed import Private

    added = take_in(place.desk, msgspec.convert(values["content"], Private))
    return {"added": added.added, "second_copies": added.second_copies, "unsaved": added.unsaved, "same": added.same}


def private_exported(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Remember when the last sealed copy was made."""
    from sync.private_copy import note_export

    note_export(place.repository, values["at"])
    return {}


def signed_in(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Make the folder the account's; the token itself never goes through the inbox."""
    from sync.wire import SignedIn

    return {"reset_at": place.signed_in(msgspec.convert(values["answer"], SignedIn), _server(values))}


def moved(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Reach the branch somewhere else from now on."""
    place.moved(_server(values))
    return {}


def _server(values: dict[str, Any]) -> Server:
    """A command of an older version names no fingerprint: it knew of none."""
    return Server(values["server"], values.get("fingerprint"))


def signed_out(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Nothing but a word to the holder, who looks at the sign-in anew."""
    return {}


def load(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Record a year that the product knows the facts of."""
    from tui.commandline.samples import load_source_year

    return load_source_year(place)


ACTS: dict[str, Act] = {
    "new": new,
    "edit": edit,
    "delete": delete,
    "restore": restore,
    "state": state,
    "submit": submit,
    "publish": publish,
    "sign": sign,
    "rules": rules,
    "lend": reading_acts.lend,
    "back": reading_acts.back,
    "renew": reading_acts.renew,
    "study": reading_acts.study,
    "study_confirm": reading_acts.study_confirm,
    "resolve": resolve,
    "parked": parked,
    "private_import": private_import,
    "private_exported": private_exported,
    "signed_in": signed_in,
    "signed_out": signed_out,
    "moved": moved,
    "load": load,
    "import": importing.take_in,
    "import_undo": importing.take_back,
}
"""What can be asked of whoever holds a data folder."""

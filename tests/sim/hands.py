"""What people do at a device, through the same calls as screens and command line; every text they write carries a token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from sync import parking, resolving, submitting, undo
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.problems import EditRefused
from sync.records.fields import FieldProblem
from tests.sim.clocks import World
from tests.sim.device import Device, Editor
from tests.sim.office import Branch
from tests.sim.oracle import Oracle, day, sides
from tests.sim.words import clause, joined, line, rewritten, tokens_in

TEXTS = (
    ("session", "summary"),
    ("session", "summary"),
    ("session", "guests"),
    ("session", "remark"),
    ("task", "materials"),
    ("task", "materials"),
    ("plan", "requirements"),
    ("plan", "goals"),
    ("minute", "text"),
    ("minute", "text"),
    ("comment", "text"),
    ("action", "done_note"),
    ("submission", "remark"),
    ("note", "body"),
    ("reflection", "body"),
)
LINES = (
    ("session", "place"),
    ("session", "title"),
    ("task", "topic"),
    ("task", "progress"),
    ("attendance", "remark"),
    ("agenda_item", "title"),
    ("action", "text"),
    ("note", "title"),
    ("reflection", "title"),
)
DELETED_OFTEN = ("minute", "comment", "attendance", "agenda_item", "action", "note", "reflection", "session", "task")
STATUSES = ("present", "late", "leave", "absent")


class Hands:
    """Somebody at a device. Every method is one action; it raises what the desk raises when it is refused."""

    def __init__(
        self, device: Device, oracle: Oracle, world: World, branch: Branch, token: Callable[[], str], rng: Random
    ) -> None:
        self.device = device
        self.desk = device.place.desk
        self.repository = device.place.repository
        self.member = device.account.member
        self.oracle = oracle
        self.world = world
        self.branch = branch
        self.token = token
        self.rng = rng

    # helpers

    @contextmanager
    def _writing(self, scope: str, tokens: Iterable[str], what: str) -> Iterator[None]:
        tokens = set(tokens)
        self.oracle.writes(self.member, tokens, scope)
        yield
        self.oracle.saves(tokens, f"{what} on {self.device.name}")

    def _pick(self, *kinds: str, deleted: bool = False) -> View | None:
        """A record, mostly one of the first this device came to know, so that people meet."""
        found = self.repository.find(self.rng.choice(kinds), deleted=deleted)
        if not found:
            return None
        return found[0] if self.rng.random() < 0.5 else found[int(len(found) * self.rng.random() ** 2)]

    def _create(self, kind: str, fields: Mapping[str, Any], scope: str) -> None:
        with self._writing(scope, tokens_in(dict(fields)), f"new {kind}"):
            self.desk.create(kind, fields)

    # creating

    def _session(self, *, committee: bool | None = None) -> tuple[dict[str, Any], str]:
        committee = self.rng.random() < 0.25 if committee is None else committee
        form = "committee_meeting" if committee else "exchange"
        fields: dict[str, Any] = {"form": form, "title": line(self.rng, self.token()), "recorders": [self.member]}
        if self.rng.random() < 0.5:
            fields["summary"] = clause(self.rng, self.token())
        return fields, f"{'c' if committee else 'b'}:{self.branch.id}"

    def _minute(self, session: str) -> dict[str, Any]:
        text = clause(self.rng, self.token())
        return {"session": session, "at": "2026-09-01T09:00", "entry": "discussion", "pos": "a", "text": text}

    def open_session(self) -> None:
        """Note down an unplanned session."""
        self._create("session", *self._session())

    def committee_session(self) -> str:
        """Note down a session of the committee, with what it was about; returns its id."""
        fields, scope = self._session(committee=True)
        fields["summary"] = clause(self.rng, self.token()) + clause(self.rng, self.token())
        with self._writing(scope, tokens_in(fields), "new session"):
            return self.desk.create("session", fields)

    def record_meeting(self) -> None:
        """A session with its first entries, as one action."""
        fields, scope = self._session()
        rid = self.desk.new_id("session", fields)
        records = [("session", fields, rid), ("minute", self._minute(rid), None), ("minute", self._minute(rid), None)]
        with self._writing(scope, tokens_in([each for _, each, _ in records]), "meeting"):
            self.desk.create_all(records)

    def plan_task(self) -> None:
        """A task of the plan."""
        topic = line(self.rng, self.token())
        number = self.rng.randrange(2, 50)
        fields = {"plan": self.branch.plan, "number": number, "topic": topic, "track": "political"}
        self._create("task", fields, f"b:{self.branch.id}")

    def take_minute(self) -> None:
        """An entry of the minutes."""
        if session := self._pick("session"):
            self._create("minute", self._minute(session.id), session.scope)

    def call_roll(self) -> None:
        """A row of the roll call: the same person and session are the same record on every device."""
        if session := self._pick("session"):
            person = self.branch.members[self.rng.choice(("writer", "head", "member"))]
            fields = {"session": session.id, "member": person, "status": self.rng.choice(STATUSES)}
            if self.rng.random() < 0.7:
                fields["remark"] = line(self.rng, self.token())
            self._create("attendance", fields, session.scope)

    def say_oneself(self) -> None:
        """A member's own entry in the roll call."""
        mine = [v for v in self.repository.find("attendance") if v.get("member") == self.member]
        if mine:
            self.desk.set(self.rng.choice(mine).id, {"self_status": self.rng.choice(("present", "leave"))})

    def add_row(self) -> None:
        """An agenda item or an action item."""
        if session := self._pick("session"):
            text = line(self.rng, self.token())
            if self.rng.random() < 0.5:
                self._create("agenda_item", {"session": session.id, "number": 1, "title": text}, session.scope)
            else:
                owner = self.branch.members["writer"]
                self._create("action", {"session": session.id, "text": text, "owner": owner}, session.scope)

    def comment(self) -> None:
        """A comment on an entry or on a submission."""
        if target := self._pick("minute", "submission", "submission"):
            fields = {"target": target.id, "author": self.member, "text": clause(self.rng, self.token())}
            self._create("comment", fields, target.scope)

    def write_privately(self) -> None:
        """A note or a draft."""
        kind = self.rng.choice(("note", "reflection"))
        fields = {"title": line(self.rng, self.token()), "body": clause(self.rng, self.token())}
        self._create(kind, fields, f"u:{self.member}")

    def submit(self) -> None:
        """Submit a draft: what it says goes to those in charge."""
        if draft := self._pick("reflection"):
            seen = submitting.what_leaves(self.desk, draft.id)
            with self._writing(f"r:{self.branch.id}:{self.member}", tokens_in(seen), "submission"):
                submitting.submit(self.desk, draft.id, seen)

    # editing

    def open_editor(self) -> None:
        """Begin to edit a field of a record, from what is shown now."""
        kind, name = self.rng.choice(TEXTS if self.rng.random() < 0.75 else LINES)
        view = self._pick(kind)
        if view is None or any((each.rid, each.field) == (view.id, name) for each in self.device.editors):
            return
        self._open(view, name)

    def _open(self, view: View, name: str) -> Editor:
        """The field's editor: the one that is open, or a new one with what was typed and never saved."""
        for editor in self.device.editors:
            if (editor.rid, editor.field) == (view.id, name):
                return editor
        editor = Editor(view.id, view.kind, view.scope, name, view.get(name))
        for typed in self.device.place.unsaved.of(view.id):
            if typed.field == name:
                editor.base, editor.text = typed.base, typed.text
        self.device.editors.append(editor)
        del self.device.editors[:-4]
        return editor

    def _type(self, editor: Editor) -> None:
        before = editor.text if editor.text is not None else editor.base
        if (editor.kind, editor.field) in LINES:
            editor.text = line(self.rng, self.token())
        else:
            editor.text = rewritten(self.rng, before, self.token())
        self.oracle.writes(self.member, tokens_in(editor.text), editor.scope)
        self.oracle.dropped |= tokens_in(before) - tokens_in(editor.text)

    def type(self) -> None:
        """Type, and have what is typed journaled."""
        if self.device.editors:
            editor = self.rng.choice(self.device.editors)
            self._type(editor)
            text = editor.text or ""
            with self._writing(editor.scope, tokens_in(text) - tokens_in(editor.base), "typing"):
                self.device.place.unsaved.keep(
                    editor.rid, editor.field, editor.base, text, kind=editor.kind, scope=editor.scope
                )

    def save(self) -> None:
        """Leave a field: what was typed becomes one edit on the base its editor was loaded with."""
        if not self.device.editors:
            self.open_editor()
        if not self.device.editors:
            return
        editor = self.rng.choice(self.device.editors)
        if editor.text is None or self.rng.random() < 0.3:
            self._type(editor)
        self._save(editor)
        if self.rng.random() < 0.5:
            view = self.desk.record(editor.rid)
            if not view.deleted:
                self.device.editors.append(Editor(view.id, view.kind, view.scope, editor.field, view.get(editor.field)))

    def _save(self, editor: Editor) -> None:
        self.device.editors.remove(editor)
        with self._writing(editor.scope, tokens_in(editor.text) - tokens_in(editor.base), f"edit of {editor.field}"):
            self.desk.edit(editor.rid, {editor.field: (editor.base, editor.text)})

    def pick_text(self) -> tuple[str, str] | None:
        """A record and a text field of it to write in, if there is one."""
        kind, name = self.rng.choice(TEXTS)
        view = self._pick(kind)
        return (view.id, name) if view is not None else None

    def rewrite(self, rid: str, name: str) -> None:
        """Change a text and save it, in one go."""
        editor = self._open(self.desk.record(rid), name)
        self._type(editor)
        self._save(editor)

    def replace_clause(self, rid: str, name: str) -> None:
        """Write something else in the place of a text's first clause, and save it."""
        editor = self._open(self.desk.record(rid), name)
        rest = (editor.text or editor.base or "").partition("。")[2]
        editor.text = clause(self.rng, self.token()) + rest
        self.oracle.writes(self.member, tokens_in(editor.text), editor.scope)
        self._save(editor)

    def recover(self) -> None:
        """Go on with what was typed and never saved; or throw it away."""
        unsaved = self.device.place.unsaved
        open_ = {(each.rid, each.field) for each in self.device.editors}
        found = [each for each in unsaved.all() if (each.rid, each.field) not in open_]
        if not found:
            return
        typed = self.rng.choice(found)
        if self.rng.random() < 0.2:
            self.oracle.given_up |= tokens_in(typed.text) - tokens_in(typed.base) - self.oracle.accepted
            unsaved.forget(typed.rid, typed.field)
        else:
            editor = Editor(typed.rid, typed.kind, typed.scope, typed.field, typed.base, typed.text)
            self.device.editors.append(editor)

    def set_at_once(self) -> None:
        """Change a line and a set of one record at once, as a command does."""
        if session := self._pick("session"):
            held = list(session.get("also") or [])
            word = line(self.rng, self.token())
            kept = [each for each in held if self.rng.random() < 0.8]
            values = {"also": sorted([*kept, word])}
            if self.rng.random() < 0.4:
                values["place"] = line(self.rng, self.token())  # type: ignore[assignment]
            self.oracle.dropped |= tokens_in(held) - tokens_in(kept)
            self.oracle.dropped |= tokens_in(session.get("place")) if "place" in values else set()
            with self._writing(session.scope, tokens_in(values) - tokens_in(held), "set"):
                self.desk.set(session.id, values)

    def change_state(self) -> None:
        """Make a transition, perhaps with a remark, perhaps for somebody who decided on paper."""
        view = self._pick("session", "task", "action", "submission", "plan")
        if view is None:
            return
        spec = self.repository.registry[view.kind]
        following = spec.next_states(view.state)
        if not following:
            return
        to = self.rng.choice(following)
        step = spec.transition(view.state, to)
        fields: dict[str, Any] = {}
        if step and step.requires:
            fields[step.requires] = line(self.rng, self.token())
        elif "remark" in spec.fields and to in ("returned", "approved", "accepted") and self.rng.random() < 0.5:
            fields["remark"] = rewritten(self.rng, view.get("remark"), self.token())
        decided = None
        if to in ("approved", "returned") and self.rng.random() < 0.3:
            decided = OnBehalf(self.branch.members["secretary"], "paper", "第3号")
        self.oracle.dropped |= tokens_in([view.get(name) for name in fields]) - tokens_in(fields)
        with self._writing(view.scope, tokens_in(fields) - tokens_in(dict(view.fields)), f"state {to}"):
            self.desk.change_state(view.id, to, with_fields=fields, on_behalf=decided)

    def take_plan_on(self) -> None:
        """Take the plan one step further, to its approval and round again; the clerk enters what the secretary decided."""
        plan = self.desk.record(self.branch.plan)
        steps = {"draft": "submitted", "returned": "submitted", "submitted": "approved", "approved": "draft"}
        to = steps.get(plan.state or "draft")
        if to is None:
            return
        fields = {"change_reason": line(self.rng, self.token())} if to == "draft" else {}
        decided = None
        if to == "approved":
            # By a meeting also the last writer approves.
            decided = OnBehalf(self.branch.members["secretary"], "meeting", "第3号")
        self.oracle.dropped |= tokens_in([plan.get(name) for name in fields]) - tokens_in(fields)
        with self._writing(plan.scope, tokens_in(fields), f"plan {to}"):
            self.desk.change_state(plan.id, to, with_fields=fields, on_behalf=decided)

    def study(self) -> None:
        """Enter self-study, or change the claim of one that waits."""
        mine = [v for v in self.repository.find("study") if v.get("member") == self.member and v.state == "claimed"]
        fields = {"what": line(self.rng, self.token())}
        if mine and self.rng.random() < 0.6:
            held = self.rng.choice(mine)
            self.oracle.dropped |= tokens_in(held.get("what"))
            with self._writing(held.scope, tokens_in(fields), "claim"):
                self.desk.set(held.id, fields)
        else:
            whole = {"member": self.member, "on": day(self.world), "minutes": 30, **fields}
            self._create("study", whole, f"r:{self.branch.id}:{self.member}")

    def decide_study(self) -> None:
        """Confirm or refuse what somebody claims."""
        others = [v for v in self.repository.find("study") if v.get("member") != self.member and v.state == "claimed"]
        if others:
            claim = self.rng.choice(others)
            refused = self.rng.random() < 0.3
            fields = {"reason": line(self.rng, self.token())} if refused else {}
            with self._writing(claim.scope, tokens_in(fields), "decision"):
                self.desk.change_state(claim.id, "refused" if refused else "confirmed", with_fields=fields)

    # taking away, taking back

    def delete(self) -> None:
        """Delete what is shown."""
        if view := self._pick(*DELETED_OFTEN):
            self.desk.delete(view.id)
            done = self.desk.last[-1]
            assert isinstance(done, list)
            self.oracle.seen_when_deleting[done[0].op.id] = tokens_in(dict(view.fields))

    def restore(self) -> None:
        """Bring back what was deleted."""
        if view := self._pick(*DELETED_OFTEN, deleted=True):
            self.desk.restore(view.id)

    def undo(self) -> None:
        """Take the last action back."""
        last = self.desk.last[-1] if self.desk.last else []
        changes = [change for deed in last for change in deed.op.ch.values()] if isinstance(last, list) else []
        written = set().union(*(new - old for old, new in map(sides, changes)))
        try:
            undo.undo(self.desk)
        except (EditRefused, FieldProblem):
            raise
        except BaseException:
            self.oracle.dropped |= written
            raise
        self.oracle.dropped |= written

    # what came back

    def resolve(self) -> None:
        """Settle a conflict: what stands, the other, or both joined."""
        found = resolving.open_conflicts(self.desk)
        if not found:
            return
        item = self.rng.choice(found)
        way = self.rng.random()
        if way < 0.3 or item.kind is None:
            resolving.keep_current(self.desk, item)
        elif way < 0.6 or item.of_delete or not isinstance(item.mine, str) or item.parent is None:
            resolving.take_mine(self.desk, item)
        else:
            declared = self.repository.registry[item.kind].fields[item.field]
            if declared.type == "text":
                value = joined(self.rng, item.current, item.mine, self.token())
            elif declared.type == "str":
                value = line(self.rng, self.token())
            else:
                value = item.mine
            with self._writing(item.parent.scope, tokens_in(value) - tokens_in(item.current), "resolution"):
                resolving.resolve(self.desk, item, value)

    def settle_parked(self) -> None:
        """Send a refused edit again, keep its text elsewhere, or drop it."""
        found = self.desk.queue.parked()
        if not found:
            return
        item = self.rng.choice(found)
        way = self.rng.random()
        written = set().union(*(sides(change)[1] for op in item.ops for change in op.ch.values()))
        if way < 0.5:
            parking.retry(self.desk, item)
        elif way < 0.8:
            with self._writing(f"u:{self.member}", written, "kept as new"):
                parking.as_new(self.desk, item)
        else:
            self.oracle.given_up |= written - self.oracle.accepted
            parking.discard(self.desk, item)

    # who may what

    def change_role(self) -> None:
        """The secretary gives or takes a role, or moves somebody to another section."""
        if self.rng.random() < 0.25:
            rid = self.branch.memberships["writer"]
            self.desk.set(rid, {"section": self.rng.choice(self.branch.sections)})
            return
        name = self.rng.choice(("head", "member", "writer", "clerk"))
        self.set_role(name, held=not self.holds(name))

    def holds(self, name: str) -> bool:
        """Whether this person's role is in force, as far as is known here."""
        return self.desk.record(self.branch.roles[name]).get("to") is None

    def set_role(self, name: str, *, held: bool) -> None:
        """Give this person's role, or take it."""
        self.desk.set(self.branch.roles[name], {"to": None if held else day(self.world, -1)})

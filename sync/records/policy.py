"""May this person do this to this record now? One answer for the server, which decides, and the screen, which says why not.

Source: `permissions.csv`, whose legend this file follows; default deny. The rules themselves stand with their kinds.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync.records.attempts import BASES, Act, Attempt, Facts, Held, Refusal, session_about, session_of
from sync.records.kind import KindSpec, Registry
from sync.records.narrowing import narrowed
from sync.records.rules import Rule, Who
from sync.records.standing import Standing

__all__ = ["BASES", "Attempt", "Facts", "Held", "Policy", "Refusal", "session_of"]


class Policy:
    """Answers attempts against the rules of the registry."""

    def __init__(self, registry: Registry, facts: Facts) -> None:
        self._registry = registry
        self._facts = facts

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """None when allowed; else the reason."""
        spec = self._registry[attempt.kind]
        if attempt.actor is None:
            # Whoever may do everything still cannot hang a record where it has no place.
            return self._refuse_place(attempt, spec) if attempt.act == "new" else None
        if not spec.shared:
            return None
        if attempt.kind == "conflict" and attempt.act != "put":
            return Refusal("server_only")
        entered = self._entered_wrongly(attempt)
        if entered:
            return entered
        if attempt.kind == "conflict":
            return self._refuse_close_of_conflict(attempt)
        return _Case(attempt, spec, self._facts, self._registry).refusal()

    def _refuse_place(self, attempt: Attempt, spec: KindSpec) -> Refusal | None:
        """Refuse what may hang on records of some kinds only, and hangs on another."""
        places = {kind for rule in spec.rules for kind in rule.parents}
        parent = self._facts.held(str(attempt.fields.get(spec.parent_field))) if places and spec.parent_field else None
        return Refusal("needs") if parent is not None and parent.kind not in places else None

    def _entered_wrongly(self, attempt: Attempt) -> Refusal | None:
        """A decision for another needs a basis, and the clerk or a recorder to enter it (permissions.csv, legend).

        One's own decision has at most a meeting behind it, which lets the last writer of a plan approve it.
        """
        if not attempt.entered:
            allowed = (None,) if attempt.decider is None else ()
            return None if attempt.basis in (*allowed, "meeting") else Refusal("basis")
        if attempt.basis not in BASES:
            return Refusal("basis")
        actor = attempt.actor or ""
        session = session_about(self._registry, self._facts, attempt.kind, attempt.rid, attempt.fields)
        recorder = session is not None and actor in (session[1].get("recorders") or ())
        if recorder or self._facts.roster.has_role(actor, "clerk"):
            return None
        return Refusal("needs", (Who("clerk"), Who("recorder")))

    def _refuse_close_of_conflict(self, attempt: Attempt) -> Refusal | None:
        """Whoever may write the parent's field may close the conflict about it.

        Closing writes nothing in the parent, so it is not asked in which state the parent is now: a conflict in a plan that was
        approved meanwhile could otherwise never be closed.
        """
        if attempt.decider is not None or attempt.basis is not None:
            return Refusal("basis", field="state")
        rid = attempt.fields.get("record")
        parent = self._facts.held(rid) if rid else None
        if parent is None or rid is None or parent.kind not in self._registry:
            return Refusal("needs", field="state")
        spec = self._registry[parent.kind]
        name = attempt.fields.get("field")
        act: Act = "put" if name in spec.fields else "del"
        changes = (name,) if act == "put" and name is not None and name != "state" else ()
        about = Attempt(
            actor=attempt.actor, act=act, kind=parent.kind, rid=rid, fields=parent.fields, fv=parent.fv, changes=changes
        )
        case = _Case(about, spec, self._facts, self._registry, whenever=True)
        return case.refuse_any_state() if name == "state" and spec.states else case.refusal()


class _Case:
    """One attempt against the rules of its kind; `whenever` = who may, whatever state the record is in."""

    def __init__(
        self, attempt: Attempt, spec: KindSpec, facts: Facts, registry: Registry, *, whenever: bool = False
    ) -> None:
        self.attempt = attempt
        self.spec = spec
        self.facts = facts
        self.whenever = whenever
        self._registry = registry
        self.standing = Standing(attempt, spec, facts, registry)
        self.state = attempt.fields.get("state", spec.first_state)
        self._allowed: dict[int, bool] = {}

    # what is asked

    def refusal(self) -> Refusal | None:
        """None when allowed; else the reason."""
        author = self._not_its_author()
        if author:
            return author
        match self.attempt.act:
            case "new":
                return self._refuse_new() or self._refuse_unread()
            case "put":
                return self._refuse_put()
            case _:
                return self._refuse_unless(self._general() or self._creating())

    def refuse_any_state(self) -> Refusal | None:
        """None for whoever may write the record or make any transition of it."""
        rules = [rule for rule in self.spec.rules if rule.right == "state"]
        return self._not_its_author() or self._refuse_unless([*self._general(), *rules], "state")

    def _refuse_new(self) -> Refusal | None:
        fields = self.attempt.fields
        given = [n for n, v in fields.items() if v not in (None, []) and n not in ("state", "sample")]
        named = [n for n in given if not self.spec.fields[n].once]
        free = [rule for rule in self.spec.rules if rule.right == "new" and not rule.fields]
        if free and self.spec.name != "session":
            if self._allows_any(free) and self._allows_any(self._general()):
                # Whoever makes and writes the whole record makes it with all its fields: a loan with its due date.
                return None
            named = [name for name in named if self._specific(name)]
            return self._refuse_unless(free) or self._refuse_fields(named)
        if self._allows_any(free) and self._opens_own_session():
            return None
        making = self._general() or self._creating()
        if not self._general():
            # Where no line speaks of the whole record, a row may also be made of what one may write in it.
            making = [*making, *(rule for name in named for rule in self._specific(name))]
        return self._refuse_unless(making) or self._refuse_fields(named)

    def _refuse_unread(self) -> Refusal | None:
        """What its author could not read is not made: it would vanish from the author's device as soon as it is accepted.

        But whoever keeps the session, or kept it at any revision, brings its rows (PROTOCOL.md section 6), and what is
        entered for another lives where the other one reads it.
        """
        attempt = self.attempt
        roster, actor, scope = self.facts.roster, attempt.actor or "", attempt.scope
        if scope is None or attempt.entered or roster.reads(actor, scope) or self.standing.keeps_session():
            return None
        return Refusal("unread")

    def _refuse_put(self) -> Refusal | None:
        to = self.attempt.to
        refused = self._refuse_transition(to) if to is not None else None
        going_along = self.spec.going_along(to)
        return refused or self._refuse_fields(n for n in self.attempt.changes if n != "state" and n not in going_along)

    # its parts

    def _not_its_author(self) -> Refusal | None:
        """No text is put in anyone's mouth: whoever writes a record with an author is that author (DOMAIN.md section 4)."""
        if self.spec.name == "appointment" and self.attempt.fields.get("member") == self.attempt.actor:
            return Refusal("oneself")
        declared = self.spec.fields.get("author")
        owns_text = declared is not None and declared.once and self.spec.owner != "author"
        if owns_text and self.attempt.fields.get("author") != self.standing.decider:
            return Refusal("author", field="author")
        return None

    def _opens_own_session(self) -> bool:
        """An unplanned session: no recorder but oneself, no host but oneself, adopted by nobody yet."""
        fields, actor = self.attempt.fields, self.attempt.actor
        recorders = set(fields.get("recorders") or ())
        return recorders <= {actor} and fields.get("host") in (None, actor) and not fields.get("adopted_by")

    def _refuse_fields(self, names: Iterable[str]) -> Refusal | None:
        refusals = (self._refuse_unless(self._specific(name) or self._general(), name) for name in names)
        return next(filter(None, refusals), None)

    def _refuse_transition(self, to: str) -> Refusal | None:
        naming = [rule for rule in self.spec.rules if rule.right == "state" and to in rule.to]
        return self._refuse_unless(naming or self._general(), "state")

    # rules

    def _general(self) -> list[Rule]:
        parent = self.standing.parent
        rules = [rule for rule in self.spec.rules if rule.right == "write" and not rule.fields]
        return [rule for rule in rules if not rule.parents or (parent and parent.kind in rule.parents)]

    def _creating(self) -> list[Rule]:
        return [rule for rule in self.spec.rules if rule.right == "new" and rule.fields]

    def _specific(self, name: str) -> list[Rule]:
        return [rule for rule in self.spec.rules if rule.right in ("write", "new") and name in rule.fields]

    def _refuse_unless(self, rules: Iterable[Rule], name: str | None = None) -> Refusal | None:
        rules = list(rules)
        return None if self._allows_any(rules) else self._why(rules, name)

    def _allows_any(self, rules: Iterable[Rule]) -> bool:
        return any(self._allows(rule) for rule in rules)

    def _allows(self, rule: Rule) -> bool:
        """One rule mostly governs many fields of one attempt, so its answer is kept."""
        known = self._allowed.get(id(rule))
        if known is None:
            known = self._allowed[id(rule)] = self._blocked(rule) is None and self._is_named(rule)
        return known

    def _is_named(self, rule: Rule) -> bool:
        return any(self.standing.is_one(who, rule) for who in rule.who)

    def _concerns(self, rule: Rule) -> bool:
        return rule.where is None or self.attempt.fields.get(rule.where[0]) in rule.where[1]

    def _blocked(self, rule: Rule) -> Refusal | None:
        standing = self.standing
        if not self._concerns(rule):
            return Refusal("needs", rule.who)
        if (self.attempt.entered or self.attempt.basis is not None) and not rule.entered:
            return Refusal("basis")
        if rule.states and self.state not in rule.states and not self.whenever:
            via = tuple(to for to in self.spec.next_states(self.state) if to in rule.states)
            return Refusal("state", rule.who, kind=self.spec.name, state=self.state, via=via)
        if rule.until_signed and self._is_signed() and not self.whenever:
            return Refusal("signed", code="signed")
        if rule.bar == "recorder" and standing.decider in (self.attempt.fields.get("recorders") or ()):
            return Refusal("recorder")
        meeting = self.attempt.basis == "meeting"
        if rule.bar == "last_writer" and not meeting and standing.last_writer() == standing.decider:
            return Refusal("last_writer")
        if rule.bar == "oneself" and standing.person() in (standing.decider, self.attempt.actor):
            # Nor is it entered by oneself as somebody else's decision about oneself.
            return Refusal("oneself")
        if rule.bar == "others" and standing.decider != standing.person():
            return Refusal("for_oneself")
        return self._refuse_decider(rule) or narrowed(rule, self.attempt, self.spec, self.facts)

    def _refuse_decider(self, rule: Rule) -> Refusal | None:
        """Refuse whoever may not take the record linked to into the state it must be in, and to name somebody else as its decider."""
        if rule.deciding is None:
            return None
        link, to = rule.deciding
        rid, attempt = self.attempt.fields.get(link), self.attempt
        held = self.facts.held(rid) if rid else None
        if held is None or rid is None or held.fields.get("state") != to:
            return Refusal("not_decided")
        if rule.named and attempt.fields.get(rule.named) != self.standing.decider:
            return Refusal("author", field=rule.named)
        about = Attempt(
            actor=attempt.actor,
            act="put",
            kind=held.kind,
            rid=rid,
            fields=held.fields,
            fv=held.fv,
            to=to,
            decider=attempt.decider,
            basis=attempt.basis,
        )
        return _Case(about, self._registry[held.kind], self.facts, self._registry).refusal()

    def _is_signed(self) -> bool:
        session = self.standing.session()
        return session is not None and self.facts.signed(session[0])

    def _why(self, rules: list[Rule], name: str | None) -> Refusal:
        """The refusal to show: what alone stands in the way of somebody who is named, else who may."""
        if rules and (self.attempt.entered or self.attempt.basis is not None) and not any(r.entered for r in rules):
            return Refusal("basis", field=name)
        for rule in rules:
            blocked = self._blocked(rule)
            if blocked and blocked.reason != "needs" and self._is_named(rule):
                return msgspec.structs.replace(blocked, field=name)
        if any(self.standing.kept_before(rule) for rule in rules) and self._is_signed():
            # What an earlier host or recorder brings late is offered as an amendment (PROTOCOL.md section 6).
            return Refusal("signed", field=name, code="signed")
        concerned = [rule for rule in rules if self._concerns(rule)]
        return Refusal("needs", tuple(dict.fromkeys(who for rule in concerned for who in rule.who)), name)

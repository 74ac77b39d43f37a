"""What narrows a rule beyond who may: what the record itself says, and what stands in other records."""

from __future__ import annotations

from sync.records.attempts import Attempt, Facts, Refusal
from sync.records.kind import KindSpec
from sync.records.rules import Rule


def narrowed(rule: Rule, attempt: Attempt, spec: KindSpec, facts: Facts) -> Refusal | None:
    """None when nothing stands against it beside who may; else the reason."""
    return _refuse_copy(rule, attempt, spec, facts) or _refuse_another_person(rule, attempt, facts)


def _refuse_copy(rule: Rule, attempt: Attempt, spec: KindSpec, facts: Facts) -> Refusal | None:
    """Refuse what is not word for word what stands, in the state asked for, in the record linked to."""
    if rule.copy_of is None:
        return None
    link, state = rule.copy_of
    fields, rid = attempt.fields, attempt.fields.get(link)
    held = facts.held(rid) if rid else None
    # Of somebody else's record not even its state is told.
    foreign = held is not None and held.fields.get("author") != fields.get("author")
    if held is None or foreign or held.fields.get("state") != state:
        return Refusal("not_accepted")
    copied = (name for name, declared in spec.fields.items() if declared.once and name not in (link, "sample"))
    other = next((name for name in copied if fields.get(name) != held.fields.get(name)), None)
    return Refusal("another_text", field=other) if other else None


def _refuse_another_person(rule: Rule, attempt: Attempt, facts: Facts) -> Refusal | None:
    """Refuse what names another person than the one whom the record linked to is about."""
    if rule.about is None or attempt.act != "new":
        return None
    link, name, kinds = rule.about
    rid = attempt.fields.get(link)
    held = facts.held(rid) if rid else None
    people = [held.fields.get(each) for each in kinds.get(held.kind, ())] if held is not None else []
    same = next(filter(None, people), None) == attempt.fields.get(name)
    return None if same else Refusal("another_person", field=name)

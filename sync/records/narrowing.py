"""What narrows a rule beyond who may: what the record itself says, and what stands in other records."""

from __future__ import annotations

from sync.records.attempts import Attempt, Facts, Refusal
from sync.records.kind import KindSpec
from sync.records.rules import Rule


def narrowed(rule: Rule, attempt: Attempt, spec: KindSpec, facts: Facts) -> Refusal | None:
    """None when nothing stands against it beside who may; else the reason."""
    return (
        _refuse_copy(rule, attempt, spec, facts)
        or _refuse_another_person(rule, attempt, facts)
        or _refuse_renewal(rule, attempt)
        or _refuse_answered(rule, attempt)
    )


def _refuse_copy(rule: Rule, attempt: Attempt, spec: KindSpec, facts: Facts) -> Refusal | None:
    """Refuse what is not word for word what stands, in the state asked for, in the record linked to, and a second copy of it."""
    if rule.copy_of is None:
        return None
    link, state = rule.copy_of
    fields, rid = attempt.fields, attempt.fields.get(link)
    held = facts.held(rid) if rid else None
    # Of somebody else's record not even its state is told.
    foreign = held is not None and held.fields.get("author") != fields.get("author")
    if held is None or foreign or held.fields.get("state") != state:
        return Refusal("not_accepted")
    copied = (name for name, declared in spec.fields.items() if declared.once and name != link)
    other = next((name for name in copied if (fields.get(name) or None) != (held.fields.get(name) or None)), None)
    if other:
        return Refusal("another_text", field=other)
    others = facts.linked(spec.name, link, str(rid)).items()
    # One stands at a time: what was withdrawn is published again as another record.
    stands = any(each != attempt.rid and made.get("state") == spec.first_state for each, made in others)
    return Refusal("published", field=link) if stands else None


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


def _refuse_renewal(rule: Rule, attempt: Attempt) -> Refusal | None:
    """Refuse a change that is not one renewal: the count one more, and with it a later date."""
    if rule.renewal is None or attempt.after is None:
        return None
    count, date = rule.renewal
    held, after = attempt.fields, attempt.after
    if all(after[name] == held.get(name) for name in rule.renewal if name in after):
        # The same renewal from another device changes nothing.
        return None
    if after.get(count) != (held.get(count) or 0) + 1:
        return Refusal("renewal", field=count)
    before, put_off = held.get(date) or "", after.get(date) or ""
    return None if put_off > before else Refusal("renewal", field=date)


def _refuse_answered(rule: Rule, attempt: Attempt) -> Refusal | None:
    """Refuse to delete with one's own words those in which others answered them."""
    answered = next((name for name in rule.until if attempt.fields.get(name)), None)
    return Refusal("answered", field=answered) if answered and attempt.act == "del" else None

"""The two sets a branch can be filled with keep the normative files, and the source year says nothing the source does not say."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.records.declared import BUILT, NORMATIVE, DeclaredField, declared_kinds
from tests.unit.sample_steps import CLERK, any_day, any_set, key, keys, made, references, told
from tui import samples
from tui.samples import demo_year
from tui.samples.demo_people import HEADS, LEADERS
from tui.samples.step import Approved, Ref

LABELS = {"secretary": "支部书记", "leader": "分管领导", "clerk": "学习秘书"}
"""Names of the roles on screen (DOMAIN.md section 2)."""


def fits(declared: DeclaredField, value: object) -> bool:
    """Whether a value can stand in a field."""
    if isinstance(value, Approved):
        return declared.type == "text"
    if value is None:
        return not declared.needed
    match declared.type:
        case "set":
            return isinstance(value, list) and len(value) == len(set(map(str, value))) <= 500
        case "int":
            return type(value) is int
        case "bool":
            return type(value) is bool
        case "id":
            return isinstance(value, Ref)
        case "str" if isinstance(value, Ref):
            return declared.limit >= 36
    if not isinstance(value, str) or not value or not re.fullmatch(r"[^\x00-\x09\x0b-\x1f\x7f]+", value):
        return False
    match declared.type:
        case "enum":
            return value in declared.choices
        case "date":
            return dt.date.fromisoformat(value).isoformat() == value
        case "time":
            return dt.datetime.fromisoformat(value).strftime("%Y-%m-%dT%H:%M") == value
        case "text":
            return len(value.encode()) <= 64 * 1024
    return len(value) <= declared.limit


@any_set
def test_every_step_is_one_that_kinds_toml_allows(day: dt.date | None) -> None:
    states: dict[str, str | None] = {}
    for step in told(day):
        kind = declared_kinds()[step.kind]
        assert step.kind in BUILT
        assert (step.key in states) == (step.do != "new"), step
        for name, value in step.fields.items():
            if name == "sample":
                assert (step.do, value) == ("new", True), step
                continue
            assert fits(kind.fields[name], value), (step, name)
            assert step.do == "new" or kind.fields[name].merge != "once", (step, name)
        if step.do == "new":
            needed = {name for name, field in kind.fields.items() if field.needed == "!!"}
            assert needed <= step.fields.keys(), step
            states[step.key] = next(iter(kind.states), None)
        if step.do == "state":
            required = {
                field for before, after, field in kind.transitions if (before, after) == (states[step.key], step.state)
            }
            assert required, step
            assert {field for field in required if field} <= step.fields.keys(), step
            allowed = {"reason", "change_reason", "remark", "decision", "decided_by", "done_note", "back_on"}
            assert step.fields.keys() <= allowed, step
            states[step.key] = step.state


@any_set
def test_references_lead_to_earlier_records_of_the_right_kind(day: dt.date | None) -> None:
    kinds: dict[str, str] = {}
    for step in told(day):
        for name, target in references(step):
            assert target in kinds, step
            wanted = declared_kinds()[step.kind].fields[name].target
            assert wanted in (None, kinds[target]), (step, name)
        people = {step.actor, step.on_behalf} - {None}
        assert {kinds.get(str(each)) for each in people} <= {"member"}, step
        kinds.setdefault(step.key, step.kind)


@any_day
def test_every_record_of_the_demo_says_that_it_is_a_sample(day: dt.date) -> None:
    assert all(step.fields["sample"] is True for step in told(day) if step.do == "new")


@any_day
def test_the_demo_happens_in_order_before_its_day_and_nothing_before_what_it_hangs_on(day: dt.date) -> None:
    shared, private = demo_year.steps(day), demo_year.private_steps(day)
    for steps in (shared, private):
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(step.at < day.isoformat() for step in steps)
    at = {step.key: step.at for step in (*shared, *private) if step.do == "new"}
    for step in told(day):
        assert all(at[target] <= step.at for _, target in references(step)), step
        assert at[step.key] <= step.at, step
    sessions = made(day, "session")
    for kind in ("attendance", "minute", "action"):
        for step in told(day):
            if step.kind == kind and step.do == "new":
                assert step.at[:10] >= str(sessions[key(step.fields["session"])]["start"])[:10], step


@any_day
def test_the_commonest_permissions_hold(day: dt.date) -> None:
    """A light check by the plain rows of permissions.csv; the push through the server's policy is the proof."""
    lines = [
        line for line in (NORMATIVE / "permissions.csv").read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    plain = {row["kind"]: set(row["who"].split()) for row in csv.DictReader(lines) if row["action"] == "write"}
    roles: dict[str | None, set[str]] = defaultdict(set)
    sessions, last_writer = made(day, "session"), ""
    for step in told(day):
        if step.actor is None:
            assert (step.kind, step.do) in {("member", "new"), ("appointment", "new")}, step
        elif step.kind in ("section", "member", "membership", "settings") or (step.kind, step.do) == ("task", "new"):
            assert roles[step.actor] & plain[step.kind], step
        if step.kind == "appointment" and step.do == "new":
            assert key(step.fields["member"]) != step.actor
            roles[key(step.fields["member"])].add(str(step.fields["role"]))
        if step.kind in ("comment", "submission") and step.do == "new":
            assert key(step.fields["author"]) == step.actor, step
        if step.on_behalf:
            assert "clerk" in roles[step.actor], step
            assert step.basis in ("paper", "spoken", "meeting"), step
        decider = step.on_behalf or step.actor
        if step.kind == "session" and step.state in ("approved", "returned"):
            assert roles[decider] & {"secretary", "leader"}, step
            assert decider not in keys(sessions[step.key]["recorders"]), step
        if step.kind == "submission" and step.state in ("accepted", "returned"):
            assert roles[decider] & {"secretary", "clerk", "leader", "section_head"}, step
        if step.kind == "plan" and step.do != "state":
            last_writer = step.actor or ""
        if step.kind == "plan" and step.state == "approved":
            assert roles[decider] & {"secretary", "leader"}, step
            assert decider != last_writer, step
        if step.kind in ("minute", "attendance") and step.do == "new":
            session = sessions[key(step.fields["session"])]
            assert step.actor in {key(session.get("host")), CLERK, *keys(session["recorders"])}, step
    assert {*LEADERS, *HEADS.values()} <= roles.keys()


def test_source_year_holds_the_facts_of_the_file() -> None:
    sessions = made(None, "session")
    assert Counter(fields["form"] for fields in sessions.values()) == {
        "mobilisation": 1,
        "collective_study": 5,
        "exchange": 5,
    }
    assert all(fields == {"form": fields["form"], "year": 2011, "state": "writing"} for fields in sessions.values())
    assert [fields["track"] for fields in made(None, "task").values()] == ["political"] * 3 + ["professional"] * 2
    assert all(fields.keys() == {"state", "plan", "number", "topic", "track"} for fields in made(None, "task").values())
    assert {fields["state"] for fields in made(None, "document").values()} == {"draft"}
    assert Counter(step.kind for step in told(None) if step.do == "new") == {
        "settings": 1, "document": 3, "plan": 1, "task": 5, "session": 11,
    }  # fmt: skip
    assert made(None, "settings")["settings"].keys() == {"state", "branch_name"}
    assert {(step.actor, step.at) for step in told(None)} == {(None, "")}


def test_source_year_makes_nothing_up() -> None:
    text = (Path(samples.__file__).parent / "source-year.json").read_text(encoding="utf-8")
    facts: list[str] = []
    json.loads(text, object_hook=lambda table: facts.extend(_strings([*table, *table.values()])))
    known = sorted({*facts, *LABELS.values()}, key=len, reverse=True)
    plan = made(None, "plan")["plan"]
    for step in told(None):
        for value in step.fields.values():
            if isinstance(value, str):
                rest = re.sub("|".join(map(re.escape, known)), "", value)
                assert set(rest) <= set("：、\n"), (step, rest)
    for fact in (
        "看一本好书、增一份知识、写一份心得",
        "总体建设活动的推进",
        "业余自学",
        "点评考核",
        "学习情况作为工作考核的重要内容",
    ):
        assert fact in str(plan["requirements"])
    assert str(plan["goals"]).split("\n")[1] == "办会、办文、办事质量"


def _strings(values: list[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _strings(value)

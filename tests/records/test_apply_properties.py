"""Whatever an op contains, it is applied or refused; and an op that comes again changes nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sync.apply import Applied, Rejected, Target, apply_op
from sync.canonical import canonical, digest
from sync.records.fields import check_value
from sync.records.registry import KINDS
from sync.wire import MAX_RECORD_BYTES, Op
from tests.records.declared import BUILT, DeclaredField, declared_kinds
from tests.records.ops import Verb, op

EXAMPLES = 150
VERBS: list[Verb] = ["new", "put", "put", "resolve", "del", "restore"]
WORDS = st.text("甲乙丙，。\n aé", max_size=12)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters() | st.characters(categories=["Cs", "Cc"]), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
    max_leaves=6,
)


def value_of(declared: DeclaredField) -> st.SearchStrategy[Any]:
    """Values the field takes, without null."""
    right: dict[str, st.SearchStrategy[Any]] = {
        "str": st.sampled_from(["甲", "乙", "a"]),
        "text": WORDS.filter(bool),
        "int": st.integers(-3, 3),
        "bool": st.booleans(),
        "date": st.sampled_from(["2026-03-05", "2026-03-06"]),
        "time": st.sampled_from(["2026-03-05T09:00", "2026-03-05T10:00"]),
        "id": st.sampled_from(["m1", "m2"]),
        "enum": st.sampled_from(declared.choices or ("",)),
    }
    return right[declared.type]


def change_of(declared: DeclaredField, *, wild: bool) -> st.SearchStrategy[Any]:
    """Changes of the field; wild ones may be anything at all."""
    if declared.type == "set":
        elements = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)
        right: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional={"add": elements, "del": elements})
    else:
        either = st.none() | value_of(declared)
        right = st.tuples(either, either).map(list)
    return right | ANYTHING | st.tuples(ANYTHING, ANYTHING).map(list) if wild else right


def fields_of(kind: str) -> dict[str, DeclaredField]:
    """Declared fields, with the state where there is one."""
    declared = declared_kinds()[kind]
    state = {"state": DeclaredField("enum", "s", "", 0, None, declared.states)} if declared.states else {}
    return {**declared.fields, **state}


@st.composite
def targets(draw: st.DrawFn, kind: str) -> Target | None:
    """A record of the kind as it may stand there: not at all, alive, deleted."""
    if draw(st.integers(0, 5)) == 0:
        return None
    fields: dict[str, Any] = {}
    for name, declared in fields_of(kind).items():
        if declared.type == "set":
            value: Any = sorted(draw(st.sets(st.sampled_from(["a", "b", "c"]), max_size=2))) or None
        else:
            value = draw(st.none() | value_of(declared))
        if value is not None:
            fields[name] = value
    return Target(fields, deleted=draw(st.integers(0, 3)) == 0)


@st.composite
def cases(draw: st.DrawFn, *, wild: bool) -> tuple[Target | None, Op]:
    """A record and an op on it."""
    kind = draw(st.sampled_from(BUILT))
    target = draw(targets(kind))
    fields = fields_of(kind)
    k = draw(st.sampled_from(VERBS))
    if k in ("del", "restore") and not wild:
        return target, op(k, kind, dig=draw(st.sampled_from([digest(target.fields if target else {}), "no"])))
    names = draw(st.lists(st.sampled_from(list(fields)), max_size=5, unique=True))
    changes = {name: draw(change_of(fields[name], wild=wild)) for name in names}
    if wild:
        changes |= draw(
            st.dictionaries(st.text(st.characters() | st.characters(categories=["Cs"])), ANYTHING, max_size=2)
        )
        return target, op(k, kind, changes, dig=draw(st.none() | st.text(max_size=4)))
    if k == "new":
        changes |= {name: [None, draw(value_of(each))] for name, each in fields.items() if each.needed == "!!"}
        changes.pop("state", None)
    else:
        changes = {name: change for name, change in changes.items() if fields[name].merge != "once"}
    return target, op(k, kind, changes)


def tried(target: Target | None, edit: Op) -> Applied | None:
    """What the op makes of the record; None when it is refused."""
    try:
        return apply_op(KINDS[edit.type], target, edit)
    except Rejected:
        return None


def after(target: Target | None, done: Applied) -> Target:
    """The record as it stands then."""
    if done.fields is None:
        return Target(target.fields if target else {}, deleted=True)
    return Target(done.fields)


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases(wild=True))
def test_whatever_an_op_contains_it_is_applied_or_refused(case: tuple[Target | None, Op]) -> None:
    target, edit = case
    before = canonical(dict(target.fields)) if target else b""
    tried(target, edit)
    assert not target or canonical(dict(target.fields)) == before


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases(wild=False))
def test_what_comes_out_is_a_record_of_its_kind(case: tuple[Target | None, Op]) -> None:
    target, edit = case
    done = tried(target, edit)
    assume(done is not None)
    assert done is not None
    if done.fields is not None:
        spec = KINDS[edit.type]
        for name, value in done.fields.items():
            assert value not in (None, [])
            assert check_value(name, spec.fields[name], value) == value
        assert len(canonical(done.fields)) <= MAX_RECORD_BYTES
    was: dict[str, Any] = dict(target.fields) if target and not target.deleted else {}
    now = done.fields or {}
    if edit.k in ("new", "put", "resolve") and done.fields is not None:
        assert set(done.changed) == {name for name in {*was, *now} if was.get(name) != now.get(name)}
        assert all(done.changed[name] == (was.get(name), now.get(name)) for name in done.changed)
    assert (done.outcome == "conflict") == bool(done.clashes)
    if done.outcome == "noop":
        assert not done.changed


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases(wild=False))
@example((Target({"year": 1, "guiding": "甲。乙。丙。"}), op("put", "plan", {"guiding": ["甲。乙。", "丁。甲。乙。"]})))
def test_an_op_that_comes_again_changes_nothing(case: tuple[Target | None, Op]) -> None:
    target, edit = case
    done = tried(target, edit)
    assume(done is not None)
    assert done is not None
    stands = after(target, done)
    again = tried(stands, edit)
    assert again is not None
    assert not again.changed
    assert after(stands, again) == stands
    assert {clash.field for clash in again.clashes} <= {clash.field for clash in done.clashes}

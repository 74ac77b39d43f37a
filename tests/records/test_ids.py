"""The canonical form and the ids made from it: fixed values, since every device and the server must agree for years."""

from __future__ import annotations

import hashlib
import uuid
from random import Random

import pytest

from sync.canonical import SUM_MODULUS, canonical, digest, record_sum
from sync.records.ids import Ids, conflict_id, derived_id, natural_id, record_id
from sync.records.registry import KINDS
from tests.records.declared import BUILT, declared_kinds
from tests.records.subjects import least

BRANCH = "0198c0de-0000-7000-8000-000000000001"
MOMENT = 0x0198_C0DE_1234


def ids(moment: int = MOMENT, seed: int = 7) -> Ids:
    """Ids of one moment and one seed."""
    return Ids(lambda: moment, Random(seed))


# canonical form


def test_keys_are_sorted_by_code_point_at_every_depth_and_nothing_is_escaped_that_need_not_be() -> None:
    value = {"😀": 1, "Ａ": 2, "b": {"é": [None, True, -3], "z": 'a"b\\c/\n\t\u2028'}, "B": "心得"}
    written = '{"B":"心得","b":{"z":"a\\"b\\\\c/\\n\\t\u2028","é":[null,true,-3]},"Ａ":2,"😀":1}'
    assert canonical(value) == written.encode()


def test_the_order_in_which_fields_were_set_does_not_matter() -> None:
    assert canonical({"a": 1, "b": {"c": 2, "d": 3}}) == canonical({"b": {"d": 3, "c": 2}, "a": 1})


@pytest.mark.parametrize("value", [1.5, float("nan"), {"a": 0.0}, [[1.0]], {"a": {"b": [1, 2.5]}}, (1.0,)])
def test_floats_are_refused_wherever_they_are(value: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(value)


def test_true_is_not_one() -> None:
    assert canonical([True, 1, 2**53]) == b"[true,1,9007199254740992]"


def test_digests_and_sums_are_fixed() -> None:
    fields = {"标题": "一，二", "a": [1, True, None]}
    assert digest(fields) == "31f0b36beafb7f4bbd9ebbb681ae1b7e"
    assert digest(None) == hashlib.sha256(b"null").hexdigest()[:32]
    assert record_sum("r", 3, "plan", None) == 312408670037497263049500936458127407454
    assert 0 <= record_sum("r", 3, "plan", fields) < SUM_MODULUS


# ids


def test_a_record_id_is_a_uuid7_of_its_moment() -> None:
    made = uuid.UUID(ids().record())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == MOMENT
    assert str(made) == ids().record()


@pytest.mark.parametrize("moment", [-5, 0, 2**48 - 1, 2**48 + 3])
def test_a_clock_gone_wrong_still_makes_a_uuid7(moment: int) -> None:
    made = uuid.UUID(ids(moment).record())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_of_one_moment_differ() -> None:
    source = ids()
    made = {source.record() for _ in range(2000)} | {source.op() for _ in range(2000)}
    assert len(made) == 4000


def test_an_op_id_has_128_random_bits() -> None:
    made = ids().op()
    prefix, bits = made.split(":")
    assert (prefix, len(bits)) == ("o", 32)
    assert int(bits, 16) == Random(7).getrandbits(128)


@pytest.mark.parametrize(
    ("kind", "key", "rid"),
    [
        ("attendance", ["s1", "m1"], "a9157e7b-3247-53c1-8492-7ad51463eb4f"),
        ("plan", [2026], "fd51ce8a-0f8b-53ee-96f5-fe03270365a9"),
        ("membership", ["m1", "2026-03-05"], "0a7541ef-9824-572c-86f7-e2126d556689"),
        ("conflict", ["o:1", "标题"], "166f0647-41b0-52d6-b351-a7a20b25dc5d"),
    ],
)
def test_natural_ids_are_fixed(kind: str, key: list[object], rid: str) -> None:
    """UUIDv5 with the branch id as namespace over canonical JSON, worked out by hand from RFC 9562."""
    assert natural_id(BRANCH, kind, key) == rid
    assert uuid.UUID(rid).version == 5


def test_a_natural_id_depends_on_every_part_of_it() -> None:
    other = "0198c0de-0000-7000-8000-000000000002"
    made = {
        natural_id(BRANCH, "attendance", ["s1", "m1"]),
        natural_id(other, "attendance", ["s1", "m1"]),
        natural_id(BRANCH, "assessment", ["s1", "m1"]),
        natural_id(BRANCH, "attendance", ["m1", "s1"]),
        natural_id(BRANCH, "plan", [2026]),
        natural_id(BRANCH, "plan", ["2026"]),
    }
    assert len(made) == 6


@pytest.mark.parametrize("kind", BUILT)
def test_the_id_of_a_new_record_follows_the_key_of_its_kind(kind: str) -> None:
    key = declared_kinds()[kind].key
    fields = least(kind)
    made = record_id(BRANCH, KINDS[kind], fields, ids())
    if key == ("branch",):
        assert made == BRANCH
    elif key:
        assert made == natural_id(BRANCH, kind, [fields[name] for name in key])
        assert made == record_id(BRANCH, KINDS[kind], fields, ids(0, 0))
    else:
        assert made == ids().record()


def test_a_conflict_has_the_same_id_under_any_retry() -> None:
    assert conflict_id(BRANCH, "o:1", "标题") == "166f0647-41b0-52d6-b351-a7a20b25dc5d"
    assert conflict_id(BRANCH, "o:1", "title") != conflict_id(BRANCH, "o:2", "title")


def test_a_derived_id_is_one_on_every_device_and_of_the_shape_the_server_asks_for() -> None:
    made = derived_id(BRANCH, "source-year:task-1")
    assert made == derived_id(BRANCH, "source-year:task-1")
    assert (
        len({made, derived_id(BRANCH, "source-year:task-2"), derived_id(str(uuid.UUID(int=1)), "source-year:task-1")})
        == 3
    )
    parsed = uuid.UUID(made)
    assert (str(parsed), parsed.version, parsed.variant) == (made, 7, uuid.RFC_4122)

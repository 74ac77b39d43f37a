"""Identifiers: time-ordered ids for records, one id on every device for natural keys, random ids for edits."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from random import Random

from sync.canonical import canonical
from sync.records.kind import KindSpec

LOCAL_BRANCH = "00000000-0000-7000-8000-000000000000"
"""Namespace of natural keys on a device that belongs to no branch yet."""


class Ids:
    """Makes ids from a clock (milliseconds since 1970) and a source of randomness, so that one seed replays one run."""

    def __init__(self, now_ms: Callable[[], int], random: Random) -> None:
        self._now_ms = now_ms
        self._random = random

    def record(self) -> str:
        """A UUIDv7 (RFC 9562): never sort by the time inside it (PROTOCOL.md section 1)."""
        moment = max(0, self._now_ms()) & (2**48 - 1)
        bits = moment << 80 | 0x7 << 76 | self._random.getrandbits(12) << 64 | 0b10 << 62 | self._random.getrandbits(62)
        return str(uuid.UUID(int=bits))

    def op(self) -> str:
        """An edit's id: 128 random bits, never reused, never changed (PROTOCOL.md section 4)."""
        return f"o:{self._random.getrandbits(128):032x}"


def natural_id(branch: str, kind: str, key: Sequence[object]) -> str:
    """UUIDv5 of a natural key in the namespace of the branch id: the same thing has one id on every device."""
    return str(uuid.uuid5(uuid.UUID(branch), canonical([kind, *key]).decode()))


def derived_id(branch: str, name: str) -> str:
    """An id of the shape of a UUIDv7 that is the same on every device: for what a program makes, and several may have make.

    It says nothing of a time; nobody reads one out of an id (PROTOCOL.md section 1).
    """
    bits = uuid.uuid5(uuid.UUID(branch), name).int & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=bits))


def record_id(branch: str, spec: KindSpec, fields: Mapping[str, object], ids: Ids) -> str:
    """The id of a record about to be created."""
    if spec.key == ("branch",):
        return branch
    if spec.key:
        return natural_id(branch, spec.name, [fields.get(name) for name in spec.key])
    return ids.record()


def conflict_id(branch: str, op: str, field: str) -> str:
    """The id of the conflict that an edit made in a field: the same under any retry (PROTOCOL.md section 10)."""
    return natural_id(branch, "conflict", [op, field])

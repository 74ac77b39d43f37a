"""What `kinds.toml` says, read by a small parser that knows nothing of the code under test."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

NORMATIVE = Path(__file__).parent.parent / "normative"

_MERGE_WORDS = {"s", "t", "set", "once"}
_REASONS = {"reason": "reason", "reasons": "reason"}


@dataclass(frozen=True)
class DeclaredField:
    """A field as the file declares it; `merge` filled in where the line is terse."""

    type: str
    merge: str
    needed: str
    limit: int
    target: str | None
    choices: tuple[str, ...]


@dataclass(frozen=True)
class DeclaredKind:
    """A kind as the file declares it; transitions as (before, after, field required with it)."""

    name: str
    scope: str
    owner: str | None
    key: tuple[str, ...]
    states: tuple[str, ...]
    transitions: frozenset[tuple[str, str, str | None]]
    fields: dict[str, DeclaredField]


def read_field(line: str) -> DeclaredField:
    """One field from "type merge [flags]"."""
    kind, *rest = line.split()
    needed = next((word for word in rest if word in ("!", "!!")), "")
    merges = [word for word in rest if word in _MERGE_WORDS]
    unknown = [word for word in rest if word not in _MERGE_WORDS and word not in ("!", "!!")]
    assert not unknown, f"{line!r}: {unknown}"
    assert len(merges) <= 1, line
    limit, target = 0, None
    choices: tuple[str, ...] = ()
    if match := re.fullmatch(r"str(\d+)", kind):
        kind, limit = "str", int(match[1])
    elif kind.startswith("id:"):
        kind, target = "id", kind.removeprefix("id:")
    elif kind.startswith("enum:"):
        kind, choices = "enum", tuple(kind.removeprefix("enum:").split("|"))
    assert kind in {"str", "text", "int", "bool", "date", "time", "id", "enum", "set"}, line
    merge = merges[0] if merges else {"set": "set", "text": "t"}.get(kind, "s")
    return DeclaredField(kind, merge, needed, limit, target, choices)


def read_states(line: str) -> tuple[tuple[str, ...], frozenset[tuple[str, str, str | None]]]:
    """The states in order of mention, and the transitions, of "a>b>c, a>d (with x)"."""
    states: list[str] = []
    steps: set[tuple[str, str, str | None]] = set()
    for part in line.split(","):
        match = re.fullmatch(r"\s*([\w>]+)\s*(?:\((?:with )?(\w+)\))?\s*", part)
        assert match, part
        chain = match[1].split(">")
        wanted = _REASONS.get(match[2], match[2]) if match[2] else None
        states = list(dict.fromkeys([*states, *chain]))
        steps |= {(before, after, wanted) for before, after in pairwise(chain)}
    return tuple(states), frozenset(steps)


@cache
def declared_kinds() -> dict[str, DeclaredKind]:
    """Every kind of the file, by name."""
    kinds: dict[str, DeclaredKind] = {}
    for name, table in tomllib.loads((NORMATIVE / "kinds.toml").read_text(encoding="utf-8")).items():
        assert set(table) <= {"scope", "owner", "key", "states", "fields"}, name
        states, steps = read_states(table["states"]) if "states" in table else ((), frozenset())
        kinds[name] = DeclaredKind(
            name=name,
            scope=table["scope"],
            owner=table.get("owner"),
            key=tuple(table["key"].split("+")) if "key" in table else (),
            states=states,
            transitions=steps,
            fields={field: read_field(line) for field, line in table["fields"].items()},
        )
    return kinds


BUILT = tuple(declared_kinds())
"""Every kind of the file is built."""

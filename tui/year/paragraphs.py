"""Which paragraphs of 80 characters or more stand in which records: an index by hash, so that one look-up finds the equals."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from sync.cache.view import View

LONG = 80
"""Characters from which equal paragraphs are worth a word (DOMAIN.md section 4)."""

TEXTS: Mapping[str, tuple[str, ...]] = {"minute": ("text",), "session": ("summary",), "submission": ("body",)}
"""Kind -> the fields looked at; a publication equals its submission by its nature."""


class Equal(msgspec.Struct, frozen=True):
    """A paragraph of one record that stands in an earlier one too."""

    record: str
    earlier: str
    begins: str


class ParagraphIndex:
    """Kept up to date record by record; reading and changing it are for one thread at a time."""

    def __init__(self) -> None:
        self._where: dict[bytes, dict[str, str]] = {}
        self._of: dict[str, list[bytes]] = {}

    def put(self, view: View | None, rid: str) -> None:
        """Learn a record anew; None or a deleted one is forgotten."""
        for key in self._of.pop(rid, ()):
            self._where[key].pop(rid, None)
        if view is None or view.deleted or view.kind not in TEXTS:
            return
        keys = [_key(paragraph) for paragraph in paragraphs(view)]
        if keys:
            self._of[rid] = keys
        made = _made(view)
        for key in keys:
            self._where.setdefault(key, {})[rid] = made

    def equals(self, views: Iterable[View], counts: Callable[[str], bool] = lambda _: True) -> list[Equal]:
        """Of these records, every long paragraph with the earliest other record that has it, of those that count."""
        found = []
        for view in views:
            own = (_made(view), view.id)
            for paragraph in paragraphs(view):
                others = self._where.get(_key(paragraph), {})
                earlier = min(
                    ((made, rid) for rid, made in others.items() if rid != view.id and counts(rid)), default=None
                )
                if earlier is not None and earlier < own:
                    found.append(Equal(view.id, earlier[1], paragraph[:12]))
        return found


def paragraphs(view: View) -> Iterator[str]:
    """The paragraphs of a record that are long enough, without blanks around them."""
    for name in TEXTS.get(view.kind, ()):
        for line in str(view.get(name) or "").split("\n"):
            paragraph = line.strip()
            if len(paragraph) >= LONG:
                yield paragraph


def _key(paragraph: str) -> bytes:
    return hashlib.blake2b(paragraph.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _made(view: View) -> str:
    """When a record was made, in UTC, so that devices of several zones compare; unknown times come first."""
    try:
        made = dt.datetime.fromisoformat(str(view.created.get("at") or view.created.get("claimed") or ""))
    except ValueError:
        return ""
    return made.astimezone(dt.UTC).isoformat()

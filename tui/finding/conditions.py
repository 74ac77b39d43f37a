"""Conditions of a search against the records of this device: which kinds, states, people and months are meant, said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from difflib import get_close_matches

import msgspec

from sync.clock import today
from sync.records.dates import narrow
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.finding.entry import LEFT_OUT, MINOR, Facts
from tui.finding.folding import fold
from tui.finding.likeness import likeness, nearest
from tui.finding.query import FILTERS, Condition, Query
from tui.finding.times import Times, month_of, month_words, times_of, within
from tui.finding.words import Word
from tui.i18n import language, t
from tui.labels import kind_label, listed, state_label
from tui.pinyin import forms

ME = ("我", "me", "自己", "本人")
PERSONS = ("by", "host")
"""Conditions whose values are members."""

NAMES = 3
"""Names that are offered for one nobody has."""

SHOWN = 4
"""Values that are named where many are meant."""

OFFERED = 10
"""Values that are named where one is still to be written."""

Test = Callable[[str, Facts], bool]


class Wanted(msgspec.Struct):
    """A search understood: words with the people each may mean, what a record must be, and what to tell whoever asked."""

    words: list[Word] = msgspec.field(default_factory=list)
    people: list[frozenset[str]] = msgspec.field(default_factory=list)
    times: list[Times | None] = msgspec.field(default_factory=list)
    """What each word says of time: records of that time count as having it."""
    tests: list[Test] = msgspec.field(default_factory=list)
    said: list[str] = msgspec.field(default_factory=list)
    """How each condition was understood."""
    problems: list[str] = msgspec.field(default_factory=list)
    """Conditions nothing can meet, each with what could be written instead."""
    notes: list[str] = msgspec.field(default_factory=list)
    """What was not taken as a condition, or is only begun."""
    empty: bool = True

    def test(self, projecting: bool = False) -> Test | None:
        """What a record must be to be shown: all conditions hold, and before a room it is not private; None for any."""
        tests = [*self.tests, _public] if projecting else self.tests

        def every(rid: str, facts: Facts) -> bool:
            return all(test(rid, facts) for test in tests)

        return (tests[0] if len(tests) == 1 else every) if tests else None


def _public(rid: str, facts: Facts) -> bool:
    return not facts.private


class _Value(msgspec.Struct, frozen=True):
    """One value a condition can have: what it means, and the ways to write it."""

    means: str
    label: str
    ways: tuple[str, ...]
    override: str | None = None


def understand(place: Workplace, query: Query) -> Wanted:
    """What a search asks of the records of this device."""
    wanted = Wanted(empty=query.empty)
    members, day = _members(place), dt.date.fromisoformat(today(place.clock))
    for text in query.words:
        word = Word(text)
        wanted.words.append(word)
        wanted.people.append(frozenset(each.means for each in members if _closeness(word, each) is not None))
        time = times_of(text, day)
        wanted.times.append(time)
        if time is not None:
            wanted.said.append(t("find.time_word", word=text, said=time.said))
    for name in query.strange:
        near = get_close_matches(name.lower(), [each for names in FILTERS.values() for each in names], 1)
        known = listed(f"{each}:" for each in near) or _known()
        wanted.notes.append(t("find.strange", name=name, known=known))
    for condition in query.conditions:
        _add(place, wanted, condition, members)
    return wanted


def _known() -> str:
    return listed(f"{filter_label(name)}:" for name in FILTERS)


def filter_label(name: str) -> str:
    """What a condition is called in the current language; it is understood in both."""
    return FILTERS[name][0] if language() != "zh" else next(each for each in FILTERS[name] if not each.isascii())


def _add(place: Workplace, wanted: Wanted, condition: Condition, members: list[_Value]) -> None:
    name, label = condition.name, filter_label(condition.name)
    if name == "month":
        _add_months(place, wanted, condition)
        return
    values = {"kind": _kinds, "state": _states}[name](place) if name not in PERSONS else members
    labels = list(dict.fromkeys(each.label for each in values))
    if not condition.values:
        wanted.notes.append(t("find.begun", name=label, values=_some(labels, OFFERED)))
        return
    found: list[_Value] = []
    for written in condition.values:
        meant = _meant(place, name, written, values)
        if not meant:
            near = listed(nearest(written, labels)) if labels else t("value.nobody")
            wanted.problems.append(t("find.unknown", name=label, written=written, near=near))
        found += meant
    if found:
        wanted.said.append(f"{label}{t('error.colon')}{_some(dict.fromkeys(each.label for each in found))}")
    wanted.tests.append(_test(name, frozenset(each.means for each in found)))


def _meant(place: Workplace, name: str, written: str, values: list[_Value]) -> list[_Value]:
    """The values that fit best: a whole name before one that begins so, before one that holds it."""
    if name in PERSONS and narrow(written).lower() in ME:
        me = place.desk.member
        return [each for each in values if each.means == me]
    levels = [(level, each) for each in values if (level := _closeness(Word(written), each)) is not None]
    best = min((level for level, _ in levels), default=0)
    return [each for level, each in levels if level == best]


def _closeness(word: Word, value: _Value) -> int | None:
    levels = [level for way in value.ways if (level := likeness(word, way, value.override)) is not None]
    return min(levels, default=None)


def _test(name: str, means: frozenset[str]) -> Test:
    if name == "kind":
        return lambda rid, facts: facts.kind in means
    if name == "state":
        both = {tuple(each.split("/", 1)) for each in means}
        return lambda rid, facts: (facts.kind, facts.state) in both
    if name == "host":
        return lambda rid, facts: facts.host in means
    return lambda rid, facts: rid in means or not means.isdisjoint(facts.people)


def near_names(place: Workplace, word: Word) -> list[str]:
    """Members whose initials are nearly these letters, or whose name is nearly this: 程立群 clq for slq; none for anything else."""
    if not word.letters and not 2 <= len(word.text) <= 4:
        return []
    found = []
    for each in _members(place):
        ways = _spelled(each) if word.letters else (each.label,)
        if any(_all_but_one(way, word.text) for way in ways):
            found.append(f"{each.label} {ways[0]}" if word.letters else each.label)
    return found[:NAMES]


def _all_but_one(way: str, written: str) -> bool:
    """True for two of one length that differ in one place."""
    return len(way) == len(written) and sum(a != b for a, b in zip(way, written, strict=True)) == 1


def _spelled(member: _Value) -> tuple[str, ...]:
    """How a name is written in letters, its initials first."""
    own = (member.override or "").lower().split()
    said = ("".join(each[0] for each in own), "".join(own)) if own else ()
    return (*said, *forms(fold(member.label)))


def _specs(place: Workplace) -> list[KindSpec]:
    """Kinds that can be found, those first of which there is something worth finding."""
    repository = place.repository
    there = [spec for spec in repository.registry if spec.name not in LEFT_OUT]
    return sorted(there, key=lambda spec: (not repository.ids(spec.name), spec.name in MINOR, spec.title == ""))


def _kinds(place: Workplace) -> list[_Value]:
    return [
        _Value(spec.name, kind_label(spec), tuple(dict.fromkeys((kind_label(spec), *spec.label, spec.name))))
        for spec in _specs(place)
    ]


def _states(place: Workplace) -> list[_Value]:
    return [
        _Value(f"{spec.name}/{state}", said, tuple(dict.fromkeys((said, *label, state))))
        for spec in _specs(place)
        for state, label in spec.states.items()
        for said in (state_label(spec, state),)
    ]


def _members(place: Workplace) -> list[_Value]:
    return [
        _Value(view.id, str(view.get("name")), (str(view.get("name")),), view.get("pinyin_override"))
        for view in place.repository.find("member")
    ]


def _some(labels: Iterable[str], most: int = SHOWN) -> str:
    every = list(labels)
    return listed(every[:most]) + (t("find.and_more", n=len(every) - most) if len(every) > most else "")


# months


def _add_months(place: Workplace, wanted: Wanted, condition: Condition) -> None:
    label, day = filter_label("month"), dt.date.fromisoformat(today(place.clock))
    if not condition.values:
        wanted.notes.append(t("find.begun", name=label, values=t("find.months")))
        return
    spans: list[tuple[int | None, int | None]] = []
    for written in condition.values:
        span = month_of(written, day)
        if span is None:
            wanted.problems.append(t("find.unknown_month", written=written, values=t("find.months")))
        else:
            spans.append(span)
    if spans:
        wanted.said.append(f"{label}{t('error.colon')}{_some(month_words(*span) for span in spans)}")
    if len(spans) == 1:
        year, month = spans[0]
        wanted.tests.append(lambda rid, facts: within(facts.months, year, month))
    else:
        wanted.tests.append(lambda rid, facts: any(within(facts.months, *span) for span in spans))

"""Two insertions at one place of a text, kept side by side: the commonest meeting of two people's changes.

Source: PROTOCOL.md, "Text merge for Chinese prose", step 2.
"""

from __future__ import annotations

from sync.merge_text import Steps, common_ends, differences
from sync.prose import STOP, clauses, continues, ends_clause, ends_sentence, letters, spoken, starts

_COMPARISON = 12
"""Steps that looking at two statements costs, against the comparison of two signs."""

STATEMENT = 6
"""Letters from which on a phrase says something of its own, and is not a turn of phrase such as 会议强调，."""


def is_statement(clause: str) -> bool:
    """True for a clause that two people hardly write by chance: a long one, or one that ends a sentence."""
    return letters(clause) >= STATEMENT or ends_sentence(clause)


def side_by_side(base: str, at: int, first: str, second: str, steps: Steps) -> str | None:
    """Two insertions at one place of the base as one, `first` before `second`; None if they cannot stand side by side.

    The result is their shortest common supersequence over sentences (over clauses, where no sentence ends), so that what
    both wrote stands once and no sentence is broken. Both must be whole clauses, or be set off by the same separator.
    """
    end, opened = at == len(base), at == 0 or ends_clause(base[:at])
    lead = _leading(first)[: common_ends(_leading(first), _leading(second))[0]]
    fresh = end and not lead and base.endswith("\n")
    one, two = first[len(lead) :] + lead, second[len(lead) :] + lead
    if fresh:  # each began on a line of its own, and so each still does
        one, two = (each if each.endswith("\n") else each + "\n" for each in (one, two))
    whole = ends_clause(first) and (ends_clause(second) or end)
    if at not in starts(clauses(base)) or not (opened or lead) or not (whole or (end and (lead or fresh))):
        return None
    if continues(first[0]) or continues(two[0]) or _leading(two).strip("\n"):
        return None
    if "\n" not in one[-1] and ((lead and whole) or (first.endswith(".") and not two[0].isspace())):
        return None
    units = _interleave(_sentences(one), _sentences(two), lead, steps)
    if units is None:
        return None
    text = "".join(units)
    if fresh and not any(each.endswith("\n") for each in (first, second) if each.endswith(units[-1])):
        text = text[:-1]
    return lead + text[: len(text) - len(lead)]


def _leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip(STOP))]


def _sentences(text: str) -> list[str]:
    """The text cut after each sentence; a rest without an end of sentence is cut after each clause."""
    found: list[str] = []
    rest: list[str] = []
    for clause in clauses(text):
        rest.append(clause)
        if ends_sentence(clause):
            found.append("".join(rest))
            rest = []
    return found + rest


def _interleave(one: list[str], two: list[str], lead: str, steps: Steps) -> list[str] | None:
    """The shortest common supersequence, line ends and `lead` aside; None if two that differ are mainly the same words."""
    a, b = ([each.removesuffix(lead).rstrip("\n") for each in units] for units in (one, two))
    apart = [(0, len(one), 0, len(two))]
    script = apart if set(a).isdisjoint(b) else differences(a, b, steps)
    if script is None:
        return None
    units: list[str] = []
    mine = yours = 0
    for a0, a1, b0, b1 in [*script, (len(one), len(one), len(two), len(two))]:
        shared = zip(one[mine:a0], two[yours:b0], strict=True)
        units += [*(min(each, key=len) for each in shared), *one[a0:a1], *two[b0:b1]]
        mine, yours = a1, b1
    ours = [each for a0, a1, _, _ in script for each in one[a0:a1]]
    theirs = [each for _, _, b0, b1 in script for each in two[b0:b1]]
    return None if _some_alike(ours, theirs, steps) or _some_grown(ours, theirs, steps) else units


def _some_grown(ours: list[str], theirs: list[str], steps: Steps) -> bool:
    """True when a statement of one side is one of the other with words put into it, or if to find out costs too much."""
    begun: dict[tuple[int, str], set[str]] = {}
    for said in _statements(theirs):
        for place in _ends(said):
            begun.setdefault(place, set()).add(said)
    for mine in _statements(ours):
        near = set().union(*(begun.get(place, set()) for place in _ends(mine)))
        if not steps.take(_COMPARISON * len(near)):
            return True
        if any(_grew(*sorted((mine, other), key=len)) for other in near if mine != other):
            return True
    return False


def _grew(short: str, long: str) -> bool:
    """True when words were put into `short`; another figure, or one more sign of a name, makes another fact of it."""
    head, tail = common_ends(short, long)
    words = long[head : len(long) - tail]
    return head + tail >= len(short) and sum(not sign.isnumeric() for sign in words) > 1


def _statements(sentences: list[str]) -> set[str]:
    return {said for each in sentences for said, states in _said(each).items() if states and len(said) >= STATEMENT}


def _ends(said: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """Where one is the other with words put in, they share half of the shorter at the start or at the end."""
    return (0, said[: STATEMENT // 2]), (1, said[-(STATEMENT // 2) :])


def _some_alike(ours: list[str], theirs: list[str], steps: Steps) -> bool:
    """True when a sentence of each side share a statement or half their words, or if to find out costs too much."""
    saying: dict[str, list[int]] = {}
    said = [_said(each) for each in theirs]
    for index, each in enumerate(said):
        for clause in each:
            saying.setdefault(clause, []).append(index)
    for mine in map(_said, ours):
        near = [said[index] for clause in mine for index in saying.get(clause, [])]
        if not steps.take(len(near)):
            return True
        for other in near:
            shared = mine.keys() & other.keys()
            shorter = min(sum(map(len, mine)), sum(map(len, other)))
            if any(mine[each] or other[each] for each in shared) or 2 * sum(map(len, shared)) >= shorter:
                return True
    return False


def _said(sentence: str) -> dict[str, bool]:
    """What each clause of a sentence says, and whether that is a statement."""
    return {spoken(each): is_statement(each) for each in clauses(sentence) if letters(each)}

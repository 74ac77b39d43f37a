"""Two insertions at one place of a text, kept side by side: the commonest meeting of two people's changes.

Source: PROTOCOL.md, "Text merge for Chinese prose", step 2.
"""

from __future__ import annotations

import re

from sync.merge_text import (
    CLOSER,
    STOP,
    Steps,
    clause_starts,
    clauses,
    common_ends,
    continues,
    differences,
    ends_clause,
    letters,
    spoken,
)

STATEMENT = 6
"""Letters from which on a phrase says something of its own, and is not a turn of phrase such as 会议强调，."""

_SENTENCE_END = re.compile(rf"[。！？!?…\n.][{STOP}{CLOSER}\s]*\Z")


def is_statement(clause: str) -> bool:
    """True for a clause that two people hardly write by chance: a long one, or one that ends a sentence."""
    return letters(clause) >= STATEMENT or _SENTENCE_END.search(clause) is not None


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
    if at not in clause_starts(base) or not (opened or lead) or not (whole or (end and (lead or fresh))):
        return None
    if continues(first[0]) or continues(two[0]) or _leading(two).strip("\n"):
        return None
    if "\n" not in one[-1] and ((lead and whole) or (first.endswith(".") and not two[0].isspace())):
        return None
    units = _interleave(_sentences(one), _sentences(two), steps)
    if units is None:
        return None
    text = "".join(units)
    if fresh and not (second if two.endswith(units[-1]) else first).endswith("\n"):
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
        if _SENTENCE_END.search(clause):
            found.append("".join(rest))
            rest = []
    return found + rest


def _interleave(one: list[str], two: list[str], steps: Steps) -> list[str] | None:
    """The shortest common supersequence; None if two sentences that differ are mainly the same words."""
    script = differences(one, two, steps)
    if script is None:
        return None
    units: list[str] = []
    place = 0
    for a0, a1, b0, b1 in script:
        units += [*one[place:a0], *one[a0:a1], *two[b0:b1]]
        place = a1
    ours = [_statements(each) for a0, a1, _, _ in script for each in one[a0:a1]]
    theirs = [_statements(each) for _, _, b0, b1 in script for each in two[b0:b1]]
    if not steps.take(len(ours) * len(theirs)) or any(_alike(u, v) for u in ours for v in theirs):
        return None
    return units + one[place:]


def _statements(sentence: str) -> dict[str, bool]:
    """What each clause says, and whether it is a statement."""
    return {spoken(each): is_statement(each) for each in clauses(sentence) if letters(each)}


def _alike(one: dict[str, bool], two: dict[str, bool]) -> bool:
    shared = one.keys() & two.keys()
    shorter = min(sum(map(len, one)), sum(map(len, two)))
    return any(one[each] or two[each] for each in shared) or (shorter > 0 and 2 * sum(map(len, shared)) >= shorter)

"""Whoever merges two people's edits of one text: ours, git merge-file, diff-match-patch, Yjs; and what came of the same cases."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeAlias, get_args

from bench.merge_table import Class, Edit, apply, case, verdict
from sync.merge import clauses, merge_text

Merger: TypeAlias = Callable[[str, list[Edit], list[Edit]], str | None]
"""From the base and two people's edits to the merged text, or None where it says that it cannot."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many cases of each class ended how, and milliseconds of each merge."""

    counts: Mapping[tuple[str, str], int]
    times: Sequence[float]

    def share(self, kind: Class, *verdicts: str) -> float:
        """Percent of the cases of a class that ended in one of these."""
        of = sum(count for (each, _), count in self.counts.items() if each == kind)
        return 100 * sum(self.counts.get((kind, verdict), 0) for verdict in verdicts) / of if of else 0.0

    def words(self) -> str:
        """Right, wrong and flagged of each class."""
        return ", ".join(
            f"{kind}: {self.share(kind, 'right'):.1f} % right, {self.share(kind, 'wrong', 'silent', 'broken'):.1f} % wrong or unsaid, "
            f"{self.share(kind, 'conflict'):.1f} % flagged"
            for kind in get_args(Class)
        )


def cases(text: str, count: int, seed: int) -> list[tuple[Class, list[Edit], list[Edit]]]:
    """So many cases of each class, the same for the same seed."""
    rng = Random(seed)
    return [(kind, *case(text, kind, rng)) for kind in get_args(Class) for _ in range(count)]


def play(merger: Merger, text: str, given: Sequence[tuple[Class, list[Edit], list[Edit]]]) -> Outcome:
    """Merge them all and judge."""
    found: Counter[tuple[str, str]] = Counter()
    times: list[float] = []
    for kind, one, two in given:
        begun = time.perf_counter()
        value = merger(text, one, two)
        times.append((time.perf_counter() - begun) * 1000)
        found[kind, verdict(text, kind, one, two, value)] += 1
    return Outcome(found, times)


def ours(base: str, one: list[Edit], two: list[Edit]) -> str | None:
    """The merge that devices and server run."""
    merged = merge_text(base, apply(base, one), apply(base, two))
    return None if merged.conflict else str(merged.value)


def git_lines(folder: Path, *, by_clause: bool) -> Merger:
    """git merge-file on the text as it is, or with each clause on a line of its own, which favours git."""

    def written(name: str, text: str) -> str:
        path = folder / name
        if by_clause:
            # The text's own line ends become a sign that is in none of them.
            text = "\n".join(each.replace("\n", "\r") for each in clauses(text))
        path.write_text(text + "\n", "utf-8", newline="\n")
        return str(path)

    def merge(base: str, one: list[Edit], two: list[Edit]) -> str | None:
        words = [written("mine", apply(base, one)), written("base", base), written("theirs", apply(base, two))]
        ran = subprocess.run(["git", "merge-file", "-p", *words], capture_output=True, check=False)
        if ran.returncode != 0:
            return None
        text = ran.stdout.decode("utf-8").removesuffix("\n")
        return text.replace("\n", "").replace("\r", "\n") if by_clause else text

    return merge


@contextmanager
def beside(words: Sequence[str], folder: Path | None = None) -> Iterator[Callable[[object], object]]:
    """A program that answers each line of JSON with one."""
    with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        source, answers = process.stdin, process.stdout

        def asked(value: object) -> object:
            source.write(json.dumps(value, ensure_ascii=False) + "\n")
            source.flush()
            line = answers.readline()
            if not line:
                raise RuntimeError(f"{words} ended")
            return json.loads(line)

        yield asked
        source.close()


@contextmanager
def patches(python: Path) -> Iterator[Merger]:
    """diff-match-patch; a patch that did not apply counts as flagged."""
    program = Path(__file__).parent / "rivals" / "dmp.py"
    with beside([str(python), str(program)]) as asked:

        def merge(base: str, one: list[Edit], two: list[Edit]) -> str | None:
            answer = asked([base, apply(base, one), apply(base, two)])
            assert isinstance(answer, list)
            text, applied = answer
            return str(text) if applied else None

        yield merge


@contextmanager
def yjs(folder: Path) -> Iterator[Merger]:
    """Yjs, a CRDT: it merges everything and flags nothing."""
    with beside(["node", str(folder / "yjs.mjs")], folder) as asked:

        def merge(base: str, one: list[Edit], two: list[Edit]) -> str | None:
            told = {
                "base": base,
                **{name: [[e.start, e.end, e.text] for e in side] for name, side in (("one", one), ("two", two))},
            }
            return str(asked(told))

        yield merge

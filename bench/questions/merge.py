"""Merging one Chinese text that two people changed: right, wrong, flagged, beside git merge-file and diff-match-patch.

The same random cases for everybody, their right outcome known. Disjoint edits must come out right, overlapping ones must be flagged;
git merge-file works on lines, so it is also given the text with a clause a line, as nobody's text is. diff-match-patch: the patches of
one side applied to the other's text, flagged where a patch did not apply. Milliseconds of the two include their way to the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bench import mergers, rival
from bench.asked import Asked
from bench.findings import Bar, Findings, Rival
from bench.machine import disk_folder
from bench.merge_table import ONE, SEVERAL, Class
from bench.mergers import Outcome
from bench.spread import Spread, spread
from bench.words import prose

TITLE = ("Merge", "合并")


def measure(asked: Asked, found: Findings) -> None:
    """Both texts, then how the time grows with the text."""
    count = asked.of(300, 20)
    with disk_folder() as folder:
        for name, text in ((("one paragraph", "一段文字"), ONE), (("several paragraphs", "几段文字"), SEVERAL)):
            given = mergers.cases(text, count, 1)
            told = {"ours": mergers.play(mergers.ours, text, given)}
            told["git merge-file"] = mergers.play(mergers.git_lines(folder, by_clause=False), text, given)
            told["git merge-file, a clause a line"] = mergers.play(
                mergers.git_lines(folder, by_clause=True), text, given
            )
            try:
                with mergers.patches(rival.python_of("merge")) as patches:
                    told["diff-match-patch"] = mergers.play(patches, text, given)
            except rival.Missing as missing:
                found.note(f"diff-match-patch: {missing}")
            show(found, name, told)
    points = {}
    for size in asked.sizes(1_000, 5_000, 20_000):
        text = prose(Random(size), size)
        points[size] = spread(mergers.play(mergers.ours, text, mergers.cases(text, asked.of(20, 4), 2)).times).median
    found.scale("merge by characters of the text", points, "ms")


def show(found: Findings, name: tuple[str, str], told: Mapping[str, Outcome]) -> None:
    """The rows of one text; ours is judged."""
    ours, *others = told.values()
    names = list(told)[1:]

    def against(*what: str, kind: Class) -> list[Rival]:
        return [Rival(each, _one(outcome.share(kind, *what))) for each, outcome in zip(names, others, strict=True)]

    right = ours.share("disjoint", "right")
    words = ("97 % of disjoint edits in one Chinese paragraph merge", "一段中文里互不相干的修改 97% 能合并")
    found.row(
        (f"disjoint edits merged right, {name[0]}", f"互不相干的修改合并正确，{name[1]}"),
        _one(right),
        "%",
        *against("right", kind="disjoint"),
        bar=Bar(words, right >= 97),
        better="more",
    )
    wrong = ours.share("disjoint", "wrong") + ours.share("beside", "wrong")
    found.row(
        (f"disjoint edits merged wrong, {name[0]}", f"互不相干的修改合并错误，{name[1]}"),
        _one(wrong),
        "%",
        *against("wrong", kind="disjoint"),
        bar=Bar(("none wrong", "没有合并错的"), wrong == 0),
    )
    flagged = ours.share("overlapping", "conflict")
    found.row(
        (f"overlapping edits shown to people, {name[0]}", f"重叠的修改交给人看，{name[1]}"),
        _one(flagged),
        "%",
        *against("conflict", kind="overlapping"),
        bar=Bar(("every overlapping edit is shown", "重叠的修改全部显示"), flagged == 100),
        better="more",
    )
    times = [Rival(each, spread(outcome.times)) for each, outcome in zip(names, others, strict=True)]
    found.row((f"one merge, {name[0]}", f"合并一次，{name[1]}"), spread(ours.times), "ms", *times, shown=False)
    for each, outcome in told.items():
        found.note(f"{each}, {name[0]}: {outcome.words()}")


def _one(value: float) -> Spread:
    return spread([value])

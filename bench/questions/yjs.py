"""Yjs as the merge of Chinese text: it is given every edit as an operation at its place, and merges everything without a word."""

from __future__ import annotations

from bench import mergers, rival
from bench.asked import Asked
from bench.findings import Findings
from bench.merge_table import ONE, SEVERAL
from bench.questions.merge import show

TITLE = ("Merge beside Yjs", "合并，与 Yjs 比")


def measure(asked: Asked, found: Findings) -> None:
    """The cases of the question `merge`."""
    folder = rival.node_folder()
    with mergers.yjs(folder) as yjs:
        for name, text in ((("one paragraph", "一段文字"), ONE), (("several paragraphs", "几段文字"), SEVERAL)):
            given = mergers.cases(text, asked.of(300, 20), 1)
            show(found, name, {"ours": mergers.play(mergers.ours, text, given), "Yjs": mergers.play(yjs, text, given)})

"""Where figures are kept: results.json, and a table in both READMEs between two marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import machine
from bench.findings import figure, number, times
from bench.spread import Spread

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- bench: written by make bench -->", "<!-- /bench -->"
COMMAND = "make bench; make bench-rivals"

HEADS = {
    "README.md": ("what was measured", "ours", "beside it", "bar of DESIGN.md"),
    "README.zh-CN.md": ("测什么", "心得", "对照", "DESIGN.md 的要求"),
}
WORDS = {
    "README.md": (
        "met",
        "**not met**",
        "x",
        "Medians, with quartiles in brackets; x: how many times better ours is. Made by `{command}` on {machine}.",
    ),
    "README.zh-CN.md": (
        "达到",
        "**未达到**",
        "倍",
        "中位数，括号内为四分位数；倍数为心得优于对照的倍数。由 `{command}` 测得：{machine}。",
    ),
}
MACHINE = {
    "README.md": "{cores} cores, Python {python}; an append of 2.5 KB and its fsync takes {append_and_fsync_ms} ms",
    "README.zh-CN.md": "{cores} 核，Python {python}；追加 2.5 KB 并 fsync 一次 {append_and_fsync_ms} 毫秒",
}


class NoMarks(Exception):
    """A text has no place for the table."""


def begun(out: Path | None, *, quick: bool) -> dict[str, Any]:
    """Results to add to: those that are there, with this machine's facts; none of another manner of measuring."""
    found: dict[str, Any] = {"questions": {}}
    if out is not None and out.exists():
        before = json.loads(out.read_text("utf-8"))
        if before.get("quick") == quick:
            found = before
    return {**found, "made_by": COMMAND, "quick": quick, "machine": machine.facts()}


def keep(out: Path, results: Mapping[str, Any]) -> None:
    """Write results.json."""
    out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_tables(results: Mapping[str, Any], root: Path = ROOT) -> None:
    """Write the table of both READMEs; raises NoMarks."""
    for name in HEADS:
        path = root / name
        path.write_text(between(path.read_text("utf-8"), table(results, name)), "utf-8")


def between(text: str, lines: Sequence[str]) -> str:
    """The text with these lines between the marks; raises NoMarks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarks(BEGIN)
    return "\n".join([before + BEGIN, "", *lines, "", END]) + after


def table(results: Mapping[str, Any], readme: str) -> list[str]:
    """The table for one README, a line a row that is to be shown, and what it was made on."""
    chinese = int(readme == "README.zh-CN.md")
    met, missed, word, about = WORDS[readme]
    lines = [f"| {' | '.join(HEADS[readme])} |", "|---|---|---|---|"]
    for question in results["questions"].values():
        for row in question["rows"]:
            if not row["shown"]:
                continue
            beside = "; ".join(
                f"{each['name']} {_plain(each['found'], row['unit'])}{times(each['ratio'], ', ', word)}"
                for each in row["rivals"]
            )
            bar = row["bar"]
            judged = f"{bar['words'][chinese]}: {met if bar['met'] else missed}" if bar else ""
            lines.append(
                f"| {row['what'][chinese]} | {figure(Spread(**row['ours']), row['unit'])} | {beside} | {judged} |"
            )
    made_on = MACHINE[readme].format(**results["machine"])
    return [*lines, "", about.format(command=COMMAND, machine=made_on), *_missing(results)]


def _plain(found: Mapping[str, Any], unit: str) -> str:
    return f"{number(found['median'])} {unit}"


def _missing(results: Mapping[str, Any]) -> Iterator[str]:
    for name, question in results["questions"].items():
        if question.get("missing"):
            yield f"{name}: {question['missing']}"

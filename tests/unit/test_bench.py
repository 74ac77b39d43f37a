"""The bench says what it measured: medians, growth, bars, and a table that stays between its marks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import mergers, report
from bench.findings import Bar, Findings, Rival, at_least, at_most, below, figure, said
from bench.merge_table import ONE
from bench.questions.keys import show
from bench.report import BEGIN, END, NoMarks, between, table
from bench.spread import Spread, exponent, percentile, spread
from bench.ten_years import Making
from sync.records.registry import KINDS


def test_median_and_quartiles() -> None:
    assert spread([5.0, 1.0, 3.0, 2.0, 4.0]) == Spread(3.0, 2.0, 4.0, 5)
    assert spread([7.0]) == Spread(7.0, 7.0, 7.0, 1)
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, part) for part in (0.5, 0.99, 1.0)] == [50.0, 99.0, 100.0]
    assert percentile([3.0], 0.99) == 3.0


def test_the_exponent_tells_how_a_cost_grows() -> None:
    assert exponent({1000: 2.0, 10_000: 20.0, 100_000: 200.0}) == pytest.approx(1.0)
    assert exponent({10: 5.0, 1000: 5.0}) == pytest.approx(0.0)
    assert exponent({10: 100.0, 100: 10_000.0}) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="two sizes"):
        exponent({10: 1.0})


def test_what_grows_faster_than_it_may_is_named_with_what_misses_its_bar() -> None:
    found = Findings(lambda line: None)
    found.scale("a square", {10: 1.0, 100: 100.0}, "ms")
    found.scale("a line", {10: 1.0, 100: 10.0}, "ms")
    found.scale("a key", {10: 1.0, 100: 2.0}, "ms", keystroke=True)
    found.scale("one size alone", {10: 1.0}, "ms")
    found.row(("open", "打开"), spread([2.0]), "s", bar=below(2.0, 0.5, ("below 0.5 s", "低于 0.5 秒")))
    found.row(("save", "保存"), spread([1.0]), "s", bar=at_most(1.0, 1.0, ("at most 1 s", "不超过 1 秒")))
    missed = found.missed()
    assert [
        name for name in ("a square", "a line", "a key", "open", "save") if any(name in line for line in missed)
    ] == [
        "a square",
        "a key",
        "open",
    ]


def test_keys_are_judged_by_median_and_by_the_last_of_a_hundred() -> None:
    found = Findings(lambda line: None)
    show(found, ("somewhere", "某处"), [10.0] * 97 + [40.0] * 3)
    assert [row.bar.met for row in found.rows if row.bar is not None] == [True, False]


def test_a_ratio_says_how_many_times_better_ours_is() -> None:
    found = Findings(lambda line: None)
    slow, fast = Rival("slow", spread([30.0])), Rival("few", spread([100.0]))
    assert found.row(("time", "时间"), spread([10.0]), "ms", slow).ratio(slow) == 3.0
    assert found.row(("rate", "速度"), spread([300.0]), "/s", fast, better="more").ratio(fast) == 3.0
    assert found.row(("share", "比例"), spread([0.0]), "%", fast).ratio(fast) is None
    assert at_least(3.0, 3.0, ("", "")).met
    assert figure(spread([1.0, 2.0, 3.0]), "ms") == "2.00 ms (1.50 to 2.50)"
    assert "NOT MET" in said(found.row(("x", "x"), spread([1.0]), "s", bar=Bar(("", ""), met=False)))


def test_the_table_is_written_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    found = Findings(lambda line: None)
    bar = below(1.0, 2.0, ("below 2 s", "低于 2 秒"))
    found.row(("open", "打开"), spread([1.0, 1.0]), "s", Rival("grep", spread([4.0])), bar=bar)
    found.row(("detail", "细节"), spread([1.0]), "s", shown=False)
    machine = {"cores": 2, "python": "3.11", "append_and_fsync_ms": 0.2}
    results = {"questions": {"search": {**found.plain(), "missing": None}}, "machine": machine}
    results = json.loads(json.dumps(results))
    for name in report.HEADS:
        (tmp_path / name).write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    report.write_tables(results, tmp_path)
    report.write_tables(results, tmp_path)
    english, chinese = ((tmp_path / name).read_text("utf-8") for name in report.HEADS)
    assert "| open | 1.00 s (1.00 to 1.00) | grep 4.00 s, 4.00 x | below 2 s: met |" in english
    assert "| 打开 | 1.00 s (1.00 to 1.00) | grep 4.00 s, 4.00 倍 | 低于 2 秒: 达到 |" in chinese
    for text in (english, chinese):
        assert text.startswith("before\n")
        assert text.endswith("\nafter\n")
        assert "old" not in text
        assert "detail" not in text
        assert "make bench" in text
        assert text.count(BEGIN) == text.count(END) == 1


def test_both_readmes_have_a_place_for_the_table() -> None:
    for name in report.HEADS:
        assert between(
            (report.ROOT / name).read_text("utf-8"),
            table({"questions": {}, "machine": {"cores": 1, "python": "", "append_and_fsync_ms": 1}}, name),
        )
    with pytest.raises(NoMarks):
        between("no marks", [])


def test_a_merge_by_lines_is_judged_like_ours(tmp_path: Path) -> None:
    given = mergers.cases(ONE, 2, 1)
    ours = mergers.play(mergers.ours, ONE, given)
    git = mergers.play(mergers.git_lines(tmp_path, by_clause=False), ONE, given)
    clauses = mergers.play(mergers.git_lines(tmp_path, by_clause=True), ONE, given)
    assert ours.share("disjoint", "right") == 100
    assert git.share("disjoint", "conflict") == 100, "one paragraph is one line"
    assert clauses.share("disjoint", "wrong", "broken") == 0


def test_the_made_branch_is_the_same_each_time_and_of_kinds_there_are() -> None:
    import datetime as dt

    day = dt.date(2026, 3, 1)
    one, two = (list(Making(6, 2, day, sessions=6).records()) for _ in range(2))
    assert one == two
    assert len({each["id"] for each in one}) == len(one)
    for record in one:
        assert set(record["f"]) - {"state"} <= set(KINDS[record["type"]].fields), record["type"]
    assert max(str(each["f"].get("start", "")) for each in one) < "2026-03-02"

"""Rule packs: what the files say, what a branch may change, and what a change of pack would do."""

from __future__ import annotations

import re

import pytest

from tui.year.packs import DEFAULT, NONE, PACKS, differences, load, rules, sentence

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_has_its_sentence_in_both_languages_its_source_and_whether_it_was_read(name: str) -> None:
    for rid, rule in load(name).all.items():
        assert rule.id == rid
        assert CHINESE.search(sentence(rule, rule.text.zh, {})), rid
        assert not CHINESE.search(sentence(rule, rule.text.en, {})), rid
        assert rule.source, rid
        assert rule.verified, rid


def test_the_numbers_of_domain_md() -> None:
    current, sample = rules(None), rules("example-2011")
    for pack, member, committee, percent, books, days in (
        (current, 32, 56, 90, 2, 30),
        (sample, 24, 40, 80, 3, 14),
    ):
        assert (pack.number("T-1", "member"), pack.number("T-1", "committee")) == (member * 60, committee * 60)
        assert pack.number("P-1", "percent") == percent
        assert (pack.number("O-1", "books"), pack.number("O-1", "days")) == (books, days)
        assert pack.number("O-1", "renewals") == 1
        assert pack.number("L-1", "days") == 3
        assert pack.number("R-1", "characters") == 800
    assert (current.word("R-1", "per"), current.number("R-1", "times")) == ("year", 2)
    assert (sample.word("R-1", "per"), sample.number("R-1", "times")) == ("half", 1)
    asked = {(r.values["form"], r.values["per"], r.values["times"]) for r in current.family("F")}
    assert ("exchange", "quarter", 1) in asked
    assert ("theme_day", "month", 1) in asked
    asked = {(r.values["form"], r.values["per"], r.values["times"]) for r in sample.family("F")}
    assert {("collective_study", "month", 1), ("collective_study", "year", 10), ("exchange", "year", 5)} <= asked
    assert not any(form == "theme_day" for form, _, _ in asked)
    assert (current.word("W-1", "from"), current.word("W-1", "until")) == ("12-15", "01-20")
    assert (current.number("O-2", "months"), sample.number("O-2", "months")) == (1, None)
    assert (current.number("R-2", "times"), sample.number("R-2", "times")) == (1, None)
    assert (current.word("W-2", "until"), sample.word("W-2", "until")) == (None, "01-10")


def test_the_pack_none_judges_nothing() -> None:
    assert rules(NONE).family("F") == []
    assert rules(NONE).rule("T-1") is None
    assert rules(NONE).number("A-1", "minutes") is None


def test_a_branch_changes_numbers_and_switches_rules() -> None:
    held = rules(DEFAULT, ["T-1.member=2400", "F-6=off", "H-8=on", "W-1.until=01-31", "R-1.per=half"])
    assert held.not_understood == ()
    assert held.number("T-1", "member") == 2400
    assert held.number("T-1", "committee") == 3360
    assert held.rule("F-6") is None
    assert held.number("H-8", "minutes") == 60
    assert held.word("W-1", "until") == "01-31"
    assert held.word("R-1", "per") == "half"
    assert held.all["T-1"].changed == {"member"}
    assert load(DEFAULT).number("T-1", "member") == 1920, "the pack itself stays as it is"


@pytest.mark.parametrize(
    "change", ["T-1.member=viel", "T-1.nobody=3", "X-9=on", "T-1=perhaps", "", "W-1.until=13-40", "R-1.per=day"]
)
def test_a_change_that_fits_nothing_changes_nothing_and_is_told(change: str) -> None:
    held = rules(DEFAULT, [change])
    assert held.not_understood == (change,)
    assert held.all == load(DEFAULT).all


def test_a_pack_of_a_newer_version_judges_nothing_and_is_told() -> None:
    held = rules("cn-2031")
    assert held.not_understood == ("rule_pack=cn-2031",)
    assert held.all == {}


def test_what_differs_between_packs() -> None:
    found = differences(rules(None), rules("example-2011"))
    assert [each.id for each in found] == ["F-2", "F-6", "F-7", "O-1", "O-2", "P-1", "R-1", "R-2", "T-1", "W-2"]
    gone = next(each for each in found if each.id == "F-6")
    assert gone.before is not None
    assert gone.after is None
    assert differences(rules(None), rules(None)) == []
    assert [each.id for each in differences(rules(None), rules(None, ["F-6=off", "P-1.percent=90"]))] == ["F-6"]

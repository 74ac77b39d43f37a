"""A branch's choice of rules: what fits, what does not and why, and that packs can be changed there and back."""

from __future__ import annotations

import pytest

from tui.year.adapting import (
    Choice,
    Unfit,
    as_in_pack,
    with_change,
    with_pack,
    with_switch,
    with_value,
    without_change,
)


def test_a_value_a_switch_and_a_pack_are_chosen() -> None:
    choice = with_value(Choice(), "T-1", "member", "2400")
    choice = with_switch(choice, "F-6", on=False)
    assert choice.changes == {"T-1.member=2400", "F-6=off"}
    assert choice.rules.number("T-1", "member") == 2400
    other = with_pack(choice, "example-2011")
    assert other.changes == choice.changes, "changes stay with the branch"
    assert other.rules.not_understood == ("F-6=off",), "what fits nothing there is told"
    assert with_pack(other, "cn-current").rules == choice.rules


def test_a_second_value_takes_the_place_of_the_first() -> None:
    choice = with_value(with_value(Choice(), "T-1", "member", "2400"), "T-1", "member", "3000")
    assert choice.changes == {"T-1.member=3000"}


@pytest.mark.parametrize(
    "changes", [["T-1.member=2400", "T-1.committee=3000"], ["F-6=off"], ["H-8=on", "H-8.minutes=30"]]
)
def test_what_the_pack_says_itself_is_no_change(changes: list[str]) -> None:
    choice = Choice(None, frozenset(changes))
    rid = changes[0].partition("=")[0].partition(".")[0]
    assert as_in_pack(choice, rid) == Choice()
    assert with_value(Choice(None, frozenset(["T-1.member=2400"])), "T-1", "member", "1920") == Choice()
    assert with_switch(Choice(None, frozenset(["F-6=off"])), "F-6", on=True) == Choice()


def test_forms_are_chosen_by_their_identifiers_and_stand_once() -> None:
    choice = with_value(Choice(), "H-7", "forms", "lecture, exchange,lecture")
    assert choice.changes == {"H-7.forms=lecture,exchange"}
    assert choice.rules.words("H-7", "forms") == ("lecture", "exchange")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("T-1.member=viel", "no_number"),
        ("T-1.member=-60", "no_number"),
        ("P-1.percent=101", "too_large"),
        ("W-1.until=02-30", "no_day"),
        ("R-1.per=day", "no_per"),
        ("F-1.form=party", "no_form"),
        ("H-7.forms=lecture,party", "no_forms"),
        ("H-7.forms=,", "no_forms"),
        ("T-1.nobody=3", "no_value"),
        ("X-9=on", "no_rule"),
        ("X-9.member=3", "no_rule"),
        ("T-1=perhaps", "no_switch"),
        ("T-1", "no_change"),
        ("", "no_change"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(change: str, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        with_change(Choice(), change)
    assert refused.value.code == code


def test_a_pack_there_is_not_is_refused() -> None:
    with pytest.raises(Unfit) as refused:
        with_pack(Choice(), "cn-2031")
    assert refused.value.code == "no_pack"


def test_a_change_that_fits_nothing_can_be_dropped() -> None:
    choice = Choice("example-2011", frozenset(["F-6=off", "P-1.percent=85"]))
    assert without_change(choice, "F-6=off").changes == {"P-1.percent=85"}
